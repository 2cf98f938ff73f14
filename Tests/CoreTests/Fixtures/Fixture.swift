import Core

/// One small world that most tests share: a phone with a key, a pairing for it, an inviter, two areas.
enum Fixture {
    static let start = Moment(milliseconds: 1_795_170_600_000)
    static let end = start + .minutes(5)
    static let soon = start + .seconds(30)
    static let limits = Limits()

    static let pairingID = PairingID(number: 1)
    static let anna = PeerID(number: 10)
    static let bob = PeerID(number: 11)
    static let carol = PeerID(number: 12)
    static let newcomer = PeerID(number: 13)
    static let media = AreaID(number: 20)
    static let office = AreaID(number: 21)
    static let printer = ServiceID(number: 30)
    static let node = NodeID(number: 40)

    static let secret = JoinSecret(Octets16(Array(1...16))!)
    static let tokenHash = hash(1)
    static let phoneKey = key(1)
    static let otherKey = key(2)
    static let address = HostAddress("192.168.1.77")!
    static let otherAddress = HostAddress("192.168.1.78")!
    static let userAgent = UserAgent(
        cleaning: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1")
    static let ticket = ticket(pin: 424_242, claim: 5)
    static let freshTicket = ticket(pin: 515_151, claim: 6)
    static let wrongPin = Pin(424_243)!
    static let draw = RegistrationDraw(peer: newcomer, tokenHash: hash(9))

    static func octets(_ number: UInt8) -> Octets32 { Octets32(Array(repeating: number, count: 32))! }
    static func hash(_ number: UInt8) -> SecretHash { SecretHash(octets(number)) }
    static func key(_ number: UInt8) -> PublicKey { PublicKey(octets(number)) }

    static func ticket(pin: UInt32, claim: UInt8) -> ClaimTicket {
        ClaimTicket(pin: Pin(pin)!, claim: ClaimSecret(octets(claim)), claimHash: hash(claim))
    }

    static func name(_ text: String) -> Name { Name(trusted: text) }
}

extension Fixture {
    static func claimant(
        _ key: PublicKey = phoneKey, proved: Bool = false, origin: KeyOrigin = .plainHTTP,
        at address: HostAddress = address, name: Name? = nil
    ) -> Claimant {
        Claimant(
            key: key, keyIsProved: proved, keyOrigin: origin, address: address, userAgent: userAgent,
            proposedName: name)
    }

    static let invitation = TokenCreated(restoredSecret: secret)

    static func connected(_ claimant: Claimant = claimant(), wrongPins: Int = 0) -> DeviceConnected {
        DeviceConnected(restored: invitation, claimant: claimant, ticket: ticket, wrongPins: wrongPins)
    }

    static func verified(_ claimant: Claimant = claimant(), askedAbout: PeerID? = anna) -> PinVerified {
        PinVerified(restored: connected(claimant), askedAbout: askedAbout)
    }

    static func pairing(
        _ state: PairingState, terms: PairingTerms = PairingTerms(), invitedBy: Inviter = .nodeOperator
    ) -> Pairing {
        Pairing(
            restored: pairingID, tokenHash: tokenHash, terms: terms, invitedBy: invitedBy, createdAt: start,
            expiresAt: end, state: state)
    }

    static func facts(livePeers: Int = 3) -> RegistrationFacts {
        RegistrationFacts(livePeers: livePeers, freeName: name("iPhone"), existingAreas: [media, office])
    }

    static func status(
        _ peer: PeerID, _ text: String = "Anna's iPhone", ended: Bool = false, expiresAt: Moment? = nil,
        lastSeen: Moment? = nil, online: Bool = false
    ) -> PeerStatus {
        PeerStatus(
            id: peer, name: name(text), hasEnded: ended, expiresAt: expiresAt, lastSeen: lastSeen, isOnline: online)
    }

    static func keyed(_ status: PeerStatus, keys: Int = 1) -> KeyedPeer {
        KeyedPeer(
            status: status,
            keys: (0..<keys).map {
                KeyUse(key: key(UInt8(100 + $0)), lastUsed: start - .days(1) + .seconds(10 * (7 * $0 % 5)))
            })
    }

    static func inviter(
        _ scopes: Scopes = [.view, .use, .invite], areas: Set<AreaID> = [media], expiresAt: Moment? = nil
    ) -> InviterStatus {
        InviterStatus(peer: anna, scopes: scopes, areas: areas, expiresAt: expiresAt)
    }
}
