public import Core
import Synchronization

/// What is worth a write about a peer's requests: that it was seen, once a minute, and the first use of a token.
public final class CredentialUse: Sendable {
    private struct Memory {
        var lastWritten: [Who: Moment] = [:]
        var tokens: Set<SecretHash> = []
        var appPasswords: [SecretHash: Moment] = [:]
    }

    /// A peer and one of its keys, if it used one.
    private struct Who: Hashable {
        let peer: PeerID
        let key: PublicKey?
    }

    public struct Note: Equatable, Sendable {
        /// Whether this is the token's first written use in this process. It ends the older tokens.
        public let isFirstOfToken: Bool
    }

    private static let interval = Duration.minutes(1)
    /// More than the peers of any node. Beyond this, some uses are written again.
    private static let most = 65_536
    private let memory = Mutex(Memory())

    /// Returns nil if nothing needs writing.
    public func note(_ peer: AuthenticatedPeer, at now: Moment) -> Note? {
        memory.withLock { memory in
            if memory.tokens.count >= Self.most || memory.lastWritten.count >= Self.most { memory = Memory() }
            let isFirst = peer.token.map { memory.tokens.insert($0).inserted } ?? false
            let who = Who(peer: peer.id, key: peer.key)
            let last = memory.lastWritten[who]
            guard isFirst || last.map({ now >= $0 + Self.interval || now < $0 }) ?? true else { return nil }
            memory.lastWritten[who] = now
            return Note(isFirstOfToken: isFirst)
        }
    }

    /// Returns whether the use of an app password is to be written.
    public func note(_ app: AppPasswordUse, at now: Moment) -> Bool {
        memory.withLock { memory in
            let last = [memory.appPasswords[app.hash], app.lastUsed].compactMap(\.self).max()
            // A clock that was set back must not end the writing.
            guard last.map({ now >= $0 + Limits.appPasswordUseWritten || now < $0 }) ?? true else { return false }
            if memory.appPasswords.count >= Self.most { memory.appPasswords = [:] }
            memory.appPasswords[app.hash] = now
            return true
        }
    }

    /// Called if the first use of this token could not be written. The next use is then the first again. Otherwise the
    /// tokens that it replaces would stay valid.
    public func forget(_ token: SecretHash) {
        memory.withLock { _ = $0.tokens.remove(token) }
    }
}
