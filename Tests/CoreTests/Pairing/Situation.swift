import Core

/// Every state that a pairing can be in, as far as an input can tell the difference.
enum Situation: CaseIterable {
    case tokenCreated
    case deviceConnected
    case deviceConnectedFourWrong
    case pinVerified
    case deviceRegistered
    case failedTooManyAttempts
    case failedCancelled
    case failedExpired

    var status: StateName {
        switch self {
        case .tokenCreated: .tokenCreated
        case .deviceConnected: .deviceConnected(wrongPins: 0)
        case .deviceConnectedFourWrong: .deviceConnected(wrongPins: 4)
        case .pinVerified: .pinVerified
        case .deviceRegistered: .deviceRegistered
        case .failedTooManyAttempts: .failed(.tooManyAttempts)
        case .failedCancelled: .failed(.cancelled)
        case .failedExpired: .failed(.expired)
        }
    }

    var state: PairingState {
        switch self {
        case .tokenCreated: .tokenCreated(Fixture.invitation)
        case .deviceConnected: .deviceConnected(Fixture.connected())
        case .deviceConnectedFourWrong: .deviceConnected(Fixture.connected(wrongPins: 4))
        case .pinVerified: .pinVerified(Fixture.verified())
        case .deviceRegistered:
            .deviceRegistered(
                DeviceRegistered(
                    restoredPeer: Fixture.carol, key: Fixture.phoneKey, claimHash: Fixture.ticket.claimHash,
                    at: Fixture.start))
        case .failedTooManyAttempts: failure(.tooManyAttempts)
        case .failedCancelled: failure(.cancelled)
        case .failedExpired: failure(.expired)
        }
    }

    private func failure(_ reason: PairingFailure.Reason) -> PairingState {
        .failed(PairingFailure(restoredReason: reason, claimHash: Fixture.ticket.claimHash, at: Fixture.start))
    }
}

/// A state without its data, but with what the table speaks of.
enum StateName: Hashable {
    case tokenCreated
    case deviceConnected(wrongPins: Int)
    case pinVerified
    case deviceRegistered
    case failed(PairingFailure.Reason)

    init(_ state: PairingState) {
        self =
            switch state {
            case .tokenCreated: .tokenCreated
            case .deviceConnected(let state): .deviceConnected(wrongPins: state.wrongPins)
            case .pinVerified: .pinVerified
            case .deviceRegistered: .deviceRegistered
            case .failed(let state): .failed(state.reason)
            }
    }
}

enum Clock: CaseIterable {
    case lastMillisecond
    case expired

    var now: Moment {
        switch self {
        case .lastMillisecond: Fixture.end - .milliseconds(1)
        case .expired: Fixture.end
        }
    }
}
