import Core

/// One pairing of a walk, with what an onlooker who does not know the machine remembers of it.
struct Track {
    private(set) var pairing: Pairing
    private(set) var replay: Replay
    private(set) var facts: [Fact]
    /// The first key that claimed it in time with a good proof, and was not refused for being somebody's.
    private var firstKey: PublicKey?
    private var ticket: ClaimTicket?
    private var wrongPins = 0
    private var admitted: PeerID?

    init(_ step: Step<StartResult>, limits: Limits) throws(Violation) {
        guard let replay = try Replay.told(by: step.facts, limits: limits) else {
            throw Violation(description: "a start that is not told of")
        }
        pairing = step.pairing
        facts = step.facts
        self.replay = replay
        try require(replay == Replay(pairing), "facts of the start tell of another pairing")
    }

    private func isOver(at now: Moment) -> Bool { now >= pairing.expiresAt }

    mutating func take(_ step: Step<ClaimResult>, of attempt: ClaimAttempt, now: Moment) throws(Violation) {
        let mayBeFirst =
            pairing.state.name == .tokenCreated && !isOver(at: now) && attempt.proofIsGood
            && (!attempt.keyIsKnown || attempt.claimant.keyIsProved)
        switch step.result {
        case .accepted(let given):
            try require(mayBeFirst && firstKey == nil, "accepted a claim that is not the first good one")
            (firstKey, ticket) = (attempt.claimant.key, given)
        case .repeated(let given):
            try require(
                attempt.proofIsGood && attempt.claimant.key == firstKey, "a PIN for one who is not the claimant")
            try require(given == ticket && !isOver(at: now), "another PIN, or one too late")
            replay.rename(to: attempt.claimant.proposedName, from: attempt.claimant.address)
        case .rejected: try require(!mayBeFirst, "refused the first good claim")
        }
        try follow(step, now: now)
    }

    mutating func take(_ step: Step<VerifyResult>, of attempt: VerifyAttempt, now: Moment) throws(Violation) {
        switch step.result {
        case .registered(let registration):
            try require(!isOver(at: now), "admitted after expiry")
            try require(admitted == nil, "one token admitted twice")
            try require(registration.key == firstKey, "admitted a key that was not the first to claim")
            try require(
                attempt.pin == ticket?.pin || pairing.state.name == .pinVerified, "admitted without the right PIN")
            admitted = registration.peer
        case .refused: try require(!isOver(at: now) && firstKey != nil, "decided about nobody, or too late")
        case .wrongPin, .rejected(.tooManyAttempts):
            wrongPins += 1
            try require(attempt.pin != ticket?.pin && wrongPins <= 5, "a wrong PIN too many, or a right one")
        case .rejected(.pinRequired), .rejected(.expired), .rejected(.invalidTransition): break
        }
        try follow(step, now: now)
    }

    /// What holds of every step.
    mutating func follow<Result>(_ step: Step<Result>, now: Moment) throws(Violation) {
        let (before, after) = (pairing.state, step.pairing.state)
        if before.isFinal { try require(step.pairing == pairing && step.facts.isEmpty, "a final state changed") }
        if isOver(at: now) { try require(after.isFinal, "open beyond its time") }
        for fact in step.facts {
            try require(fact.details.pairing == pairing.id && fact.at == now, "\(fact.type) of another time or pairing")
            try requireMove(fact, from: before.name, to: after.name)
            try replay.hear(fact, limits: Limits())
        }
        try require(replay == Replay(step.pairing), "the facts tell \(replay.state), not \(after.name)")
        let tellsOfMove = step.facts.contains { $0.type == .pairingCompleted }
        try require(tellsOfMove == (before.name != after.name && after.name == .deviceRegistered), "completed, untold")
        pairing = step.pairing
        facts += step.facts
    }

    /// A fact occurs only in the step to the state that it describes.
    private func requireMove(
        _ fact: Fact, from before: PairingState.Name, to after: PairingState.Name
    ) throws(Violation) {
        let isRight =
            switch fact.type {
            case .deviceConnected: before == .tokenCreated && after == .deviceConnected
            case .pinVerified: before == .deviceConnected && [.pinVerified, .deviceRegistered].contains(after)
            case .pairingCompleted:
                [.deviceConnected, .pinVerified].contains(before) && after == .deviceRegistered
            case .ipConflict: [.deviceConnected, .pinVerified].contains(before) && after == .pinVerified
            case .pairingFailed: before != .failed && before != .deviceRegistered && after == .failed
            case .wrongPin: before == .deviceConnected && [.deviceConnected, .failed].contains(after)
            case .badProof, .secondClaim: before == after
            default: false
            }
        try require(isRight, "\(fact.type) on the way from \(before) to \(after)")
    }
}
