extension QRCode {
    /// Columns on a terminal, including the quiet zone.
    public var columns: Int { size + 2 * Self.quietZone }

    /// Rows on a terminal: each cell shows two modules.
    public var rows: Int { (columns + 1) / 2 }

    /// One line for each row, in half blocks.
    ///
    /// The foreground draws the *light* modules. Where a font leaves a gap between blocks, a dark line through light
    /// modules does not disturb scanners; a light line through dark modules does. With colour, the light modules are
    /// white and the dark ones black, in any theme. Without colour, they are those of the screen: right on a dark
    /// background, and inverted on a light one, which some scanners cannot read.
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

    /// First bright white on black of the 16 colours, for terminals that have no others. Then the same of the 256,
    /// which themes do not change: some swap the 16.
    private static let whiteOnBlack = "\u{1B}[97;40m\u{1B}[38;5;231;48;5;16m"
    private static let plain = "\u{1B}[0m"
}
