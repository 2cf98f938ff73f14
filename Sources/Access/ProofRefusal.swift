public import Credentials

/// Why a proof was refused.
public enum ProofRefusal: Hashable, Sendable {
    case bad(DPoPRejection)
    /// The proof was used before.
    case replayed
    /// The peer sends too many proofs, or all peers together do.
    case tooMany

    public static let all = DPoPRejection.allCases.map(Self.bad) + [.replayed, .tooMany]
}
