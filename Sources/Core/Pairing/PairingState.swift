// The states of a pairing. Each holds only what is valid in it, and can be made only from its legal predecessor: the
// initialisers that take a predecessor are the arrows of the diagram in `Pairing.swift`. `init(restored…)` is for
// stored states.

public enum PairingState: Hashable, Sendable {
    case tokenCreated(TokenCreated)
    case deviceConnected(DeviceConnected)
    case pinVerified(PinVerified)
    case deviceRegistered(DeviceRegistered)
    case failed(PairingFailure)

    public enum Name: String, CaseIterable, Hashable, Sendable {
        case tokenCreated = "token_created"
        case deviceConnected = "device_connected"
        case pinVerified = "pin_verified"
        case deviceRegistered = "device_registered"
        case failed
    }

    public var name: Name {
        switch self {
        case .tokenCreated: .tokenCreated
        case .deviceConnected: .deviceConnected
        case .pinVerified: .pinVerified
        case .deviceRegistered: .deviceRegistered
        case .failed: .failed
        }
    }

    public var isFinal: Bool {
        switch self {
        case .tokenCreated, .deviceConnected, .pinVerified: false
        case .deviceRegistered, .failed: true
        }
    }

    /// The secret for the proof of a claim, while a claim is possible.
    public var secret: JoinSecret? {
        switch self {
        case .tokenCreated(let state): state.secret
        case .deviceConnected(let state): state.invitation.secret
        case .pinVerified(let state): state.connected.invitation.secret
        case .deviceRegistered, .failed: nil
        }
    }

    /// The device that this pairing belongs to, while it is not final.
    public var claimant: Claimant? {
        switch self {
        case .deviceConnected(let state): state.claimant
        case .pinVerified(let state): state.connected.claimant
        case .tokenCreated, .deviceRegistered, .failed: nil
        }
    }
}

/// Waits for the first device that proves to have seen the code.
public struct TokenCreated: Hashable, Sendable {
    public let secret: JoinSecret

    init(secret: JoinSecret) { self.secret = secret }

    public init(restoredSecret secret: JoinSecret) { self.init(secret: secret) }
}

/// The first device has claimed the pairing, and shows its PIN.
public struct DeviceConnected: Hashable, Sendable {
    public let invitation: TokenCreated
    public internal(set) var claimant: Claimant
    public let ticket: ClaimTicket
    public internal(set) var wrongPins: Int

    init(from invitation: TokenCreated, claimant: Claimant, ticket: ClaimTicket) {
        self.invitation = invitation
        self.claimant = claimant
        self.ticket = ticket
        wrongPins = 0
    }

    public init(restored invitation: TokenCreated, claimant: Claimant, ticket: ClaimTicket, wrongPins: Int) {
        self.init(from: invitation, claimant: claimant, ticket: ticket)
        self.wrongPins = wrongPins
    }
}

/// The operator typed the right PIN. The pairing stays in this state only while the registration is refused.
public struct PinVerified: Hashable, Sendable {
    public let connected: DeviceConnected
    /// The peer with the same address that the operator was asked about. `same_device` means this peer, not one that
    /// has taken the address since.
    public internal(set) var askedAbout: PeerID?

    init(from connected: DeviceConnected) { self.connected = connected }

    public init(restored connected: DeviceConnected, askedAbout: PeerID?) {
        self.init(from: connected)
        self.askedAbout = askedAbout
    }
}

/// Final. The device is registered. What is kept lets only its claimant read the outcome again.
public struct DeviceRegistered: Hashable, Sendable {
    public let peer: PeerID
    public let key: PublicKey
    public let claimHash: SecretHash
    public let at: Moment

    init(from verified: PinVerified, peer: PeerID, at now: Moment) {
        self.peer = peer
        key = verified.connected.claimant.key
        claimHash = verified.connected.ticket.claimHash
        at = now
    }

    public init(restoredPeer peer: PeerID, key: PublicKey, claimHash: SecretHash, at: Moment) {
        self.peer = peer
        self.key = key
        self.claimHash = claimHash
        self.at = at
    }
}

/// Final. Keeps the hash of the claim, if there was one, so that the page can still say what happened.
public struct PairingFailure: Hashable, Sendable {
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        case tooManyAttempts = "too_many_attempts"
        case cancelled
        case expired
    }

    public let reason: Reason
    public let claimHash: SecretHash?
    public let at: Moment

    init(from state: PairingState, reason: Reason, at now: Moment) {
        self.reason = reason
        at = now
        claimHash =
            switch state {
            case .deviceConnected(let state): state.ticket.claimHash
            case .pinVerified(let state): state.connected.ticket.claimHash
            case .tokenCreated, .deviceRegistered, .failed: nil
            }
    }

    public init(restoredReason reason: Reason, claimHash: SecretHash?, at: Moment) {
        self.reason = reason
        self.claimHash = claimHash
        self.at = at
    }
}
