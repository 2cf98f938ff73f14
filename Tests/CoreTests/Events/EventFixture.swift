import Core

/// One fact of each kind. `Kind` has a case for each, and a fact tells which it is by an exhaustive switch: a new fact
/// does not compile until it is here.
enum Kind: CaseIterable {
    case pairingStarted, deviceConnected, secondClaim, badProof, wrongPin, pinVerified, ipConflict, pairingFailed
    case pairingCompleted
    case peerAdded, peerUpdated, peerLeft, presenceChanged
    case permissionGranted, permissionRevoked, permissionExpired
    case areaAdded, areaRemoved, areaUpdated, areaEnabled, areaDisabled
    case areaCreated, areaServicesChanged, areaDeleted
    case tokenRenewed, tokenRevoked, tokenIssued, tokenWithdrawn
    case appPasswordAdded, appPasswordRevoked, nodeFound, nodeLost
}

extension Fact {
    var kind: Kind {
        switch self {
        case .pairingStarted: .pairingStarted
        case .deviceConnected: .deviceConnected
        case .secondClaim: .secondClaim
        case .badProof: .badProof
        case .wrongPin: .wrongPin
        case .pinVerified: .pinVerified
        case .ipConflict: .ipConflict
        case .pairingFailed: .pairingFailed
        case .pairingCompleted: .pairingCompleted
        case .peerAdded: .peerAdded
        case .peerUpdated: .peerUpdated
        case .peerLeft: .peerLeft
        case .presenceChanged: .presenceChanged
        case .permissionGranted: .permissionGranted
        case .permissionRevoked: .permissionRevoked
        case .permissionExpired: .permissionExpired
        case .areaAdded: .areaAdded
        case .areaRemoved: .areaRemoved
        case .areaUpdated: .areaUpdated
        case .areaCreated: .areaCreated
        case .areaServicesChanged: .areaServicesChanged
        case .areaDeleted: .areaDeleted
        case .areaEnabled: .areaEnabled
        case .areaDisabled: .areaDisabled
        case .tokenRenewed: .tokenRenewed
        case .tokenRevoked: .tokenRevoked
        case .tokenIssued: .tokenIssued
        case .tokenWithdrawn: .tokenWithdrawn
        case .appPasswordAdded: .appPasswordAdded
        case .appPasswordRevoked: .appPasswordRevoked
        case .nodeFound: .nodeFound
        case .nodeLost: .nodeLost
        }
    }
}

extension Kind {
    /// Each at a different time, so that a mixed-up one shows.
    var at: Moment { Fixture.soon + .seconds(Int64(Self.allCases.firstIndex(of: self) ?? 0)) }

    var fact: Fact? { row.fact }

    /// What happened, and all that is expected of it. The data is stored, so its text never changes.
    var row: EventRow {
        let (pairing, claimant, peer) = (Fixture.pairingID, Fixture.claimant(), Fixture.carol)
        let (area, name) = (Fixture.media, Fixture.name("Media"))
        let carol = NamedPeer(peer, Fixture.name("Carol"))
        return switch self {
        case .pairingStarted:
            EventRow(
                started(at: at), .pairingStarted, pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","invited_by":"operator",\#
                "expires_at":"2026-11-20T10:35:30.000Z","name":null,"person":null,"peer_id":null,\#
                "scopes":["view","use"],"areas":[],"expires_in":null}
                """#)
        case .deviceConnected:
            EventRow(
                .deviceConnected(pairing, claimant, at: at), .deviceConnected, pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","address":"192.168.1.77",\#
                "user_agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 \#
                Mobile/15E148 Safari/604.1",\#
                "device":"iPhone, Safari","name":null}
                """#)
        case .secondClaim:
            EventRow(
                .secondClaim(pairing, claimant, at: at), .secondClaim, pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","address":"192.168.1.77",\#
                "user_agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 \#
                Mobile/15E148 Safari/604.1",\#
                "device":"iPhone, Safari","name":null}
                """#)
        case .badProof:
            EventRow(
                .badProof(pairing, Fixture.address, at: at), .badProof, pairing: pairing,
                #"{"pairing_id":"pr_0000000000001","address":"192.168.1.77"}"#)
        case .wrongPin:
            EventRow(
                .wrongPin(pairing, attemptsLeft: 4, at: at), .wrongPin, pairing: pairing,
                #"{"pairing_id":"pr_0000000000001","attempts_left":4}"#)
        case .pinVerified:
            EventRow(
                .pinVerified(pairing, at: at), .pinVerified, pairing: pairing, #"{"pairing_id":"pr_0000000000001"}"#)
        case .ipConflict:
            EventRow(
                .ipConflict(pairing, carol, at: at), .ipConflict, about: peer, pairing: pairing,
                #"{"pairing_id":"pr_0000000000001","peer_id":"pe_000000000000c","name":"Carol"}"#)
        case .pairingFailed:
            EventRow(
                .pairingFailed(pairing, .cancelled, at: at), .pairingFailed, pairing: pairing,
                #"{"pairing_id":"pr_0000000000001","reason":"cancelled"}"#,
                ends: .pairing(pairing))
        case .pairingCompleted:
            EventRow(
                completed, .pairingCompleted, about: peer, pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","peer_id":"pe_000000000000c","way":"new_peer",\#
                "name":"iPhone","by":"operator"}
                """#, changesPeers: true,
                ends: .pairing(pairing))
        case .peerAdded:
            EventRow(
                .peerAdded(peer, name, by: .nodeOperator, at: at), .peerAdded, about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Media","by":"operator"}"#, changesPeers: true)
        case .peerUpdated:
            EventRow(
                .peerUpdated(peer, from: carol.name, to: name, by: .peer(peer), at: at), .peerUpdated,
                .neighbours(of: peer), about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Media","old_name":"Carol","by":"pe_000000000000c"}
                """#,
                changesPeers: true)
        case .peerLeft:
            EventRow(
                .peerLeft(peer, name, at: at), .peerLeft, .neighbours(of: peer), about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Media"}"#)
        case .presenceChanged:
            EventRow(
                .presenceChanged(carol, .online, at: at), .presenceChanged, .neighbours(of: peer), about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Carol","presence":"online"}"#)
        case .permissionGranted:
            EventRow(
                .permissionGranted(carol, Permission(.use), by: .nodeOperator, at: at), .permissionGranted, .peer(peer),
                about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","scope":"use","expires_at":null,"by":"operator"}
                """#)
        case .permissionRevoked:
            EventRow(
                .permissionRevoked(carol, .use, by: .user(0), at: at), .permissionRevoked, .peer(peer), about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","scope":"use","by":"operator","by_uid":0}
                """#)
        case .permissionExpired:
            EventRow(
                .permissionExpired(carol, .use, at: at), .permissionExpired, .peer(peer), about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Carol","scope":"use","by":"agent"}"#)
        case .areaAdded:
            EventRow(
                .areaAdded(area, name, carol, by: .nodeOperator, at: at), .areaAdded, .area(area), about: peer,
                #"""
                {"area_id":"ar_000000000000m","name":"Media","peer_id":"pe_000000000000c",\#
                "peer_name":"Carol","by":"operator"}
                """#)
        case .areaRemoved:
            EventRow(
                .areaRemoved(area, name, carol, by: .nodeOperator, at: at), .areaRemoved, .peer(peer), about: peer,
                #"""
                {"area_id":"ar_000000000000m","name":"Media","peer_id":"pe_000000000000c",\#
                "peer_name":"Carol","by":"operator"}
                """#)
        case .areaUpdated:
            EventRow(
                .areaUpdated(area, from: Fixture.name("TV"), to: name, by: .nodeOperator, at: at), .areaUpdated,
                .area(area),
                #"{"area_id":"ar_000000000000m","name":"Media","old_name":"TV","by":"operator"}"#)
        case .areaCreated:
            EventRow(
                .areaCreated(area, name, by: .agent, at: at), .areaUpdated, .operators,
                #"{"area_id":"ar_000000000000m","name":"Media","by":"agent"}"#)
        case .areaServicesChanged:
            EventRow(
                .areaServicesChanged(
                    area, name, AreaServicesChange(added: [name], removed: [], changed: [Fixture.name("TV")]),
                    by: .nodeOperator, at: at), .areaUpdated, .area(area),
                #"""
                {"area_id":"ar_000000000000m","name":"Media","services_added":["Media"],\#
                "services_removed":[],"services_changed":["TV"],"by":"operator"}
                """#)
        case .areaDeleted:
            EventRow(
                .areaDeleted(area, name, by: .nodeOperator, at: at), .areaRemoved, .operators,
                #"{"area_id":"ar_000000000000m","name":"Media","by":"operator"}"#)
        case .areaEnabled:
            EventRow(
                .areaEnabled(area, name, by: .nodeOperator, at: at), .areaEnabled, .area(area),
                #"{"area_id":"ar_000000000000m","name":"Media","by":"operator"}"#)
        case .areaDisabled:
            EventRow(
                .areaDisabled(area, name, by: .nodeOperator, at: at), .areaDisabled, .area(area),
                #"{"area_id":"ar_000000000000m","name":"Media","by":"operator"}"#)
        case .tokenRenewed:
            EventRow(
                .tokenRenewed(carol, at: at), .tokenRenewed, .peer(peer), about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Carol"}"#)
        case .tokenRevoked:
            EventRow(
                .tokenRevoked(carol, .revoked, by: .user(1_000), at: at), .tokenRevoked, .peer(peer), about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","reason":"revoked","by":"operator","by_uid":1000}
                """#,
                changesPeers: true, ends: .peer(peer))
        case .tokenIssued:
            EventRow(
                .tokenIssued(carol, TokenID(number: 7), by: .nodeOperator, until: Fixture.end, at: at), .tokenIssued,
                .peer(peer),
                about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","token_id":"tk_0000000000007",\#
                "expires_at":"2026-11-20T10:35:00.000Z","by":"operator"}
                """#)
        case .tokenWithdrawn:
            EventRow(
                .tokenWithdrawn(carol, TokenID(number: 7), by: .nodeOperator, at: at), .tokenRevoked, .peer(peer),
                about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","token_id":"tk_0000000000007",\#
                "reason":"withdrawn","by":"operator"}
                """#,
                changesPeers: true)
        case .appPasswordAdded:
            EventRow(
                .appPasswordAdded(carol, TokenID(number: 7), name, by: .peer(peer), at: at), .appPasswordAdded,
                .peer(peer), about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","token_id":"tk_0000000000007",\#
                "app":"Media","by":"pe_000000000000c"}
                """#)
        case .appPasswordRevoked:
            EventRow(
                .appPasswordRevoked(carol, TokenID(number: 7), name, by: .user(1_000), at: at), .appPasswordRevoked,
                .peer(peer), about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","token_id":"tk_0000000000007",\#
                "app":"Media","by":"operator","by_uid":1000}
                """#)
        case .nodeFound:
            EventRow(
                .nodeFound(Fixture.node, name, at: at), .nodeFound, .everyone,
                #"{"node_id":"nd_0000000000018","name":"Media"}"#)
        case .nodeLost:
            EventRow(
                .nodeLost(Fixture.node, name, at: at), .nodeLost, .everyone,
                #"{"node_id":"nd_0000000000018","name":"Media"}"#)
        }
    }

    private var completed: Fact? {
        Fixture.pairing(.pinVerified(Fixture.verified())).verify(
            VerifyAttempt(pin: nil), facts: Fixture.facts(),
            draw: RegistrationDraw(peer: Fixture.carol, tokenHash: Fixture.hash(9)), now: at, limits: Fixture.limits
        ).facts.first
    }
}

private func started(_ terms: PairingTerms = PairingTerms(), user: UInt32? = nil, at now: Moment) -> Fact? {
    let draw = PairingDraw(id: Fixture.pairingID, tokenHash: Fixture.tokenHash, secret: Fixture.secret)
    var facts = StartFacts(openPairings: 0)
    facts.user = user
    return try? Pairing.start(terms, facts: facts, draw: draw, now: now, limits: Fixture.limits).facts.first
}

/// A fact, and what is expected of it.
struct EventRow: Sendable {
    /// Nil if the core did not produce it.
    let fact: Fact?
    let type: EventType
    let audience: Audience
    let subject: PeerID?
    let pairing: PairingID?
    let data: String
    let changesPeers: Bool
    let ended: FactDetails.Ended?

    init(
        _ fact: Fact?, _ type: EventType, _ audience: Audience = .operators, about subject: PeerID? = nil,
        pairing: PairingID? = nil, _ data: String, changesPeers: Bool = false, ends ended: FactDetails.Ended? = nil
    ) {
        self.fact = fact
        self.type = type
        self.audience = audience
        self.subject = subject
        self.pairing = pairing
        self.data = data
        self.changesPeers = changesPeers
        self.ended = ended
    }
}

extension EventRow {
    /// The same facts with everything in them that may be missing.
    static let variants: [EventRow] = {
        let (pairing, peer, at) = (Fixture.pairingID, Fixture.carol, Fixture.soon)
        let carol = NamedPeer(peer, Fixture.name("Carol"))
        let terms = PairingTerms(
            name: Fixture.name("Tablet \"1\""), person: Fixture.name("Änna"), peer: Fixture.bob,
            scopes: [.view, .use, .invite],
            areas: [Fixture.office, Fixture.media], passLength: .hours(4))
        return [
            EventRow(
                started(terms, user: 1_000, at: at), .pairingStarted, pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","invited_by":"operator","by_uid":1000,\#
                "expires_at":"2026-11-20T10:35:30.000Z","name":"Tablet \"1\"","person":"Änna",\#
                "peer_id":"pe_000000000000b","scopes":["view","use","invite"],\#
                "areas":["ar_000000000000m","ar_000000000000n"],"expires_in":14400}
                """#),
            EventRow(
                .deviceConnected(pairing, Fixture.claimant(name: Fixture.name("Phone")), at: at), .deviceConnected,
                pairing: pairing,
                #"""
                {"pairing_id":"pr_0000000000001","address":"192.168.1.77",\#
                "user_agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 \#
                Mobile/15E148 Safari/604.1",\#
                "device":"iPhone, Safari","name":"Phone"}
                """#),
            EventRow(
                .peerAdded(peer, Fixture.name("Script"), by: .peer(Fixture.anna), at: at), .peerAdded, about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Script","by":"pe_000000000000a"}"#,
                changesPeers: true),
            EventRow(
                .permissionGranted(carol, Permission(.use, until: at), by: .nodeOperator, at: at), .permissionGranted,
                .peer(peer),
                about: peer,
                #"""
                {"peer_id":"pe_000000000000c","name":"Carol","scope":"use",\#
                "expires_at":"2026-11-20T10:30:30.000Z","by":"operator"}
                """#),
            EventRow(
                .tokenRevoked(carol, .replaced, by: .agent, at: at), .tokenRevoked, .peer(peer), about: peer,
                #"{"peer_id":"pe_000000000000c","name":"Carol","reason":"replaced","by":"agent"}"#,
                changesPeers: true),
        ]
    }()
}
