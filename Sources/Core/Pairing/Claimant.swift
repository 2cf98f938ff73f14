/// The browser or program that a pairing belongs to, identified by its key.
public struct Claimant: Hashable, Sendable {
    public let key: PublicKey
    /// Whether the key also signed the request. A known peer is updated only if the claimant has proved the key.
    public let keyIsProved: Bool
    public let keyOrigin: KeyOrigin
    public let address: HostAddress
    public let userAgent: UserAgent
    /// The address of this node that the claimant used. A browser keeps its key for this address. Nil for a name.
    public let nodeAddress: HostAddress?
    public internal(set) var proposedName: Name?

    public init(
        key: PublicKey, keyIsProved: Bool, keyOrigin: KeyOrigin, address: HostAddress, userAgent: UserAgent,
        nodeAddress: HostAddress? = nil, proposedName: Name? = nil
    ) {
        self.key = key
        self.keyIsProved = keyIsProved
        self.keyOrigin = keyOrigin
        self.address = address
        self.userAgent = userAgent
        self.nodeAddress = nodeAddress
        self.proposedName = proposedName
    }
}

/// What a claimant gets: the PIN to show, and the claim with which it reads the outcome of its pairing.
public struct ClaimTicket: Hashable, Sendable {
    public let pin: Pin
    public let claim: ClaimSecret
    public let claimHash: SecretHash

    public init(pin: Pin, claim: ClaimSecret, claimHash: SecretHash) {
        self.pin = pin
        self.claim = claim
        self.claimHash = claimHash
    }
}
