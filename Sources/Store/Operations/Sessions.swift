public import Core

// Sessions of browser cookies. Each belongs to the key that opened it, and ends with it.

extension Transaction {
    /// Returns when they end, or nil if no live peer has the key.
    public func openSessions(
        _ hashes: [SessionPurpose: SecretHash], by key: PublicKey, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Moment? {
        guard let holder = try keyHolder(key), holder.isLive(at: now) else { return nil }
        let end = (now + limits.sessionLife as Moment?).earlier(holder.expiresAt) ?? now
        for (purpose, hash) in hashes {
            try addSession(
                NewSession(hash, for: purpose, of: holder.id, key: key, until: end), at: now,
                most: limits.sessionsOfAKey)
        }
        return end
    }

    /// The session of a browser at the host of a service. Returns when it ends, or nil if no live peer has the key.
    public func openSession(
        _ hash: SecretHash, atHost host: String, by key: PublicKey, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Moment? {
        guard let holder = try keyHolder(key), holder.isLive(at: now) else { return nil }
        let end = (now + limits.sessionLife as Moment?).earlier(holder.expiresAt) ?? now
        try addSession(
            NewSession(hash, for: .forward, atHost: host, of: holder.id, key: key, until: end), at: now,
            most: Limits.serviceSessionsOfAKey)
        return end
    }

    /// Extends a session that was used. A session that has ended stays ended.
    public func prolongSession(_ hash: SecretHash, now: Moment, limits: Limits) throws(StorageFailure) {
        guard let session = try session(hash), session.isLive(at: now) else { return }
        let end = (now + limits.sessionLife as Moment?).earlier(session.peerExpiresAt) ?? now
        guard end > session.expiresAt else { return }
        try prolongSession(hash, until: end)
    }
}
