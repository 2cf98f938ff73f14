import Core

/// One fact of each kind. `Kind` has a case for each, and a fact tells which it is by an exhaustive switch: a new fact
/// does not compile until it stands here.
enum Kind: CaseIterable {
    case pairingStarted, deviceConnected, secondClaim, badProof, wrongPin, pinVerified, ipConflict, pairingFailed
    case pairingCompleted
    case peerAdded, peerUpdated, peerLeft, presenceChanged
    case permissionGranted, permissionRevoked, permissionExpired
    case areaAdded, areaRemoved, areaUpdated, areaEnabled, areaDisabled
    case tokenRenewed, tokenRevoked, tokenIssued, tokenWithdrawn, nodeFound, nodeLost
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
        case .areaEnabled: .areaEnabled
        case .areaDisabled: .areaDisabled
        case .tokenRenewed: .tokenRenewed
        case .tokenRevoked: .tokenRevoked
        case .tokenIssued: .tokenIssued
        case .tokenWithdrawn: .tokenWithdrawn
        case .nodeFound: .nodeFound
        case .nodeLost: .nodeLost
        }
    }
}

extension Kind {
    /// Each at a time of its own, so that a mixed-up one shows.
    var at: Moment { Fixture.soon + .seconds(Int64(Self.allCases.firstIndex(of: self) ?? 0)) }

    var fact: Fact? {
        let (pairing, claimant, peer) = (Fixture.pairingID, Fixture.claimant(), Fixture.carol)
        let (area, name) = (Fixture.media, Fixture.name("Media"))
        return switch self {
        case .pairingStarted: started
        case .deviceConnected: .deviceConnected(pairing, claimant, at: at)
        case .secondClaim: .secondClaim(pairing, claimant, at: at)
        case .badProof: .badProof(pairing, Fixture.address, at: at)
        case .wrongPin: .wrongPin(pairing, attemptsLeft: 4, at: at)
        case .pinVerified: .pinVerified(pairing, at: at)
        case .ipConflict: .ipConflict(pairing, peer, at: at)
        case .pairingFailed: .pairingFailed(pairing, .cancelled, at: at)
        case .pairingCompleted: completed
        case .peerAdded: .peerAdded(peer, name, by: .nodeOperator, at: at)
        case .peerUpdated: .peerUpdated(peer, name, at: at)
        case .peerLeft: .peerLeft(peer, name, at: at)
        case .presenceChanged: .presenceChanged(peer, .online, at: at)
        case .permissionGranted: .permissionGranted(peer, Permission(.use), at: at)
        case .permissionRevoked: .permissionRevoked(peer, .use, at: at)
        case .permissionExpired: .permissionExpired(peer, .use, at: at)
        case .areaAdded: .areaAdded(area, name, peer, at: at)
        case .areaRemoved: .areaRemoved(area, name, peer, at: at)
        case .areaUpdated: .areaUpdated(area, name, at: at)
        case .areaEnabled: .areaEnabled(area, name, at: at)
        case .areaDisabled: .areaDisabled(area, name, at: at)
        case .tokenRenewed: .tokenRenewed(peer, at: at)
        case .tokenRevoked: .tokenRevoked(peer, .revoked, at: at)
        case .tokenIssued: .tokenIssued(peer, TokenID(number: 7), until: at, at: at)
        case .tokenWithdrawn: .tokenWithdrawn(peer, TokenID(number: 7), at: at)
        case .nodeFound: .nodeFound(Fixture.node, name, at: at)
        case .nodeLost: .nodeLost(Fixture.node, name, at: at)
        }
    }

    private var started: Fact? {
        let draw = PairingDraw(id: Fixture.pairingID, tokenHash: Fixture.tokenHash, secret: Fixture.secret)
        let step = try? Pairing.start(
            PairingTerms(), facts: StartFacts(openPairings: 0), draw: draw, now: at, limits: Fixture.limits)
        return step?.facts.first
    }

    private var completed: Fact? {
        Fixture.pairing(.pinVerified(Fixture.verified())).verify(
            VerifyAttempt(pin: nil), facts: Fixture.facts(),
            draw: RegistrationDraw(peer: Fixture.carol, tokenHash: Fixture.hash(9)), now: at, limits: Fixture.limits
        ).facts.first
    }
}
