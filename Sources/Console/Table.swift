/// Rows under headings, fitted to a terminal.
public struct Table {
    public struct Column {
        let title: String
        /// If the table is too wide, the column with the highest rank is left out first. Rank zero always stays.
        let rank: Int
        /// The column may be cut to this many cells.
        let least: Int?

        public init(title: String, rank: Int = 0, least: Int? = nil) {
            self.title = title
            self.rank = rank
            self.least = least
        }
    }

    private static let gap = 2
    /// No column is wider, as long as another needs space.
    private static let widest = 32

    let columns: [Column]
    public var rows: [[String]] = []

    public init(columns: [Column]) { self.columns = columns }

    /// The lines, with the heading first. A nil width, as in a pipe, cuts nothing.
    public func lines(width: Int?, colour: Bool) -> [String] {
        let (kept, widths) = layout(width)
        let cells = [columns.map(\.title)] + rows
        return cells.enumerated().map { index, row in
            let parts = zip(kept, widths).map { column, width in row[column].fitted(to: width).padded(to: width) }
            let line = parts.joined(separator: String(repeating: " ", count: Self.gap)).withoutTrailingSpaces
            return index == 0 ? Style.strong.applied(to: line, colour: colour) : line
        }
    }

    /// Which columns stay, and how wide each is.
    private func layout(_ width: Int?) -> (kept: [Int], widths: [Int]) {
        var kept = Array(columns.indices)
        let natural = columns.indices.map { column in
            rows.reduce(columns[column].title.columns) { max($0, $1[column].columns) }
        }
        guard let width else { return (kept, natural) }
        let modest = kept.map { columns[$0].least == nil ? natural[$0] : min(natural[$0], Self.widest) }
        var widths = total(natural) <= width ? natural : modest
        while total(widths) > width, let last = kept.indices.max(by: { rank(kept[$0]) < rank(kept[$1]) }),
            rank(kept[last]) > 0
        {
            kept.remove(at: last)
            widths.remove(at: last)
        }
        while total(widths) > width, let place = widestThatGives(kept, widths) { widths[place] -= 1 }
        return (kept, widths)
    }

    private func rank(_ column: Int) -> Int { columns[column].rank }

    private func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) }

    private func widestThatGives(_ kept: [Int], _ widths: [Int]) -> Int? {
        kept.indices.filter { widths[$0] > columns[kept[$0]].least ?? .max }.max { widths[$0] < widths[$1] }
    }
}

extension String {
    fileprivate var withoutTrailingSpaces: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }
}
