/// Strict RFC 3986 escapes: each text has one reading, or none.
public enum PercentEncoding {
    /// Returns nil if an escape is broken, or if the result holds NUL or is not UTF-8.
    public static func decode(_ text: some StringProtocol) -> String? {
        decode(bytes: text.utf8, plusIsSpace: false)
    }

    /// In forms and queries, a plus sign is a space.
    static func decode(bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard let byte = decode(byte, &rest, plusIsSpace), byte != 0 else { return nil }
            decoded.append(byte)
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Escapes everything but letters, digits and `-._~`, so that the result is safe in a path, a query and a header.
    public static func encode(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte.isDigit || byte.isLetter || unreservedMarks.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let unreservedMarks = Array("-._~".utf8)
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func decode(
        _ byte: UInt8, _ rest: inout some IteratorProtocol<UInt8>, _ plusIsSpace: Bool
    ) -> UInt8? {
        if byte == UInt8(ascii: "+"), plusIsSpace { return .space }
        guard byte == UInt8(ascii: "%") else { return byte }
        guard let high = rest.next()?.hexDigitValue, let low = rest.next()?.hexDigitValue else { return nil }
        return high << 4 | low
    }
}
