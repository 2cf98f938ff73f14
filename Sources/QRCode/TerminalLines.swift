extension QRCode {
    /// Columns on a terminal, the quiet zone included.
    public var columns: Int { size + 2 * Self.quietZone }

    /// Rows on a terminal: two modules a cell.
    public var rows: Int { (columns + 1) / 2 }

    /// One line a row, in half blocks.
    ///
    /// The ink is the *light* modules. Where a font leaves a seam between blocks, a dark hair through light modules does
    /// not trouble readers; a light one through dark modules does. With colour, ink and ground are white and black by
    /// their own colours, whatever the theme. Without, they are the screen's: right where it is light on dark, as most
    /// are, and inverted where it is dark on light, which some readers refuse.
    public func terminalLines(colour: Bool) -> [String] {
        stride(from: -Self.quietZone, to: size + Self.quietZone, by: 2).map { row in
            let cells = (-Self.quietZone..<size + Self.quietZone).map { column in
                Self.cell(darkAbove: self[row, column], darkBelow: self[row + 1, column])
            }
            return colour ? Self.whiteOnBlack + cells.joined() + Self.plain : cells.joined()
        }
    }

    private static func cell(darkAbove: Bool, darkBelow: Bool) -> String {
        switch (darkAbove, darkBelow) {
        case (false, false): "█"
        case (false, true): "▀"
        case (true, false): "▄"
        case (true, true): " "
        }
    }

    /// First bright white on black of the 16 colours, for terminals that know no others. Then the same of the 256, which
    /// themes leave alone: some swap the 16.
    private static let whiteOnBlack = "\u{1B}[97;40m\u{1B}[38;5;231;48;5;16m"
    private static let plain = "\u{1B}[0m"
}
