import Core

/// A pairing as its facts describe it: everything but secrets.
struct Replay: Hashable {
    enum State: Hashable {
        case tokenCreated
        case deviceConnected(Claimant, wrongPins: Int)
        case pinVerified(Claimant, wrongPins: Int, askedAbout: PeerID?)
        case deviceRegistered(PeerID, PublicKey, at: Moment)
        case failed(PairingFailure.Reason, at: Moment)
    }

    var terms: PairingTerms
    var invitedBy: Inviter
    var expiresAt: Moment
    var state: State

    /// What the state machine says.
    init(_ pairing: Pairing) {
        terms = pairing.terms
        invitedBy = pairing.invitedBy
        expiresAt = pairing.expiresAt
        state =
            switch pairing.state {
            case .tokenCreated: .tokenCreated
            case .deviceConnected(let state): .deviceConnected(state.claimant, wrongPins: state.wrongPins)
            case .pinVerified(let state):
                .pinVerified(
                    state.connected.claimant, wrongPins: state.connected.wrongPins, askedAbout: state.askedAbout)
            case .deviceRegistered(let state): .deviceRegistered(state.peer, state.key, at: state.at)
            case .failed(let state): .failed(state.reason, at: state.at)
            }
    }

    private init(_ started: PairingStarted) {
        terms = started.terms
        invitedBy = started.invitedBy
        expiresAt = started.expiresAt
        state = .tokenCreated
    }

    /// What its facts say.
    static func told(by facts: some Sequence<Fact>, limits: Limits) throws(Violation) -> Replay? {
        var replay: Replay?
        for fact in facts {
            if case .pairingStarted(let started) = fact {
                try require(replay == nil, "started twice")
                replay = Replay(started)
            } else {
                try replay?.hear(fact, limits: limits)
            }
        }
        return replay
    }

    /// What no fact tells: the name that was typed after the first claim. The registration tells it.
    mutating func rename(to name: Name?, from address: HostAddress) {
        guard let name, case .deviceConnected(let claimant, let wrongPins) = state, claimant.address == address
        else { return }
        state = .deviceConnected(claimant.named(name), wrongPins: wrongPins)
    }

    /// The same with the claimant called as it was in the end.
    func named(_ name: Name?) -> Replay {
        var named = self
        switch state {
        case .deviceConnected(let claimant, let wrongPins):
            named.state = .deviceConnected(claimant.named(name), wrongPins: wrongPins)
        case .pinVerified(let claimant, let wrongPins, let asked):
            named.state = .pinVerified(claimant.named(name), wrongPins: wrongPins, askedAbout: asked)
        case .tokenCreated, .deviceRegistered, .failed: break
        }
        return named
    }

    mutating func hear(_ fact: Fact, limits: Limits) throws(Violation) {
        switch (fact, state) {
        case (.deviceConnected(_, let claimant, _), .tokenCreated):
            state = .deviceConnected(claimant, wrongPins: 0)
        case (.wrongPin(_, let left, _), .deviceConnected(let claimant, let wrongPins)):
            try require(left == limits.pinAttempts - wrongPins - 1, "a wrong PIN was told of, but not counted")
            state = .deviceConnected(claimant, wrongPins: limits.pinAttempts - left)
        case (.pinVerified, .deviceConnected(let claimant, let wrongPins)):
            state = .pinVerified(claimant, wrongPins: wrongPins, askedAbout: nil)
        case (.ipConflict(_, let peer, _), .pinVerified(let claimant, let wrongPins, _)):
            state = .pinVerified(claimant, wrongPins: wrongPins, askedAbout: peer.id)
        case (.pairingCompleted(let completed), .pinVerified(let claimant, _, _)):
            state = .deviceRegistered(completed.peer, claimant.key, at: completed.at)
        case (.pairingFailed(_, let reason, let at), .tokenCreated),
            (.pairingFailed(_, let reason, let at), .deviceConnected),
            (.pairingFailed(_, let reason, let at), .pinVerified):
            state = .failed(reason, at: at)
        case (.secondClaim, .deviceConnected), (.secondClaim, .pinVerified), (.badProof, .tokenCreated),
            (.badProof, .deviceConnected), (.badProof, .pinVerified):
            break
        default: throw Violation(description: "\(fact.type) in \(state)")
        }
    }
}

extension Claimant {
    fileprivate func named(_ name: Name?) -> Claimant {
        Claimant(
            key: key, keyIsProved: keyIsProved, keyOrigin: keyOrigin, address: address, userAgent: userAgent,
            proposedName: name)
    }
}
