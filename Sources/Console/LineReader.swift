/// Bytes become lines.
public struct LineReader {
    /// Longer than anything that is asked for here.
    static let longest = 4_096

    private var rest: [UInt8] = []

    public init() {}

    /// The lines that these bytes end. Of a line that is too long, nothing stays.
    public mutating func take(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
                lines.append(String(decoding: rest, as: UTF8.self))
                rest = []
            } else if rest.count < Self.longest {
                rest.append(byte)
            }
        }
        return lines
    }

    /// What came behind the last end of a line, when no more comes.
    public mutating func finish() -> [String] {
        defer { rest = [] }
        return rest.isEmpty ? [] : [String(decoding: rest, as: UTF8.self)]
    }
}
