import Core

// The table of the join flow. No switch here has a `default`: a new state or input does not compile until the table
// says what becomes of it.

func expected(_ situation: Situation, _ clock: Clock, _ input: Input) -> Outcome {
    switch (situation, clock) {
    case (.deviceRegistered, _), (.failedTooManyAttempts, _), (.failedCancelled, _), (.failedExpired, _):
        final(situation, clock, input)
    case (.tokenCreated, .expired), (.deviceConnected, .expired), (.deviceConnectedFourWrong, .expired),
        (.pinVerified, .expired):
        overdue(situation, input)
    case (.tokenCreated, .lastMillisecond): tokenCreated(input)
    case (.deviceConnected, .lastMillisecond): deviceConnected(input, wrongPins: 0)
    case (.deviceConnectedFourWrong, .lastMillisecond): deviceConnected(input, wrongPins: 4)
    case (.pinVerified, .lastMillisecond): pinVerified(input)
    }
}

private func tokenCreated(_ input: Input) -> Outcome {
    let next = StateName.tokenCreated
    return switch input {
    case .claim(.phone), .claim(.phoneNamed), .claim(.phoneNamedElsewhere), .claim(.other), .claim(.otherKnownProved):
        Outcome(
            next: .deviceConnected(wrongPins: 0), answer: .claim(.accepted(Fixture.freshTicket)),
            facts: [.deviceConnected])
    case .claim(.phoneBadProof), .claim(.phoneNamedBadProof), .claim(.otherBadProof), .claim(.otherBadProofKnown):
        badProof(next)
    case .claim(.phoneNowKnown), .claim(.otherKnownUnproved):
        Outcome(next: next, answer: .claim(.rejected(.keyNotProved)), facts: [])
    case .verify:
        Outcome(next: next, answer: .verifyRejected(.invalidTransition(.tokenCreated)), facts: [])
    case .cancel: cancelled
    case .expire: Outcome(next: next, answer: .expire(.unchanged), facts: [])
    case .read(.claimant), .read(.stranger): Outcome(next: next, answer: .read(.rejected), facts: [])
    }
}

private func deviceConnected(_ input: Input, wrongPins: Int) -> Outcome {
    let next = StateName.deviceConnected(wrongPins: wrongPins)
    return switch input {
    case .claim(let claiming): claimed(claiming, by: next)
    case .verify(.right, let obstacle): registered(obstacle, from: [.pinVerified])
    case .verify(.nothing, _): Outcome(next: next, answer: .verifyRejected(.pinRequired), facts: [])
    case .verify(.wrong, _):
        wrongPins < 4
            ? Outcome(
                next: .deviceConnected(wrongPins: wrongPins + 1), answer: .wrongPin(left: 4 - wrongPins),
                facts: [.wrongPin])
            : Outcome(
                next: .failed(.tooManyAttempts), answer: .verifyRejected(.tooManyAttempts),
                facts: [.wrongPin, .pairingFailed])
    case .cancel: cancelled
    case .expire: Outcome(next: next, answer: .expire(.unchanged), facts: [])
    case .read(let reader): waiting(reader, next)
    }
}

private func pinVerified(_ input: Input) -> Outcome {
    let next = StateName.pinVerified
    return switch input {
    case .claim(let claiming): claimed(claiming, by: next)
    case .verify(.right, let obstacle), .verify(.wrong, let obstacle), .verify(.nothing, let obstacle):
        registered(obstacle, from: [])
    case .cancel: cancelled
    case .expire: Outcome(next: next, answer: .expire(.unchanged), facts: [])
    case .read(let reader): waiting(reader, next)
    }
}

/// A claim on a pairing that belongs to the phone.
private func claimed(_ claiming: Claiming, by next: StateName) -> Outcome {
    switch claiming {
    case .phone, .phoneNamed, .phoneNamedElsewhere, .phoneNowKnown:
        Outcome(next: next, answer: .claim(.repeated(Fixture.ticket)), facts: [])
    case .other, .otherKnownUnproved, .otherKnownProved:
        Outcome(next: next, answer: .claim(.rejected(.alreadyClaimed)), facts: [.secondClaim])
    case .phoneBadProof, .phoneNamedBadProof, .otherBadProof, .otherBadProofKnown: badProof(next)
    }
}

private func registered(_ obstacle: Obstacle, from verified: [EventType]) -> Outcome {
    // The operator was not asked about the address before, and now gets the name of the peer.
    let isAsked = verified.isEmpty
    func refused(_ refusal: RegistrationRefusal, news: [EventType] = []) -> Outcome {
        Outcome(next: .pinVerified, answer: .refused(refusal), facts: verified + news)
    }
    let conflict = refused(
        .ipConflict(Fixture.anna, Fixture.name("Anna's iPhone")), news: isAsked ? [] : [.ipConflict])
    func registered(_ way: PairingCompleted.Way, _ peer: PeerID) -> Outcome {
        Outcome(next: .deviceRegistered, answer: .registered(way, peer), facts: verified + [.pairingCompleted])
    }
    return switch obstacle {
    case .nothing, .conflictKeepBoth: registered(.newPeer, Fixture.newcomer)
    case .conflictSameDevice: isAsked ? registered(.keyAdded, Fixture.anna) : conflict
    case .conflict: conflict
    case .deviceLimit: refused(.deviceLimit(256))
    case .keyNotProved: refused(.keyNotProved)
    case .chosenPeerGone: refused(.chosenPeerGone)
    case .inviterNotEntitled: refused(.inviterNotEntitled)
    }
}

private func waiting(_ reader: Reader, _ next: StateName) -> Outcome {
    switch reader {
    case .claimant:
        Outcome(next: next, answer: .read(.waiting(Fixture.ticket.pin, expiresAt: Fixture.end)), facts: [])
    case .stranger: Outcome(next: next, answer: .read(.rejected), facts: [])
    }
}

private func badProof(_ next: StateName) -> Outcome {
    Outcome(next: next, answer: .claim(.rejected(.badProof)), facts: [.badProof])
}

private let cancelled = Outcome(next: .failed(.cancelled), answer: .cancel(.cancelled), facts: [.pairingFailed])
