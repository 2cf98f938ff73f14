public import Core

// Sessions: what the cookies of a browser stand for. Each is of the key that opened it, and dies with that.

extension Transaction {
    /// Gives when they end; nil where the key is no live peer's.
    public func openSessions(
        _ hashes: [SessionPurpose: SecretHash], by key: PublicKey, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Moment? {
        guard let holder = try keyHolder(key), holder.isLive(at: now) else { return nil }
        let end = (now + limits.sessionLife as Moment?).earlier(holder.expiresAt) ?? now
        for (purpose, hash) in hashes {
            try addSession(
                hash, for: purpose, of: holder.id, key: key, at: now, until: end, most: limits.sessionsOfAKey)
        }
        return end
    }

    /// It was used: its time begins again. One that is gone stays gone.
    public func prolongSession(_ hash: SecretHash, now: Moment, limits: Limits) throws(StorageFailure) {
        guard let session = try session(hash), session.isLive(at: now) else { return }
        let end = (now + limits.sessionLife as Moment?).earlier(session.peerExpiresAt) ?? now
        guard end > session.expiresAt else { return }
        try prolongSession(hash, until: end)
    }
}
