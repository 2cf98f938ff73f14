/// Why a DPoP proof does not count. None of these repeats anything of the proof.
public enum DPoPRejection: Error, Hashable, Sendable, CaseIterable {
    /// Too long, not three parts, not base64url, not JSON, or a part that is no object.
    case malformed
    /// `typ` is not `dpop+jwt`.
    case badType
    /// `alg` is not `EdDSA`.
    case badAlgorithm
    /// `crit` names extensions; none is known here.
    case unknownExtension
    /// `jwk` is no Ed25519 public key, holds a private one, or is a key that nobody can own.
    case badKey
    /// `htm` is not the method of the request.
    case wrongMethod
    /// `htu` is not the address of the request.
    case wrongURL
    /// `jti` is absent, shorter than 8 bytes or longer than 128.
    case badIdentifier
    /// `iat` is absent or not a number.
    case badIssueTime
    /// `nonce` is absent.
    case missingNonce
    /// `nonce` has run out, or is none of this process.
    case staleNonce
    /// `ath` is not the hash of the token that came with the proof.
    case wrongToken
    /// The signature is not the key's.
    case badSignature

    /// Whether a fresh nonce may help: the answer is then `use_dpop_nonce`, else `invalid_dpop_proof`.
    public var asksForNonce: Bool { self == .missingNonce || self == .staleNonce }
}
