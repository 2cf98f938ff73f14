/// What the whole screen shows, and where the cursor stands. Lines keep off the last column, where terminals differ, but
/// for those that are longer than the window.
public struct Frame: Equatable, Sendable {
    /// One line. Where it may be longer than the window, the terminal breaks it, and gives it back whole to whoever
    /// selects it.
    public struct Line: Equatable, Sendable {
        public let text: String
        /// Nil for one that fits.
        public let brokenOver: Int?

        public init(text: String, brokenOver: Int? = nil) {
            self.text = text
            self.brokenOver = brokenOver
        }

        var height: Int { brokenOver ?? 1 }
    }

    public var lines: [Line]
    /// From zero.
    public var cursorRow: Int
    public var cursorColumn: Int

    public init(lines: [Line] = [], cursorRow: Int = 0, cursorColumn: Int = 0) {
        self.lines = lines
        self.cursorRow = cursorRow
        self.cursorColumn = cursorColumn
    }

    /// What makes this of a screen that shows the other. Lines that stay are not touched, so nothing flickers.
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

    /// By the row that each begins in.
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
        // First the text and then what is behind it: at no moment is a place empty that will not stay so.
        guard brokenOver != nil else { return place(row, 0) + text + eraseToEnd }
        let clearing = (row..<row + height).map { place($0, 0) + eraseToEnd }.joined()
        return "\(clearing)\(place(row, 0))\u{1B}[?7h\(text)\u{1B}[?7l"
    }
}

private let eraseToEnd = "\u{1B}[K"

private func place(_ row: Int, _ column: Int) -> String { "\u{1B}[\(row + 1);\(column + 1)H" }
