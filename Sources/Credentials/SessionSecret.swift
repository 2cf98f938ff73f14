public import Core

/// What the cookie of a session holds: 256 random bits as 43 characters of base64url.
///
/// It describes itself without its value.
public struct SessionSecret: Sendable, CustomStringConvertible {
    /// The secret itself. For the cookie, and for nothing else.
    public let text: String

    /// Nil unless `text` is such a secret to the letter.
    public init?(_ text: some StringProtocol) {
        guard let bytes = Base64URL.decode(text), bytes.count == Octets32.count else { return nil }
        self.text = String(text)
    }

    /// A new one.
    public init(using generator: inout some RandomNumberGenerator) {
        text = Base64URL.encode(Octets32(using: &generator).bytes)
    }

    /// SHA-256 of its text: what the store keeps, and looks it up by. So how long a look-up takes tells about a hash that
    /// nobody can choose, and nothing about the secret.
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }

    public var description: String { "SessionSecret(hidden)" }
}
