/// An id as clients see it: a prefix that says what it names, then 63 bits in ``Base32``, in lower case.
///
/// The store keeps only the number; the text is made and read only here. The upper part is the time, so that rows that
/// are made together are stored together: with random ids, each row would write another page. The lower part is random.
/// If an id is taken, the store uses the ``next`` one.
public protocol Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    static var prefix: String { get }
    var number: Int64 { get }
    init(number: Int64)
}

extension Identifier {
    private static var digits: Int { 13 }

    /// The random bits of an id: 2^22 values for each millisecond.
    private static var chanceBits: Int64 { 22 }

    public init(at now: Moment, using generator: inout some RandomNumberGenerator) {
        let chance = Int64.random(in: 0..<(1 << Self.chanceBits), using: &generator)
        // 41 bits of time: from 2020 until 2089, then from the beginning again.
        let time = (now.milliseconds &- beginning) & (1 << 41 - 1)
        self.init(number: time << Self.chanceBits | chance)
    }

    /// For the rare case that this id is taken.
    public var next: Self { Self(number: number == .max ? 1 : number + 1) }

    /// Returns nil unless `text` is exactly what ``description`` returns.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.prefix.utf8.count + Self.digits, text.hasPrefix(Self.prefix),
            let value = Base32.decode(text.dropFirst(Self.prefix.count)), let number = Int64(exactly: value)
        else { return nil }
        self.init(number: number)
        guard description == text else { return nil }
    }

    public var description: String {
        Base32.encode(UInt64(bitPattern: number), characters: Self.digits, small: true, after: Self.prefix)
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// 2020-01-01, in milliseconds since 1970.
private let beginning: Int64 = 1_577_836_800_000

public struct PairingID: Identifier {
    public static let prefix = "pr_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

public struct PeerID: Identifier {
    public static let prefix = "pe_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

public struct AreaID: Identifier {
    public static let prefix = "ar_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

public struct ServiceID: Identifier {
    public static let prefix = "sv_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// Made from a node's identity key, so that no node can claim the id of another.
public struct NodeID: Identifier {
    public static let prefix = "nd_"
    public let number: Int64
    public init(number: Int64) { self.number = number }

    /// The first 63 bits of the SHA-256 of the identity key.
    public init(keyHash: SecretHash) { self.init(number: keyHash.leadingBits) }
}

/// Names a bearer token or an app password without revealing it.
public struct TokenID: Identifier {
    public static let prefix = "tk_"
    public let number: Int64
    public init(number: Int64) { self.number = number }

    /// The first 63 bits of the token's hash. They reveal nothing about the random bits.
    public init(_ hash: SecretHash) { self.init(number: hash.leadingBits) }
}

extension SecretHash {
    fileprivate var leadingBits: Int64 {
        let word = octets.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(word >> 1)
    }
}
