public import Core

/// The secret of one native app of a peer: 130 random bits, as `kith_app_` and 26 characters of ``Base32`` in lower case.
///
/// People type it on televisions and into apps, so it has no two letters that look alike. Its description does not contain
/// its value.
public struct AppPassword: Sendable, CustomStringConvertible {
    static let prefix = "kith_app_"
    private static let digits = 26
    /// How many characters one has. A peer token has more.
    public static let length = prefix.utf8.count + digits

    /// The password itself, only for the response that delivers it.
    public let text: String

    /// Returns nil unless `text` is exactly an app password. None has a second spelling.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count == Self.length, text.utf8.starts(with: Self.prefix.utf8),
            text.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy(Base32.isSmallDigit)
        else { return nil }
        self.text = text
    }

    /// Whether a text begins like an app password and is no peer token, which may begin with any letters.
    public static func isMeant(by text: String) -> Bool {
        text.utf8.span.starts(with: prefix) && PeerToken(text) == nil
    }

    /// A new one.
    public init(using generator: inout some RandomNumberGenerator) {
        // A word has the bits of twelve characters.
        text = [12, 12, Self.digits - 24].reduce(Self.prefix) { text, count in
            text + Base32.encode(generator.next(), characters: count, small: true)
        }
    }

    /// SHA-256 of its text. The store keeps it and looks app passwords up by it.
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }

    public var description: String { "AppPassword(hidden)" }
}
