/// How much a JSON text may hold before it is refused unread.
public struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    public var bytes: Int
    /// Arrays and objects inside one another.
    public var depth: Int
    /// Elements and members of all arrays and objects together.
    public var values: Int

    /// What the body of a request may hold.
    public static let standard = JSONLimits(bytes: 64 * 1024, depth: 16, values: 4_096)

    /// Limits of one's own.
    public init(bytes: Int, depth: Int, values: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
}

/// Why a text is refused, and where. It never repeats what the text says: that may be a secret.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// The closed set of what may be wrong.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case tooLong = "the text is too long"
        case tooDeep = "arrays or objects are nested too deep"
        case tooManyValues = "there are too many values"
        case notUTF8 = "the text is not valid UTF-8"
        case byteOrderMark = "the text begins with a byte order mark"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this byte cannot stand here"
        case trailingBytes = "something follows the value"
        case duplicateKey = "a key is there twice"
        case controlCharacter = "a string holds a control character"
        case badEscape = "an escape is none that JSON knows"
        case loneSurrogate = "a surrogate lacks its other half"
        case numberOutOfRange = "a number is too large"
    }

    /// What is wrong.
    public let reason: Reason
    /// The byte at which it was noticed, from zero.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line for the log of whoever sent the text.
    public var description: String { "\(reason.rawValue) (at byte \(offset))" }
}
