public import Core

/// What one run of the cleaning job did.
public struct CleaningReport: Hashable, Sendable {
    public var expiredPairings = 0
    public var purgedPairings = 0
    public var expiredPeers = 0
    public var expiredPermissions = 0
    public var deletedCredentials = 0
    public var deletedEvents = 0

    public init() {}

    /// The most of each kind that one step handles.
    public static let batch = 500

    public var isEmpty: Bool { self == CleaningReport() }
}

extension Transaction {
    /// One run of the cleaning job: ends what has expired, and deletes old records. Bounded, so that no run holds the
    /// store for long. The rest is done by the next run. `now` is the trusted time, because deleted records cannot be
    /// restored.
    public func clean(now: Moment, limits: Limits, atMost batch: Int = CleaningReport.batch) throws(StorageFailure)
        -> CleaningReport
    {
        var report = CleaningReport()
        report.expiredPairings = try expirePairings(now: now, atMost: batch)
        report.purgedPairings = try deletePairings(finishedBefore: now - limits.finishedPairingKept, limit: batch)
        report.expiredPeers = try expirePeers(now: now, atMost: batch)
        report.expiredPermissions = try expirePermissions(now: now, atMost: batch)
        report.deletedCredentials = try deleteCredentials(deadAt: now, limit: batch)
        report.deletedEvents = try deleteEvents(before: now - limits.eventsKept, limit: batch)
        report.deletedEvents += try deleteEvents(beyond: limits.events, limit: batch - report.deletedEvents)
        return report
    }

    private func expirePairings(now: Moment, atMost batch: Int) throws(StorageFailure) -> Int {
        let due = try openPairings(dueAt: now, limit: batch)
        for pairing in due {
            let step = pairing.expire(now: now)
            try update(step.pairing, from: pairing)
            try append(step.facts)
        }
        return due.count
    }

    private func expirePeers(now: Moment, atMost batch: Int) throws(StorageFailure) -> Int {
        let due = try livePeers(endedBy: now, limit: batch)
        for peer in due { _ = try endPeer(peer, .expired, by: .agent, now: now) }
        return due.count
    }

    private func expirePermissions(now: Moment, atMost batch: Int) throws(StorageFailure) -> Int {
        let due = try permissions(endedBy: now, limit: batch)
        for (peer, scope) in due {
            try endPermission(scope, of: peer, at: now)
            guard let name = try self.peer(peer)?.name else { continue }
            try append(.permissionExpired(NamedPeer(peer, name), scope, at: now))
        }
        return due.count
    }
}
