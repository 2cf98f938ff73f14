public import Core

/// The value of a session cookie: 256 random bits as 43 characters of base64url.
///
/// Its description does not contain its value.
public struct SessionSecret: Sendable, CustomStringConvertible {
    /// The secret itself, only for the cookie.
    public let text: String

    /// Returns nil unless `text` is exactly such a secret.
    public init?(_ text: some StringProtocol) {
        guard let bytes = Base64URL.decode(text), bytes.count == Octets32.count else { return nil }
        self.text = String(text)
    }

    /// A new one.
    public init(using generator: inout some RandomNumberGenerator) {
        text = Base64URL.encode(Octets32(using: &generator).bytes)
    }

    /// SHA-256 of its text. The store keeps it and looks sessions up by it. So the time of a look-up depends on a hash
    /// that nobody can choose, and tells nothing about the secret.
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }

    public var description: String { "SessionSecret(hidden)" }
}
