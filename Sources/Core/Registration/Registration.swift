/// What a registration writes, in one transaction: the peer, its key and its token.
public struct Registration: Hashable, Sendable {
    public let change: Change
    /// What the peer is called.
    public let name: Name
    public let key: PublicKey
    public let keyOrigin: KeyOrigin
    public let address: HostAddress
    public let userAgent: UserAgent
    /// The address of this node at which the key was paired. Nil for a name.
    public let nodeAddress: HostAddress?
    /// Peers that were not seen at the address for a while: it is no longer theirs.
    public let addressTakenFrom: [PeerID]
    public let tokenHash: SecretHash
    public let tokenExpiresAt: Moment
    public let at: Moment

    public enum Change: Hashable, Sendable {
        case newPeer(NewPeer)
        /// A known key: address, user agent and last seen change. Scopes, areas and expiry do not.
        case knownKey(PeerID)
        /// A further key of a peer. If the peer has its maximum, the longest unused key is removed.
        case keyAdded(to: PeerID, evicting: PublicKey?)

        public var peer: PeerID {
            switch self {
            case .newPeer(let new): new.id
            case .knownKey(let peer), .keyAdded(to: let peer, evicting: _): peer
            }
        }
    }

    public var peer: PeerID { change.peer }
}

public struct NewPeer: Hashable, Sendable {
    public let id: PeerID
    public let name: Name
    public let kind: PeerKind
    /// Nil for a program that belongs to nobody.
    public let person: Name?
    public let admittedBy: Inviter
    public let expiresAt: Moment?
    public let permissions: [Permission]
    public let areas: Set<AreaID>

    public init(
        id: PeerID, name: Name, kind: PeerKind, person: Name?, admittedBy: Inviter, expiresAt: Moment?,
        permissions: [Permission], areas: Set<AreaID>
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.person = person
        self.admittedBy = admittedBy
        self.expiresAt = expiresAt
        self.permissions = permissions
        self.areas = areas
    }

    /// The default owner of devices.
    public static let owner = Name(trusted: "owner")
    /// Whom a device belongs to that is nobody's in particular.
    public static let guest = Name(trusted: "guest")
}

/// The operator's answer if another peer has the address.
public enum ConflictAnswer: String, CaseIterable, Hashable, Sendable {
    /// It is that peer in another browser, so the peer gets this key too.
    case sameDevice = "same_device"
    /// They are two devices behind one address.
    case keepBoth = "keep_both"
}

public enum RegistrationRefusal: Hashable, Sendable, Error {
    case ipConflict(PeerID, Name)
    case deviceLimit(Int)
    /// The key belongs to a live peer, but the claimant did not prove it.
    case keyNotProved
    /// The peer that the operator chose no longer exists.
    case chosenPeerGone
    /// The inviter was revoked, or has lost the right to invite, in the meantime.
    case inviterNotEntitled
}
