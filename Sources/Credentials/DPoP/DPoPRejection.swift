/// Why a DPoP proof is rejected. No case repeats a part of the proof.
public enum DPoPRejection: Error, Hashable, Sendable, CaseIterable {
    /// Too long, not three parts, not base64url, not JSON, or a part that is not an object.
    case malformed
    /// `typ` is not `dpop+jwt`.
    case badType
    /// `alg` is not `EdDSA`.
    case badAlgorithm
    /// `crit` names extensions. kith supports none.
    case unknownExtension
    /// `jwk` is not an Ed25519 public key, contains a private key, or is a key that nobody can own.
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
    /// `nonce` has expired, or another process made it.
    case staleNonce
    /// `ath` is not the hash of the token that came with the proof.
    case wrongToken
    /// The signature was not made by the key.
    case badSignature

    /// Whether a fresh nonce may help: then the error is `use_dpop_nonce`, otherwise `invalid_dpop_proof`.
    public var asksForNonce: Bool { self == .missingNonce || self == .staleNonce }
}
