extension JSONValue {
    /// The value as compact JSON, safe inside an HTML page or a script.
    public var text: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the value as compact JSON, safe inside an HTML page or a script.
    ///
    /// A number that is not finite has no form in JSON and becomes `null`, as in JavaScript.
    public func write(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let bool): bytes += (bool ? "true" : "false").utf8
        case .integer(let integer): bytes += String(integer).utf8
        case .number(let number): bytes += (number.isFinite ? number.description : "null").utf8
        case .string(let string): write(string, into: &bytes)
        case .array(let elements): write(elements, into: &bytes)
        case .object(let object): write(object, into: &bytes)
        }
    }

    private func write(_ elements: [JSONValue], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            element.write(into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func write(_ object: JSONObject, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(member.key, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.write(into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func write(_ string: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy(isPlain) {
            bytes += string.utf8
        } else {
            for scalar in string.unicodeScalars { write(scalar, into: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func write(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
        switch scalar {
        case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        // Line separators ended a string in old JavaScript. Angle brackets and ampersands have a meaning in HTML.
        case "\0"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}": bytes += unicodeEscape(scalar)
        default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }

    private func unicodeEscape(_ scalar: Unicode.Scalar) -> [UInt8] {
        let digits = String(scalar.value, radix: 16)
        let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
        return Array("\\u\(zeros)\(digits)".utf8)
    }
}

/// Whether the byte needs no escape in a JSON string. 0xE2 begins the two line separators, and few other characters.
private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, 0xE2: false
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
    default: true
    }
}
