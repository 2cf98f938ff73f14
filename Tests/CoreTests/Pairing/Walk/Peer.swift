import Core

/// A peer as the model of the store keeps it.
struct WalkPeer {
    let id: PeerID
    let name: Name
    let folded: String
    let person: Name?
    let expiresAt: Moment?
    var permissions: [Permission]
    var areas: Set<AreaID>
    var address: HostAddress?
    var keys: [KeyUse]
    var lastSeen: Moment
    var isOnline = false
    var hasEnded = false

    func isLive(at now: Moment) -> Bool { status.isLive(at: now) }

    var status: PeerStatus {
        PeerStatus(
            id: id, name: name, hasEnded: hasEnded, expiresAt: expiresAt, lastSeen: lastSeen, isOnline: isOnline)
    }

    var keyed: KeyedPeer { KeyedPeer(status: status, keys: keys) }

    var inviter: InviterStatus {
        InviterStatus(peer: id, permissions: permissions, areas: areas, expiresAt: expiresAt)
    }
}

/// Something that holds a key and asks to join.
struct WalkDevice {
    var key: PublicKey
    var address: HostAddress
}

/// What must never be was seen.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws(Violation) {
    guard condition else { throw Violation(description: rule()) }
}
