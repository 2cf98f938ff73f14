public import Core
import Synchronization

/// What is worth writing down of a peer's requests: that it was here, once a minute, and that it uses a token, once.
public final class CredentialUse: Sendable {
    private struct Memory {
        var lastWritten: [Who: Moment] = [:]
        var tokens: Set<SecretHash> = []
    }

    /// A peer by one of its keys, or without any.
    private struct Who: Hashable {
        let peer: PeerID
        let key: PublicKey?
    }

    public struct Note: Equatable, Sendable {
        /// The token's first use in this process, as far as it has been written: the tokens before it end.
        public let isFirstOfToken: Bool
    }

    private static let interval = Duration.minutes(1)
    /// More than there are peers on any node; beyond it, everything is merely written once more.
    private static let most = 65_536
    private let memory = Mutex(Memory())

    /// Nil where nothing is worth it.
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

    /// After the first use of this token could not be written. The next use is the first one again; else the tokens that it
    /// replaces would stay valid.
    public func forget(_ token: SecretHash) {
        memory.withLock { _ = $0.tokens.remove(token) }
    }
}
