/// Makes lines from bytes that arrive in any portions. Only CRLF ends a line: if one program also accepts a bare LF and
/// the next does not, a request can hide inside another.
public struct LineAssembler: Sendable {
    /// The result of one more byte.
    public enum Step: Equatable, Sendable {
        /// The line is not complete.
        case more
        /// A complete line, without its CRLF.
        case line([UInt8])
        /// A CR without LF, or an LF without CR.
        case broken
    }

    private var line: [UInt8] = []

    /// Starts at the beginning of a line.
    public init() {}

    /// After ``Step/broken``, do not call it again.
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
