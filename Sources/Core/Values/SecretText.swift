// The text of a pairing's secrets. Only here, so that a search for `.text` finds every place where a secret leaves the
// program.

extension JoinSecret {
    /// Returns nil unless `text` is exactly 22 characters of base64url.
    public init?(text: some StringProtocol) {
        guard let octets = Base64URL.decode(text).flatMap({ Octets16($0) }) else { return nil }
        self.init(octets)
    }

    /// The secret in 22 characters: the fragment of a join URL.
    public var text: String { Base64URL.encode(octets.bytes) }
}

extension ClaimSecret {
    /// Returns nil unless `text` is exactly 43 characters of base64url.
    public init?(text: some StringProtocol) {
        guard let octets = Base64URL.decode(text).flatMap({ Octets32($0) }) else { return nil }
        self.init(octets)
    }

    /// The secret in 43 characters.
    public var text: String { Base64URL.encode(octets.bytes) }
}
