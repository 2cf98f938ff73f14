// Strings and numbers.

extension JSONReader {
    mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        try skipPlain()
        // Most strings hold no escape: the bytes are copied in one run.
        let run = bytes[start..<position]
        if take(UInt8(ascii: "\"")) { return String(decoding: run, as: UTF8.self) }
        var text = [UInt8](run)
        while !take(UInt8(ascii: "\"")) {
            try escape(into: &text)
            let next = position
            try skipPlain()
            text += bytes[next..<position]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Skips to the next quote or backslash.
    private mutating func skipPlain() throws(JSONError) {
        while true {
            let byte = try peek()
            guard byte >= 0x20 else { throw error(.controlCharacter) }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            position += 1
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        position += 1
        switch try peek() {
        case UInt8(ascii: "u"): return try unicodeEscape(into: &text)
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/"):
            text.append(byte)
        default: throw error(.badEscape)
        }
        position += 1
    }

    private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = position - 1
        let first = try codeUnit()
        var scalar = Unicode.Scalar(first)
        if UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")) {
            let second = try codeUnit()
            scalar = UTF16.isTrailSurrogate(second) ? UTF16.decode(UTF16.EncodedScalar([first, second])) : nil
        }
        guard let scalar else { throw JSONError(.loneSurrogate, at: start) }
        text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard try peek() == UInt8(ascii: "u") else { throw error(.badEscape) }
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = hexDigit(try peek()) else { throw error(.badEscape) }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }
}

private func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

extension JSONReader {
    /// Checks the grammar here. The standard library accepts more forms, so it only converts checked text.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        let hasFraction = try fraction()
        let hasExponent = try exponent()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if !hasFraction, !hasExponent, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
        return .number(number)
    }

    private mutating func fraction() throws(JSONError) -> Bool {
        guard take(UInt8(ascii: ".")) else { return false }
        try digits()
        return true
    }

    private mutating func exponent() throws(JSONError) -> Bool {
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return false }
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits()
        return true
    }

    private mutating func digits() throws(JSONError) {
        guard isDigit(try peek()) else { throw error(.unexpectedByte) }
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
