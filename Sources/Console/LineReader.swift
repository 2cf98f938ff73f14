/// Splits bytes into lines.
public struct LineReader {
    /// Longer than any answer to a prompt.
    static let longest = 4_096

    private var rest: [UInt8] = []

    public init() {}

    /// Returns the lines that these bytes complete. A line that is too long is dropped.
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

    /// Returns the rest after the last line, at the end of the input.
    public mutating func finish() -> [String] {
        defer { rest = [] }
        return rest.isEmpty ? [] : [String(decoding: rest, as: UTF8.self)]
    }
}
