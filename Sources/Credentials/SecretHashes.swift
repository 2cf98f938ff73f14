public import Core

// What the store keeps of a secret: SHA-256 of its text, as for a ``PeerToken``.

extension ClaimSecret {
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }
}

extension JoinToken {
    public var hash: SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }
}
