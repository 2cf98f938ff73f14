import Core

/// The time ran out in a state that is not final: whatever the input, the pairing fails and says so.
func overdue(_ situation: Situation, _ input: Input) -> Outcome {
    func failed(_ answer: PairingResult) -> Outcome {
        Outcome(next: .failed(.expired), answer: answer, facts: [.pairingFailed])
    }
    return switch input {
    case .claim: failed(.claim(.rejected(.expired)))
    case .verify: failed(.verifyRejected(.expired))
    case .cancel: failed(.cancel(.rejected(.expired)))
    case .expire: failed(.expire(.expired))
    case .read(.claimant):
        switch situation {
        // Nobody had claimed it, so nobody has a right to know.
        case .tokenCreated: failed(.read(.rejected))
        case .deviceConnected, .deviceConnectedFourWrong, .pinVerified, .deviceRegistered, .failedTooManyAttempts,
            .failedCancelled, .failedExpired:
            failed(.read(.failed(.expired)))
        }
    case .read(.stranger): failed(.read(.rejected))
    }
}

/// Final: the clock no longer matters, and nothing happens.
func final(_ situation: Situation, _ clock: Clock, _ input: Input) -> Outcome {
    func unchanged(_ answer: PairingResult) -> Outcome { Outcome(next: situation.status, answer: answer, facts: []) }
    let name = finalName(situation)
    return switch input {
    case .claim: unchanged(.claim(.rejected(.invalidTransition(name))))
    case .verify: unchanged(.verifyRejected(.invalidTransition(name)))
    case .cancel: unchanged(.cancel(.rejected(.invalidTransition(name))))
    case .expire: unchanged(.expire(.unchanged))
    case .read(.claimant): unchanged(.read(outcome(situation)))
    case .read(.stranger): unchanged(.read(.rejected))
    }
}

private func finalName(_ situation: Situation) -> PairingState.Name {
    switch situation {
    case .deviceRegistered: .deviceRegistered
    case .tokenCreated, .deviceConnected, .deviceConnectedFourWrong, .pinVerified, .failedTooManyAttempts,
        .failedCancelled, .failedExpired:
        .failed
    }
}

private func outcome(_ situation: Situation) -> ReadResult {
    switch situation {
    case .deviceRegistered: .registered(Fixture.carol, Fixture.phoneKey)
    case .failedTooManyAttempts: .failed(.tooManyAttempts)
    case .failedCancelled: .failed(.cancelled)
    case .failedExpired: .failed(.expired)
    case .tokenCreated, .deviceConnected, .deviceConnectedFourWrong, .pinVerified: .rejected
    }
}
