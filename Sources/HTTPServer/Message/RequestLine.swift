import HTTPMessage

/// The request line (RFC 9112, 3).
struct RequestLine: Sendable {
    /// The form of a target (RFC 9112, 3.2).
    enum Form: Equatable, Sendable {
        case origin
        case asterisk
        /// With the part up to the path, and the rest, which may be empty.
        case absolute(authority: Extent, rest: Extent)
    }

    static let versionLength = 8

    var method = Extent.none
    var target = Extent.none
    private(set) var isHTTP10 = false
    private(set) var verb = Method.get
    private(set) var form = Form.origin

    /// Checks the line at its end.
    mutating func read(_ bytes: Span<UInt8>, version: Extent) throws(Refusal) {
        isHTTP10 = try Self.isHTTP10(bytes, version)
        verb = Self.verb(bytes, method)
        // The node is not a tunnel. It knows the method, so the status is 501 (RFC 9110, 9.1 and 9.3.6).
        guard verb != .other("CONNECT") else { throw Refusal(status: .notImplemented) }
        form = try Self.form(bytes, target)
        guard form != .asterisk || verb == .options else { throw .malformed }
    }

    private static func isHTTP10(_ bytes: Span<UInt8>, _ version: Extent) throws(Refusal) -> Bool {
        let start = Int(version.start)
        guard version.count == versionLength else { throw .malformed }
        if bytes.number(at: start) == current { return false }
        for index in name.indices where bytes[start + index] != name[index] { throw .malformed }
        let (major, minor) = (bytes[start + 5], bytes[start + 7])
        guard Octet.isDigit(major), bytes[start + 6] == UInt8(ascii: "."), Octet.isDigit(minor) else {
            throw .malformed
        }
        guard major == UInt8(ascii: "1"), minor <= UInt8(ascii: "1") else {
            throw Refusal(status: .versionNotSupported)
        }
        return minor == UInt8(ascii: "0")
    }

    /// `HTTP/1.1`.
    private static let current: UInt64 = 0x4854_5450_2F31_2E31
    private static let name: [UInt8] = [0x48, 0x54, 0x54, 0x50, 0x2F]

    /// The most frequent methods, without making a string.
    private static func verb(_ bytes: Span<UInt8>, _ method: Extent) -> Method {
        let start = Int(method.start)
        if method.count == 3, bytes[start] == UInt8(ascii: "G"), bytes[start + 1] == UInt8(ascii: "E"),
            bytes[start + 2] == UInt8(ascii: "T")
        {
            return .get
        }
        let text = String(decoding: method.range.map { bytes[$0] }, as: UTF8.self)
        return Method(text) ?? .other(text)
    }

    private static func form(_ bytes: Span<UInt8>, _ target: Extent) throws(Refusal) -> Form {
        let first = bytes[Int(target.start)]
        if first == Octet.slash { return .origin }
        if target.count == 1, first == UInt8(ascii: "*") { return .asterisk }
        let colon = bytes.first(Octet.colon, in: target)
        let scheme = Extent(Int(target.start), colon)
        let start = colon + 3
        // Authority form, which only CONNECT uses, ends here too.
        guard bytes.has(http, at: scheme) || bytes.has(https, at: scheme), start < Int(target.end),
            bytes[colon + 1] == Octet.slash, bytes[colon + 2] == Octet.slash
        else { throw .malformed }
        return try absolute(bytes, Extent(start, Int(target.end)))
    }

    private static func absolute(_ bytes: Span<UInt8>, _ part: Extent) throws(Refusal) -> Form {
        let question = bytes.first(UInt8(ascii: "?"), in: part)
        let end = min(bytes.first(Octet.slash, in: part), question)
        let authority = Extent(Int(part.start), end)
        guard bytes.hasAuthority(at: authority) else { throw .malformed }
        return .absolute(authority: authority, rest: Extent(end, Int(part.end)))
    }

    private static let http = Array("http".utf8)
    private static let https = Array("https".utf8)
}

extension Span<UInt8> {
    /// Checks host and port by the rules of `Authority`, without making strings.
    func hasAuthority(at extent: Extent) -> Bool {
        guard !extent.isEmpty else { return false }
        let isBracketed = self[Int(extent.start)] == UInt8(ascii: "[")
        guard let end = isBracketed ? endOfBrackets(extent) : endOfName(extent) else { return false }
        return end == Int(extent.end) || hasPort(at: Extent(end, Int(extent.end)))
    }

    /// Eight bytes, the most significant first.
    fileprivate func number(at start: Int) -> UInt64 {
        let part = extracting(start..<start + 8)
        var number: UInt64 = 0
        for index in 0..<8 { number = number &<< 8 | UInt64(part[index]) }
        return number
    }

    private func endOfName(_ extent: Extent) -> Int? {
        var index = Int(extent.start)
        while index < Int(extent.end), isNameCharacter(self[index]) { index += 1 }
        return index == Int(extent.start) ? nil : index
    }

    private func endOfBrackets(_ extent: Extent) -> Int? {
        var (index, colons) = (Int(extent.start) + 1, 0)
        while index < Int(extent.end), isAddressCharacter(self[index]) {
            if self[index] == Octet.colon { colons += 1 }
            index += 1
        }
        guard index < Int(extent.end), self[index] == UInt8(ascii: "]"), colons >= 2 else { return nil }
        return index + 1
    }

    private func hasPort(at extent: Extent) -> Bool {
        guard self[Int(extent.start)] == Octet.colon, extent.count > 1 else { return false }
        var number = 0
        for index in extent.range.dropFirst() {
            guard Octet.isDigit(self[index]) else { return false }
            number = number * 10 + Int(self[index] &- 0x30)
            guard number <= Int(UInt16.max) else { return false }
        }
        return true
    }

    private func isNameCharacter(_ byte: UInt8) -> Bool {
        let isLetter = (byte | 0x20) &- 0x61 < 26
        return isLetter || Octet.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }

    private func isAddressCharacter(_ byte: UInt8) -> Bool {
        Octet.hexValue(byte) != nil || byte == Octet.colon || byte == UInt8(ascii: ".")
    }
}
