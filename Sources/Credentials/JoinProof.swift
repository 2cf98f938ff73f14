public import Core

/// What a claimant sends instead of the join secret: a code over its own key that only the secret can make.
public enum JoinProof {
    /// How long a proof is.
    public static let count = HMACSHA512.count

    /// The proof for claiming the pairing of `token` with `key`.
    public static func make(secret: JoinSecret, token: JoinToken, key: PublicKey) -> [UInt8] {
        // Each part has a fixed length, so that two different inputs never make the same message.
        let message = Array("kith-join-v1".utf8) + Array(token.text.utf8) + key.octets.bytes
        return HMACSHA512.code(key: secret.octets.bytes, message: message)
    }

    /// Whether `proof` is the one for `key`, in constant time.
    public static func isGood(_ proof: [UInt8], secret: JoinSecret, token: JoinToken, key: PublicKey) -> Bool {
        constantTimeEqual(proof, make(secret: secret, token: token, key: key))
    }
}
