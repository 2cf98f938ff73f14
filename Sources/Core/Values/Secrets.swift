// Values that must never be printed, logged or stored longer than needed. Their descriptions do not contain the value,
// so an interpolation by mistake reveals nothing.

/// The 50 bits that name a pairing in the query of its join URL, as ten characters that a person can read aloud.
public struct JoinToken: Hashable, Sendable, CustomStringConvertible {
    public static let length = 10
    public let text: String

    /// Returns nil unless `text` is ten characters of ``Base32``. Case is ignored; `O`, `I` and `L` are read as 0 and
    /// 1.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.length, let canonical = Base32.canonical(text) else { return nil }
        self.text = canonical
    }

    public init(using generator: inout some RandomNumberGenerator) {
        text = Base32.encode(generator.next(), characters: Self.length)
    }

    public var description: String { "JoinToken(hidden)" }
}

/// The 128 bits in the fragment of the join URL, which a browser never sends.
public struct JoinSecret: Hashable, Sendable, CustomStringConvertible {
    public let octets: Octets16

    public init(_ octets: Octets16) { self.octets = octets }

    public init(using generator: inout some RandomNumberGenerator) { octets = Octets16(using: &generator) }

    public var description: String { "JoinSecret(hidden)" }
}

/// Six digits that show the operator which claim is that of the device in front of them.
public struct Pin: Hashable, Sendable, CustomStringConvertible {
    public static let range: ClosedRange<UInt32> = 100_000...999_999
    /// A number, so that a comparison takes one instruction for any digits.
    public let value: UInt32

    public init?(_ value: UInt32) {
        guard Self.range.contains(value) else { return nil }
        self.value = value
    }

    /// Reads typed digits. Spaces are ignored.
    public init?(typed text: some StringProtocol) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == 6, let value = UInt32(String(decoding: digits, as: UTF8.self)),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(value)
    }

    public init(using generator: inout some RandomNumberGenerator) {
        value = UInt32.random(in: Self.range, using: &generator)
    }

    public var digits: String { String(value) }
    public var description: String { "Pin(hidden)" }
}

/// The secret with which a claimant reads how its pairing ended.
public struct ClaimSecret: Hashable, Sendable, CustomStringConvertible {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }

    public init(using generator: inout some RandomNumberGenerator) { octets = Octets32(using: &generator) }

    public var description: String { "ClaimSecret(hidden)" }
}

/// SHA-256 of a secret: what the store keeps of a peer token, a session or a claim.
public struct SecretHash: Hashable, Sendable {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }
}

/// An Ed25519 public key. Not a secret; *the* identity of a peer.
public struct PublicKey: Hashable, Sendable {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }
}
