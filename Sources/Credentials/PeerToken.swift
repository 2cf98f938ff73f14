public import Core

/// The handle that a peer shows with its requests: 256 random bits, as `kith_` and 43 characters of base64url.
///
/// The prefix lets scanners for leaked secrets, and people, see what it is. It describes itself without its value.
public struct PeerToken: Sendable, CustomStringConvertible {
    static let prefix = "kith_"
    /// How many characters a token has.
    public static let length = prefix.utf8.count + Base64URL.length(ofBytes: Octets32.count)

    /// The token itself. For the answer that delivers it, and for nothing else.
    public let text: String

    /// Nil unless `text` is a token to the letter; none has a second spelling.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count == Self.length, text.utf8.starts(with: Self.prefix.utf8),
            Base64URL.decode(text.utf8.span.extracting(droppingFirst: Self.prefix.utf8.count)) != nil
        else { return nil }
        self.text = text
    }

    /// A new token.
    public init(using generator: inout some RandomNumberGenerator) {
        text = Self.prefix + Base64URL.encode(Octets32(using: &generator).bytes)
    }

    /// SHA-256 of the ASCII text, not of the bytes behind it: so the hash that is stored and the `ath` that a DPoP
    /// proof must carry (RFC 9449, section 4.2) are the same 32 bytes, and one hash a request does for both.
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }

    public var description: String { "PeerToken(hidden)" }
}

extension SecretHash {
    /// The hash as base64url: the `ath` of a peer token.
    public var text: String { Base64URL.encode(octets.bytes) }
}
