/// An IPv4 or IPv6 address, as 128 bits. An IPv4 address and its mapped form are the same value.
public struct HostAddress: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private static let mappedPrefix: UInt64 = 0xFFFF << 32

    /// Four or sixteen bytes, in network order.
    public init?(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4:
            high = 0
            low = Self.mappedPrefix | bigEndian(bytes[...])
        case 16:
            high = bigEndian(bytes.prefix(8))
            low = bigEndian(bytes.dropFirst(8))
        default: return nil
        }
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

    public var isLoopback: Bool { isV4 ? low >> 24 & 0xFF == 127 : high == 0 && low == 1 }

    /// Four bytes for IPv4, sixteen for IPv6.
    public var bytes: [UInt8] {
        if isV4 { return (4..<8).map { byte(of: low, $0) } }
        return (0..<16).map { $0 < 8 ? byte(of: high, $0) : byte(of: low, $0 - 8) }
    }

    private func byte(of word: UInt64, _ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: word &>> (56 - 8 * UInt64(place)))
    }

    /// The /64 of an IPv6 address. Limits count by it, because a client can use any address of its /64.
    public var network64: HostAddress { isV4 ? self : HostAddress(high: high, low: 0) }

    public var description: String {
        isV4 ? bytes.map(String.init).joined(separator: ".") : describeV6(high: high, low: low)
    }
}

extension HostAddress {
    /// Reads dotted IPv4 and the text forms of IPv6 (RFC 4291). No zone, no port, no leading zeros in IPv4.
    public init?(_ text: String) { self.init(parsing: text) }

    public init?(_ text: Substring) { self.init(parsing: text) }

    /// Each request reads its `Host` by this. A generic initialiser that other modules called would not be specialised.
    private init?(parsing text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        if let word = parseV4(text) {
            self.init(high: 0, low: Self.mappedPrefix | UInt64(word))
        } else if text.utf8.contains(UInt8(ascii: ":")), let groups = parseV6(text) {
            self.init(groups.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
        } else {
            return nil
        }
    }
}

private func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
}

private func parseV4(_ text: some StringProtocol) -> UInt32? {
    let text = String(text)
    let bytes = text.utf8.span
    var (word, part, digits, dots): (UInt32, UInt32, Int, Int) = (0, 0, 0, 0)
    for index in bytes.indices {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "."):
            guard digits > 0, dots < 3 else { return nil }
            word = word << 8 | part
            (part, digits, dots) = (0, 0, dots + 1)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard digits == 0 || part > 0 else { return nil }
            part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
            digits += 1
            guard part <= 255 else { return nil }
        default: return nil
        }
    }
    return digits > 0 && dots == 3 ? word << 8 | part : nil
}

private func parseV6(_ text: some StringProtocol) -> [UInt16]? {
    guard let gap = firstGap(in: text) else {
        let groups = parseGroups(text)
        return groups?.count == 8 ? groups : nil
    }
    let (before, after) = gap
    guard let left = before.isEmpty ? [] : parseGroups(before, mayEndInV4: false),
        let right = after.isEmpty ? [] : parseGroups(after),
        left.count + right.count < 8
    else { return nil }
    return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
}

/// The text before and after the first `::`.
private func firstGap(in text: some StringProtocol) -> (before: String, after: String)? {
    let bytes = Array(text.utf8)
    for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == bytes[index] {
        return (
            String(decoding: bytes[..<index], as: UTF8.self), String(decoding: bytes[(index + 2)...], as: UTF8.self)
        )
    }
    return nil
}

/// An IPv4 form is allowed only at the very end of an address.
private func parseGroups(_ text: some StringProtocol, mayEndInV4: Bool = true) -> [UInt16]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
        if mayEndInV4, index == parts.count - 1, let v4 = parseV4(part) {
            groups += [UInt16(v4 >> 16), UInt16(truncatingIfNeeded: v4)]
        } else {
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), part.utf8.count == part.count,
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
    }
    return groups
}

/// RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`.
private func describeV6(high: UInt64, low: UInt64) -> String {
    let groups = [high, low].flatMap { word in
        (0..<4).map { UInt16(truncatingIfNeeded: word >> (48 - 16 * UInt64($0))) }
    }
    var longest = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
        if index - start > max(1, longest.count) { longest = start..<index }
        start = index + 1
    }
    let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard !longest.isEmpty else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
}

extension HostAddress {
    /// 127.0.0.1
    public static let loopback = HostAddress([127, 0, 0, 1]) ?? { preconditionFailure("four bytes are an address") }()
}
