/// The content of the whole screen, and the position of the cursor. Lines leave the last column free, where terminals
/// differ, except lines that are longer than the window.
public struct Frame: Equatable, Sendable {
    /// One line. If it is longer than the window, the terminal wraps it, and a selection copies it as one line.
    public struct Line: Equatable, Sendable {
        public let text: String
        /// Nil for a line that is not wrapped.
        public let brokenOver: Int?

        public init(text: String, brokenOver: Int? = nil) {
            self.text = text
            self.brokenOver = brokenOver
        }

        var height: Int { brokenOver ?? 1 }
    }

    public var lines: [Line]
    /// Counted from zero.
    public var cursorRow: Int
    public var cursorColumn: Int

    public init(lines: [Line] = [], cursorRow: Int = 0, cursorColumn: Int = 0) {
        self.lines = lines
        self.cursorRow = cursorRow
        self.cursorColumn = cursorColumn
    }

    /// The output that turns the other screen into this one. Unchanged lines are not touched, so nothing flickers.
    public func changes(from shown: Frame?) -> String {
        var text = shown == nil ? "\u{1B}[0m\u{1B}[2J" : ""
        var row = 0
        let old = shown?.rows ?? [:]
        for line in lines {
            if old[row] != line { text += line.drawn(at: row) }
            row += line.height
        }
        for cleared in row..<max(row, shown?.height ?? 0) { text += place(cleared, 0) + eraseToEnd }
        guard !text.isEmpty || shown?.cursorRow != cursorRow || shown?.cursorColumn != cursorColumn else { return "" }
        return text + place(cursorRow, cursorColumn)
    }

    public var height: Int { lines.reduce(0) { $0 + $1.height } }

    /// Lines by their first row.
    private var rows: [Int: Line] {
        var (row, rows) = (0, [Int: Line]())
        for line in lines {
            rows[row] = line
            row += line.height
        }
        return rows
    }
}

extension Frame.Line {
    fileprivate func drawn(at row: Int) -> String {
        // First the text, then the erasure behind it: no place is empty for a moment, so nothing flickers.
        guard brokenOver != nil else { return place(row, 0) + text + eraseToEnd }
        let clearing = (row..<row + height).map { place($0, 0) + eraseToEnd }.joined()
        return "\(clearing)\(place(row, 0))\u{1B}[?7h\(text)\u{1B}[?7l"
    }
}

private let eraseToEnd = "\u{1B}[K"

private func place(_ row: Int, _ column: Int) -> String { "\u{1B}[\(row + 1);\(column + 1)H" }
