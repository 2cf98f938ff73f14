/// Makes lines of bytes that arrive in any portions. A line ends with CRLF and nothing else: where one program takes a
/// bare LF for an end and the next does not, a request can hide inside another.
public struct LineAssembler: Sendable {
    /// What one more byte led to.
    public enum Step: Equatable, Sendable {
        /// The line goes on.
        case more
        /// Without its CRLF.
        case line([UInt8])
        /// A CR or an LF alone.
        case broken
    }

    private var line: [UInt8] = []

    /// At the beginning of a line.
    public init() {}

    /// After ``Step/broken`` there is no way on.
    public mutating func take(_ byte: UInt8) -> Step {
        let afterReturn = line.last == .carriageReturn
        guard (byte == .lineFeed) == afterReturn else { return .broken }
        guard afterReturn else {
            line.append(byte)
            return .more
        }
        line.removeLast()
        defer { line = [] }
        return .line(line)
    }
}
