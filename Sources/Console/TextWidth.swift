// How many cells text takes on a terminal, and how it is fitted to a width.

extension Character {
    /// Two for most of East Asia and for emoji, none for a separate mark. Terminals differ for characters of several
    /// code points: here the widest one decides.
    var columns: Int { unicodeScalars.reduce(0) { max($0, $1.columns) } }
}

extension Unicode.Scalar {
    fileprivate var columns: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return properties.isEmojiPresentation || Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// The number of cells on a terminal.
    public var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text, cut with an ellipsis if it is too long.
    public func fitted(to width: Int) -> String {
        guard columns > width else { return String(self) }
        return width > 0 ? prefix(columns: width - 1) + "…" : ""
    }

    /// Padded with spaces.
    public func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - columns)) }

    /// The longest prefix with at most so many cells.
    func prefix(columns width: Int) -> String {
        var (kept, used) = ("", 0)
        for character in self {
            used += character.columns
            guard used <= width else { break }
            kept.append(character)
        }
        return kept
    }

    /// For a frame, which no line may leave: wrapped at spaces, and a word that is longer than a line is cut. Other text
    /// is `flowed(at:)`.
    public func wrapped(at width: Int) -> [String] {
        precondition(width > 1, "a line has at least two cells")
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.columns + 1 + word.columns > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
            while line.columns > width {
                let head = line.prefix(columns: width)
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }
}
