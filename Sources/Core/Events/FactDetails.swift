/// The properties of a fact: who may read it, which peer it is about, and what it changes.
public struct FactDetails: Hashable, Sendable {
    /// What can end with a fact.
    public enum Ended: Hashable, Sendable {
        case peer(PeerID)
        case pairing(PairingID)
    }

    public let type: EventType
    public let at: Moment
    public let audience: Audience
    /// The peer that the fact is about, if any: `kith events --peer` selects by it.
    public let subject: PeerID?
    public let pairing: PairingID?
    /// The fields that a reader of the event sees, in this order. An event is stored as it is sent, so a field never
    /// changes its meaning.
    public private(set) var fields: [EventField]
    /// Whether a peer was added, changed or removed, so that the peers need counting again.
    public let changesPeers: Bool
    /// What ends with it: streams of the peer close, and the claimant of the pairing gets its outcome.
    public let ended: Ended?

    init(
        _ type: EventType, _ at: Moment, for audience: Audience, about subject: PeerID? = nil,
        pairing: PairingID? = nil, _ fields: [EventField], changesPeers: Bool = false, ends ended: Ended? = nil
    ) {
        self.type = type
        self.at = at
        self.audience = audience
        self.subject = subject
        self.pairing = pairing
        self.fields = fields
        self.changesPeers = changesPeers
        self.ended = ended
    }
}

extension FactDetails {
    /// The peer that caused it. Nil if an operator or the agent did.
    public var actor: PeerID? { fields.lazy.compactMap(\.actor).first }

    /// The same with the name that this peer has now: a reader may come after the peer has got another.
    public func naming(actor name: Name) -> FactDetails {
        guard let place = fields.firstIndex(where: { $0.actor != nil }) else { return self }
        var named = self
        named.fields.insert(.text("by_name", name.text), at: place + 1)
        return named
    }
}

extension Fact {
    /// The open pairing whose claimant is notified of it.
    public var progressOf: PairingID? {
        switch self {
        case .wrongPin(let pairing, _, _), .pinVerified(let pairing, _): pairing
        default: nil
        }
    }

    public var type: EventType { details.type }
    public var at: Moment { details.at }

    /// The presence of the peer after the event. Nil for any other event. The store keeps it in a column.
    public var presence: Presence? {
        if case .presenceChanged(_, let presence, _) = self { presence } else { nil }
    }
}

/// One field of an event, with its name.
public struct EventField: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        case text(String)
        case texts([String])
        case integer(Int64)
        case none
    }

    public let name: String
    public let value: Value

    /// The peer, if this is the field that says who caused the event.
    fileprivate var actor: PeerID? {
        guard name == "by" || name == "invited_by", case .text(let text) = value else { return nil }
        return PeerID(text)
    }

    static func text(_ name: String, _ text: String?) -> Self {
        Self(name: name, value: text.map { .text($0) } ?? .none)
    }

    static func integer(_ name: String, _ number: Int64?) -> Self {
        Self(name: name, value: number.map { .integer($0) } ?? .none)
    }

    static func moment(_ name: String, _ moment: Moment?) -> Self { text(name, moment?.text) }
    static func texts(_ name: String, _ texts: [String]) -> Self { Self(name: name, value: .texts(texts)) }
    static func peer(_ id: PeerID?) -> Self { text("peer_id", id?.description) }
    static func pairing(_ id: PairingID) -> Self { text("pairing_id", id.description) }
    static func area(_ id: AreaID) -> Self { text("area_id", id.description) }
    static func token(_ id: TokenID) -> Self { text("token_id", id.description) }
    static func node(_ id: NodeID) -> Self { text("node_id", id.description) }
    static func name(_ name: Name?) -> Self { text("name", name?.text) }
    static func oldName(_ name: Name) -> Self { text("old_name", name.text) }
    static func peerName(_ name: Name) -> Self { text("peer_name", name.text) }
    static func app(_ name: Name) -> Self { text("app", name.text) }
    static func scope(_ scope: Scope) -> Self { text("scope", scope.rawValue) }
}

extension PairingStarted {
    var fields: [EventField] {
        var fields: [EventField] = [.pairing(id), .text("invited_by", invitedBy.word)]
        if case .user(let uid) = initiator { fields.append(.integer("by_uid", Int64(uid))) }
        fields += [
            .moment("expires_at", expiresAt), .name(terms.name), .text("person", terms.person?.text), .peer(terms.peer),
            .texts("scopes", terms.scopes.members.map(\.rawValue)),
            .texts("areas", terms.areas.sorted().map(\.description)),
            .integer("expires_in", terms.passLength.map { $0.inMilliseconds / 1_000 }),
        ]
        return fields
    }
}

extension PairingCompleted {
    var fields: [EventField] {
        [.pairing(pairing), .peer(peer), .text("way", way.rawValue), .name(name)] + initiator.fields
    }
}

extension Claimant {
    func fields(of pairing: PairingID) -> [EventField] {
        [
            .pairing(pairing), .text("address", address.description), .text("user_agent", userAgent.text),
            .text("device", userAgent.device), .name(proposedName),
        ]
    }
}

extension Inviter {
    var word: String {
        switch self {
        case .nodeOperator: "operator"
        case .peer(let peer): peer.description
        }
    }
}
