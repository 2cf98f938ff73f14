import Core

/// Every input that a pairing can get.
enum Input: Hashable {
    case claim(Claiming)
    case verify(Typed, Obstacle)
    case cancel
    case expire
    case read(Reader)

    static let all: [Input] =
        Claiming.allCases.map { .claim($0) }
        + Typed.allCases.flatMap { typed in Obstacle.allCases.map { .verify(typed, $0) } }
        + [.cancel, .expire] + Reader.allCases.map { .read($0) }
}

/// Who claims. `phone` is the key that the pairing belongs to where it belongs to one.
enum Claiming: CaseIterable {
    case phone, phoneBadProof, phoneNowKnown
    /// The same with a name that it did not propose before.
    case phoneNamed, phoneNamedBadProof
    /// The same from another address: somebody who overheard the claim, or the phone on another network.
    case phoneNamedElsewhere
    case other, otherBadProof, otherBadProofKnown, otherKnownUnproved, otherKnownProved

    var attempt: ClaimAttempt {
        switch self {
        case .phone: make(Fixture.phoneKey)
        case .phoneBadProof: make(Fixture.phoneKey, good: false)
        case .phoneNowKnown: make(Fixture.phoneKey, known: true)
        case .phoneNamed: make(Fixture.phoneKey, name: Fixture.name("Anna"))
        case .phoneNamedBadProof: make(Fixture.phoneKey, name: Fixture.name("Anna"), good: false)
        case .phoneNamedElsewhere: make(Fixture.phoneKey, name: Fixture.name("Anna"), at: Fixture.otherAddress)
        case .other: make(Fixture.otherKey)
        case .otherBadProof: make(Fixture.otherKey, good: false)
        case .otherBadProofKnown: make(Fixture.otherKey, good: false, known: true, proved: true)
        case .otherKnownUnproved: make(Fixture.otherKey, known: true)
        case .otherKnownProved: make(Fixture.otherKey, known: true, proved: true)
        }
    }

    private func make(
        _ key: PublicKey, name: Name? = nil, at address: HostAddress = Fixture.address, good: Bool = true,
        known: Bool = false, proved: Bool = false
    ) -> ClaimAttempt {
        ClaimAttempt(
            claimant: Fixture.claimant(key, proved: proved, at: address, name: name), proofIsGood: good,
            keyIsKnown: known,
            ticket: Fixture.freshTicket)
    }
}

enum Typed: CaseIterable {
    case right, wrong, nothing

    var pin: Pin? {
        switch self {
        case .right: Fixture.ticket.pin
        case .wrong: Fixture.wrongPin
        case .nothing: nil
        }
    }
}

enum Reader: CaseIterable {
    case claimant, stranger

    var claimHash: SecretHash {
        switch self {
        case .claimant: Fixture.ticket.claimHash
        case .stranger: Fixture.freshTicket.claimHash
        }
    }
}

/// What prevents the registration, and the operator's answer.
enum Obstacle: CaseIterable {
    case nothing
    case conflict, conflictSameDevice, conflictKeepBoth
    case deviceLimit, keyNotProved, chosenPeerGone, inviterNotEntitled

    var answer: ConflictAnswer? {
        switch self {
        case .conflictSameDevice: .sameDevice
        case .conflictKeepBoth: .keepBoth
        case .nothing, .conflict, .deviceLimit, .keyNotProved, .chosenPeerGone, .inviterNotEntitled: nil
        }
    }

    var terms: PairingTerms { self == .chosenPeerGone ? PairingTerms(peer: Fixture.bob) : PairingTerms() }

    var invitedBy: Inviter { self == .inviterNotEntitled ? .peer(Fixture.anna) : .nodeOperator }

    var facts: RegistrationFacts {
        var facts = Fixture.facts()
        switch self {
        case .nothing, .chosenPeerGone: break
        case .conflict, .conflictSameDevice, .conflictKeepBoth:
            facts.addressHolders = [Fixture.keyed(Fixture.status(Fixture.anna, online: true))]
        case .deviceLimit: facts.livePeers = Fixture.limits.livePeers
        case .keyNotProved: facts.keyHolder = Fixture.status(Fixture.anna)
        case .inviterNotEntitled: facts.inviter = Fixture.inviter([.view, .use])
        }
        return facts
    }
}
