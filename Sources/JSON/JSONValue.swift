/// A JSON text (RFC 8259) as a value.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Every other number. A number that was read is finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads one JSON text that fills all of `bytes`.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONReader.read(bytes, limits: limits)
    }

    /// Reads one JSON text that fills all of `bytes`.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        // Before copying: a text that is too long is not worth the memory.
        guard bytes.count <= limits.bytes else { throw JSONError(.tooLong, at: limits.bytes) }
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self = try JSONReader.read(copy, limits: limits)
    }
}

extension JSONValue {
    /// The text, if this is a string.
    public var string: String? { if case .string(let string) = self { string } else { nil } }

    /// The number, if this is one that was written as an integer.
    public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }

    /// The truth value, if this is one.
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }

    /// The elements, if this is an array.
    public var array: [JSONValue]? { if case .array(let array) = self { array } else { nil } }

    /// The members, if this is an object.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
}
