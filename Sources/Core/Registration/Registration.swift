/// What is to be written, all of it or nothing: the peer, its key and its token.
public struct Registration: Hashable, Sendable {
    public let change: Change
    /// What the peer is called.
    public let name: Name
    public let key: PublicKey
    public let keyOrigin: KeyOrigin
    public let address: HostAddress
    public let userAgent: UserAgent
    /// Peers that have not been seen here for long: the address is not theirs any more.
    public let addressTakenFrom: [PeerID]
    public let tokenHash: SecretHash
    public let tokenExpiresAt: Moment
    public let at: Moment

    public enum Change: Hashable, Sendable {
        case newPeer(NewPeer)
        /// A known key: address, user agent and last seen change; scopes, areas and expiry do not.
        case knownKey(PeerID)
        /// A further key of a peer; where it had its full number, the longest unused one goes.
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
    public let person: Name
    public let admittedBy: Inviter
    public let expiresAt: Moment?
    public let permissions: [Permission]
    public let areas: Set<AreaID>

    public init(
        id: PeerID, name: Name, kind: PeerKind, person: Name, admittedBy: Inviter, expiresAt: Moment?,
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

    /// Devices belong to this person where nobody says otherwise.
    public static let owner = Name(trusted: "owner")
}

/// The operator's answer when another peer holds the address.
public enum ConflictAnswer: String, CaseIterable, Hashable, Sendable {
    /// It is that peer, in another browser: it gets this key too.
    case sameDevice = "same_device"
    /// They are two, behind one address.
    case keepBoth = "keep_both"
}

public enum RegistrationRefusal: Hashable, Sendable, Error {
    case ipConflict(PeerID, Name)
    case deviceLimit(Int)
    /// The key is that of a live peer, but nothing shows that it is here.
    case keyNotProved
    /// The peer that the operator chose is gone.
    case chosenPeerGone
    /// Who started the pairing was revoked, or lost the right, meanwhile.
    case inviterNotEntitled
}
