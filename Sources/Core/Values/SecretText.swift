// How the secrets of a pairing are written. Spelled out only here, so that a search for `.text` finds every place
// where one leaves the program.

extension JoinSecret {
    /// Nil unless `text` is 22 characters of base64url to the letter.
    public init?(text: some StringProtocol) {
        guard let octets = Base64URL.decode(text).flatMap({ Octets16($0) }) else { return nil }
        self.init(octets)
    }

    /// The secret in 22 characters: the fragment of a join URL.
    public var text: String { Base64URL.encode(octets.bytes) }
}

extension ClaimSecret {
    /// Nil unless `text` is 43 characters of base64url to the letter.
    public init?(text: some StringProtocol) {
        guard let octets = Base64URL.decode(text).flatMap({ Octets32($0) }) else { return nil }
        self.init(octets)
    }

    /// The secret in 43 characters.
    public var text: String { Base64URL.encode(octets.bytes) }
}
