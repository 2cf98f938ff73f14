/// How much a JSON text may hold. The reader rejects larger texts.
public struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    public var bytes: Int
    /// Nesting of arrays and objects.
    public var depth: Int
    /// Elements and members of all arrays and objects together.
    public var values: Int

    /// The limits for the body of a request.
    public static let standard = JSONLimits(bytes: 64 * 1024, depth: 16, values: 4_096)

    /// Limits with other values.
    public init(bytes: Int, depth: Int, values: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
}

/// Why a text is rejected, and where. It never repeats the text, which may be a secret.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// The reasons. The set is closed.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case tooLong = "the text is too long"
        case tooDeep = "arrays or objects are nested too deep"
        case tooManyValues = "there are too many values"
        case notUTF8 = "the text is not valid UTF-8"
        case byteOrderMark = "the text begins with a byte order mark"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this byte is not allowed here"
        case trailingBytes = "there is text after the value"
        case duplicateKey = "a key occurs twice"
        case controlCharacter = "a string holds a control character"
        case badEscape = "an escape is not one of JSON"
        case loneSurrogate = "a surrogate lacks its other half"
        case numberOutOfRange = "a number is too large"
    }

    /// What is wrong.
    public let reason: Reason
    /// The byte at which it was noticed, counted from zero.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line for the log of the sender.
    public var description: String { "\(reason.rawValue) (at byte \(offset))" }
}
