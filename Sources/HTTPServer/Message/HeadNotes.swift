import HTTPMessage

/// The fields that decide how a request is read, noted while the head is scanned. Their meaning together is known only
/// at its end.
struct HeadNotes: Sendable {
    /// How the end of a body is found (RFC 9112, 6.3).
    enum Framing: Equatable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    /// The field's index, so that a target in absolute form can override it.
    private(set) var hostIndex: Int?
    private(set) var wantsClose = false
    private(set) var wantsKeepAlive = false
    private(set) var wantsUpgrade = false
    private(set) var wantsContinue = false
    private var host = Extent.none
    private var hosts = 0
    private var length = Extent.none
    private var lengths = 0
    private var encoding = Extent.none
    private var encodings = 0
    private var hasOtherExpectation = false

    /// Most fields differ from these by their length.
    mutating func note(_ field: FieldExtent, at index: Int, in bytes: Span<UInt8>) {
        switch field.name.count {
        case 4: if bytes.has(Self.hostName, at: field.name) { noteHost(field.value, index) }
        case 6: if bytes.has(Self.expectName, at: field.name) { noteExpectation(field.value, bytes) }
        case 10: if bytes.has(Self.connectionName, at: field.name) { noteConnection(field.value, bytes) }
        case 14: if bytes.has(Self.lengthName, at: field.name) { (length, lengths) = (field.value, lengths + 1) }
        case 17:
            if bytes.has(Self.encodingName, at: field.name) { (encoding, encodings) = (field.value, encodings + 1) }
        default: break
        }
    }

    private mutating func noteHost(_ value: Extent, _ index: Int) {
        host = value
        hosts += 1
        hostIndex = index
    }

    private mutating func noteExpectation(_ value: Extent, _ bytes: Span<UInt8>) {
        wantsContinue = true
        if !bytes.has(Self.continueValue, at: value) { hasOtherExpectation = true }
    }

    private mutating func noteConnection(_ value: Extent, _ bytes: Span<UInt8>) {
        var rest = value
        while !rest.isEmpty {
            let end = bytes.first(Octet.comma, in: rest)
            noteOption(bytes.trimmed(Extent(Int(rest.start), end)), bytes)
            rest = Extent(min(end + 1, Int(rest.end)), Int(rest.end))
        }
    }

    private mutating func noteOption(_ option: Extent, _ bytes: Span<UInt8>) {
        switch option.count {
        case 5: if bytes.has(Self.closeValue, at: option) { wantsClose = true }
        case 7: if bytes.has(Self.upgradeValue, at: option) { wantsUpgrade = true }
        case 10: if bytes.has(Self.keepAliveValue, at: option) { wantsKeepAlive = true }
        default: break
        }
    }

    /// Whether another request may follow (RFC 9112, 9.3).
    func keepsAlive(isHTTP10: Bool) -> Bool { !wantsClose && (!isHTTP10 || wantsKeepAlive) }

    /// Exactly one Host. HTTP/1.0 may have none (RFC 9112, 3.2).
    func checkHost(isHTTP10: Bool, in bytes: Span<UInt8>) throws(Refusal) {
        if hosts == 0, isHTTP10 { return }
        guard hosts == 1, bytes.hasAuthority(at: host) else { throw .malformed }
    }

    /// Rejects an expectation that the server does not support. HTTP/1.0 has none (RFC 9110, 10.1.1).
    func checkExpectation(isHTTP10: Bool) throws(Refusal) {
        guard isHTTP10 || !hasOtherExpectation else { throw Refusal(status: .expectationFailed) }
    }

    /// Rejects every framing that two programs might read differently (RFC 9112, 6.1 to 6.3, 11.2).
    func framing(
        isHTTP10: Bool, in bytes: Span<UInt8>, _ limits: MessageLimits
    ) throws(Refusal) -> Framing {
        guard encodings == 0 else { return try codedFraming(isHTTP10: isHTTP10, in: bytes) }
        guard lengths > 0 else { return .none }
        guard lengths == 1, !length.isEmpty, length.count <= limits.lengthDigits else { throw .malformed }
        let count = try number(in: bytes, most: limits.body)
        return count == 0 ? .none : .length(count)
    }

    private func codedFraming(isHTTP10: Bool, in bytes: Span<UInt8>) throws(Refusal) -> Framing {
        guard lengths == 0, !isHTTP10 else { throw .malformed }
        guard encodings == 1, bytes.has(Self.chunkedValue, at: encoding) else { throw Refusal(status: .notImplemented) }
        return .chunked
    }

    /// Checks every digit before the size: a malformed number is malformed, however large.
    private func number(in bytes: Span<UInt8>, most: Int) throws(Refusal) -> Int {
        var number = 0
        for index in length.range {
            guard Octet.isDigit(bytes[index]) else { throw .malformed }
            number = min(number * 10 + Int(bytes[index] &- 0x30), most + 1)
        }
        guard number <= most else { throw Refusal(status: .contentTooLarge) }
        return number
    }

    private static let hostName = Array("host".utf8)
    private static let expectName = Array("expect".utf8)
    private static let connectionName = Array("connection".utf8)
    private static let lengthName = Array("content-length".utf8)
    private static let encodingName = Array("transfer-encoding".utf8)
    private static let continueValue = Array("100-continue".utf8)
    private static let closeValue = Array("close".utf8)
    private static let upgradeValue = Array("upgrade".utf8)
    private static let keepAliveValue = Array("keep-alive".utf8)
    private static let chunkedValue = Array("chunked".utf8)
}
