public import Core
import Roster

// App passwords, for native apps, which follow no redirect and keep no cookie of the browser.

public enum AppPasswordRejection: Error, Hashable, Sendable {
    case peer(PeerRejection)
    case tooMany(Int)
}

extension Transaction {
    /// Returns nil if it was added.
    public func addAppPassword(
        _ hash: SecretHash, named name: Name, of id: PeerID, now: Moment, limits: Limits
    ) throws(StorageFailure) -> AppPasswordRejection? {
        guard let peer = try peer(id) else { return .peer(.notFound) }
        guard peer.isLive(at: now) else { return .peer(.ended) }
        guard try appPasswords(of: id).count < limits.appPasswordsOfAPeer else {
            return .tooMany(limits.appPasswordsOfAPeer)
        }
        try addAppPassword(hash, named: name, of: id, at: now)
        try say(.appPassword, hash, named: name, of: id, until: nil, by: .peer(id), now: now)
        try append(.appPasswordAdded(NamedPeer(id, peer.name), TokenID(hash), name, by: .peer(id), at: now))
        return nil
    }

    /// Returns a rejection if it does not exist. From now on it does not.
    public func revokeAppPassword(
        _ id: TokenID, of peer: PeerID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let record = try self.peer(peer) else { return .notFound }
        guard let password = try appPasswords(of: peer).first(where: { $0.id == id }) else { return .notFound }
        try deleteAppPassword(password.hash)
        try sayEnd(of: id, by: initiator, now: now)
        try append(
            .appPasswordRevoked(NamedPeer(peer, record.name), id, password.name, by: initiator, at: now))
        return nil
    }
}
