public import Core

/// Signatures with Ed25519 (RFC 8032).
public enum Ed25519 {
    /// How long a signature is.
    public static let signatureCount = 64

    /// Returns true for a valid signature by a key that only its owner can sign with.
    ///
    /// A low-order or non-canonical key is rejected here too, in case a caller did not check it: with a low-order key,
    /// one signature is valid for many messages. OpenSSL checks that R and S are canonical.
    public static func verify(signature: [UInt8], message: [UInt8], key: PublicKey) -> Bool {
        let isWellFormed = signature.count == signatureCount && KeyCheck.isCanonical(key) && !KeyCheck.hasLowOrder(key)
        return isWellFormed && KeyHandle(key).verify(signature, of: message)
    }

    /// Whether `key` may become the identity of a peer: a point of the curve, in its canonical encoding, not of low
    /// order.
    public static func isAcceptable(_ key: PublicKey) -> Bool {
        KeyCheck.isCanonical(key) && !KeyCheck.hasLowOrder(key) && KeyCheck.isOnCurve(key)
    }
}

extension PublicKey {
    /// Returns nil unless `bytes` are a key that ``Ed25519/isAcceptable(_:)``.
    public init?(checking bytes: some Collection<UInt8>) {
        guard let octets = Octets32(bytes), Ed25519.isAcceptable(PublicKey(octets)) else { return nil }
        self.init(octets)
    }

    /// Returns nil unless `text` is the base64url of a key that ``Ed25519/isAcceptable(_:)``.
    public init?(text: some StringProtocol) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(checking: bytes)
    }

    /// The key in 43 characters of base64url.
    public var text: String { Base64URL.encode(octets.bytes) }
}

/// A private Ed25519 key. Its description does not contain its value.
public struct SigningKey: Sendable, CustomStringConvertible {
    /// The 32 bytes that the key is made from, as a key file stores them.
    public let seed: Octets32
    /// The public half.
    public let publicKey: PublicKey

    /// The key made from `seed`.
    public init(seed: Octets32) {
        self.seed = seed
        publicKey = KeyHandle(seed: seed).publicKey
    }

    /// A new key.
    public init(using generator: inout some RandomNumberGenerator) {
        self.init(seed: Octets32(using: &generator))
    }

    /// The signature of `message`, 64 bytes. The same message always gives the same signature.
    public func sign(_ message: [UInt8]) -> [UInt8] { KeyHandle(seed: seed).sign(message) }

    public var description: String { "SigningKey(hidden)" }
}
