/// Reads a JSON text by recursive descent. ``JSONLimits/depth`` bounds the stack.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private let limits: JSONLimits
    private var depth = 0
    private var values = 0

    private init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    static func read(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw JSONError(.tooLong, at: limits.bytes) }
        try checkEncoding(bytes)
        var reader = JSONReader(bytes, limits: limits)
        reader.skipSpace()
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error(.trailingBytes) }
        return value
    }

    /// Runs first, so that the rest of the reader may treat any run of bytes as text.
    private static func checkEncoding(_ bytes: [UInt8]) throws(JSONError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONError(.notUTF8, at: error.byteOffsets.lowerBound)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONError(.byteOrderMark, at: 0) }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): .object(try object())
        case UInt8(ascii: "["): .array(try array())
        case UInt8(ascii: "\""): .string(try string())
        case UInt8(ascii: "t"): try word("true", .bool(true))
        case UInt8(ascii: "f"): try word("false", .bool(false))
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw error(.unexpectedByte)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in word.description.utf8 { try expect(byte) }
        return value
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try descend()
        guard !take(UInt8(ascii: "]")) else { return ascend([]) }
        var elements: [JSONValue] = []
        repeat {
            try count()
            elements.append(try value())
            skipSpace()
        } while takeComma()
        try expect(UInt8(ascii: "]"))
        return ascend(elements)
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        try descend()
        guard !take(UInt8(ascii: "}")) else { return ascend(JSONObject()) }
        var members: [JSONObject.Member] = []
        var seen: Set<ExactText> = []
        repeat {
            try count()
            let start = position
            let key = try key()
            guard seen.insert(ExactText(key)).inserted else { throw JSONError(.duplicateKey, at: start) }
            members.append(JSONObject.Member(key: key, value: try value()))
            skipSpace()
        } while takeComma()
        try expect(UInt8(ascii: "}"))
        return ascend(JSONObject(distinct: members))
    }

    private mutating func key() throws(JSONError) -> String {
        let key = try string()
        skipSpace()
        try expect(UInt8(ascii: ":"))
        skipSpace()
        return key
    }

    private mutating func descend() throws(JSONError) {
        guard depth < limits.depth else { throw error(.tooDeep) }
        depth += 1
        position += 1
        skipSpace()
    }

    private mutating func ascend<Container>(_ container: Container) -> Container {
        depth -= 1
        return container
    }

    private mutating func count() throws(JSONError) {
        guard values < limits.values else { throw error(.tooManyValues) }
        values += 1
    }

    private mutating func takeComma() -> Bool {
        guard take(UInt8(ascii: ",")) else { return false }
        skipSpace()
        return true
    }
}

extension JSONReader {
    func error(_ reason: JSONError.Reason) -> JSONError { JSONError(reason, at: position) }

    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw error(.unexpectedByte) }
        position += 1
    }

    private mutating func skipSpace() {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    }
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
}
