public import Core

/// The token that a peer sends with its requests: 256 random bits, as `kith_` and 43 characters of base64url.
///
/// The prefix lets people and scanners for leaked secrets recognise it. Its description does not contain its value.
public struct PeerToken: Sendable, CustomStringConvertible {
    static let prefix = "kith_"
    /// How many characters a token has.
    public static let length = prefix.utf8.count + Base64URL.length(ofBytes: Octets32.count)

    /// The token itself, only for the response that delivers it.
    public let text: String

    /// Returns nil unless `text` is exactly a token. No token has a second spelling.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        let bytes = text.utf8.span
        guard bytes.count == Self.length, bytes.starts(with: Self.prefix),
            Base64URL.isText(bytes.extracting(droppingFirst: Self.prefix.utf8.count), ofBytes: Octets32.count)
        else { return nil }
        self.text = text
    }

    /// A new token.
    public init(using generator: inout some RandomNumberGenerator) {
        text = Self.prefix + Base64URL.encode(Octets32(using: &generator).bytes)
    }

    /// SHA-256 of the ASCII text, not of the bytes that it encodes. So the stored hash and the `ath` of a DPoP proof
    /// (RFC 9449, section 4.2) are the same 32 bytes, and one hash for each request is enough.
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }

    public var description: String { "PeerToken(hidden)" }
}

extension SecretHash {
    /// The hash as base64url: the `ath` of a peer token.
    public var text: String { Base64URL.encode(octets.bytes) }
}
