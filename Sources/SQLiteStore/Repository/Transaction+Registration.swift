import Core
import Store

extension SQLiteTransaction {
    /// The only write that admits a device: peer, key, token, permissions and areas, with one sequence number.
    func register(_ registration: Registration) throws(StorageFailure) {
        let sequence = try nextSequence()
        for peer in registration.addressTakenFrom { try session.run(PeerQuery.dropAddress, peer) }
        switch registration.change {
        case .newPeer(let new):
            try insert(
                new, at: registration.address, registration.userAgent, now: registration.at, sequence: sequence)
            try addKey(of: registration, sequence: sequence)
        case .knownKey(let peer):
            try touch(peer, for: registration)
            guard let key = try number(CredentialQuery.liveKey, registration.key) else {
                throw programError("a known key does not exist")
            }
            try session.run(CredentialQuery.pairKeyAgain, registration.at, registration.nodeAddress, key)
            try addToken(of: registration, key: key, sequence: sequence)
        case .keyAdded(to: let peer, evicting: let evicted):
            if let evicted { try retire(evicted, at: registration.at) }
            try touch(peer, for: registration)
            try addKey(of: registration, sequence: sequence)
        }
    }

    func add(_ peer: NewPeer, at now: Moment) throws(StorageFailure) {
        try insert(peer, at: nil, UserAgent(trusted: ""), now: now, sequence: try nextSequence())
    }

    private func insert(
        _ new: NewPeer, at address: HostAddress?, _ userAgent: UserAgent, now: Moment, sequence: Int64
    ) throws(StorageFailure) {
        try session.run(
            PeerQuery.insert, new.id, new.name, new.name.folded, new.kind.rawValue, try person(new.person), address,
            userAgent.text, now, new.admittedBy, new.expiresAt, sequence)
        for permission in new.permissions {
            try session.run(
                CredentialQuery.grant, new.id, permission.scope.rawValue, permission.expiresAt, now, sequence)
        }
        for area in new.areas { try session.run(AreaQuery.assign, new.id, area, now, sequence) }
    }

    private func touch(_ peer: PeerID, for registration: Registration) throws(StorageFailure) {
        try session.run(PeerQuery.touch, registration.address, registration.userAgent.text, registration.at, peer)
    }

    private func addKey(of registration: Registration, sequence: Int64) throws(StorageFailure) {
        let key = try session.insert(
            CredentialQuery.insertKey, registration.peer, registration.key, registration.keyOrigin.rawValue,
            registration.nodeAddress, registration.at)
        try addToken(of: registration, key: key, sequence: sequence)
    }

    private func addToken(of registration: Registration, key: Int64?, sequence: Int64) throws(StorageFailure) {
        try session.run(
            CredentialQuery.insertToken, registration.tokenHash, registration.peer, key, registration.at,
            registration.tokenExpiresAt, sequence)
    }

    private func retire(_ key: PublicKey, at now: Moment) throws(StorageFailure) {
        guard let id = try number(CredentialQuery.liveKey, key) else { return }
        try session.run(CredentialQuery.retireKey, now, id)
        try session.run(CredentialQuery.deleteTokensOfKey, id)
        try session.run(CredentialQuery.deleteSessionsOfKey, id)
    }

    /// A peer of nobody has the person without a name.
    private func person(_ name: Name?) throws(StorageFailure) -> Int64? {
        let name = name ?? Name(trusted: "")
        if let known = try number(PeerQuery.person, name.folded) { return known }
        return try session.insert(PeerQuery.insertPerson, name, name.folded)
    }
}
