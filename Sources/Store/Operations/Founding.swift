public import Core
import Roster

// The circle of this node, and the statements of a store that was written without them.

extension Transaction {
    /// Founds a circle if there is none, and says everything that the tables hold. Also after a restore: then the tables say
    /// what is valid. Returns whether anything was to be said.
    public func sayEverything(salt: Octets16, now: Moment) throws(StorageFailure) -> Bool {
        guard let author else { return false }
        let (known, epoch) = (try circle(), try epoch())
        guard known == nil || known?.saidEpoch != epoch else { return false }
        let circle =
            known ?? CircleRecord(id: author.circle(salt: salt), founder: author.key, salt: salt, saidEpoch: nil)
        try setCircle(
            CircleRecord(id: circle.id, founder: circle.founder, salt: circle.salt, saidEpoch: epoch))
        for service in try services() { try say(service.id, by: .agent, now: now) }
        for area in try areas() { try say(area.id, by: .agent, now: now) }
        var last: PeerID?
        while true {
            let page = try peers(after: last, limit: pageOfPeers, all: true)
            for peer in page { try sayEverything(of: peer, now: now) }
            guard page.count == pageOfPeers else { return true }
            last = page.last?.id
        }
    }

    private func sayEverything(of peer: PeerRecord, now: Moment) throws(StorageFailure) {
        if let ending = peer.ending {
            // Another node that joins this circle must not admit the device.
            if ending.how != .expired { try sayEnd(of: peer.id, by: .agent, now: now) }
            return
        }
        try say(peer.id, by: try voucher(for: peer), now: now)
        for token in try bearerTokens(of: peer.id) {
            try say(
                .bearer, token.hash, named: peer.name, of: peer.id, until: token.expiresAt, by: .agent,
                now: token.issuedAt)
        }
        for password in try appPasswords(of: peer.id) {
            try say(
                .appPassword, password.hash, named: password.name, of: peer.id, until: nil, by: .agent,
                now: password.createdAt)
        }
    }

    /// The peer that has admitted this one. An operator if that one has ended: nobody would vouch for this one any longer.
    private func voucher(for peer: PeerRecord) throws(StorageFailure) -> Initiator {
        guard case .peer(let inviter) = peer.admittedBy, try self.peer(inviter)?.ending == nil else { return .agent }
        return .peer(inviter)
    }
}
