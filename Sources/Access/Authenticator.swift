import API
public import Core
public import Credentials
public import HTTPMessage
public import Store
import Synchronization
public import System
import WebAPI

/// The caller of a request, as far as it is proved.
public enum Principal: Equatable, Sendable {
    case nobody
    case nodeOperator
    case peer(AuthenticatedPeer)
}

/// A live peer that this request has authenticated.
public struct AuthenticatedPeer: Equatable, Sendable {
    public let id: PeerID
    /// The key that the peer proved, or that opened its session. Nil for a bearer token.
    public let key: PublicKey?
    /// What the peer may do now, over this transport, with this key.
    public let scopes: Scopes
    /// The token of the request, if it had one.
    public let token: SecretHash?
    /// The session of the request's cookie, if it had one.
    public var session: SessionUse?

    /// The credential that a stream of this request depends on. An app password opens none.
    public var credential: CredentialReference {
        if let session { return .session(session.hash) }
        if let key { return .key(key) }
        guard let token else { preconditionFailure("a peer shows a key, a token or a session") }
        return .token(token)
    }
}

/// A session that was used, and when it ends.
public struct SessionUse: Hashable, Sendable {
    public let hash: SecretHash
    public let until: Moment

    /// Whether the use is worth a write.
    public func isDue(at now: Moment, _ limits: Limits) -> Bool {
        until + limits.sessionWritten <= now + limits.sessionLife
    }
}

/// What a claim has proved about its key.
public enum Possession: Sendable {
    case notShown
    case proved
    /// A valid proof by a key of no peer, for which the memory has no space. It proves nothing until it is remembered.
    case unremembered(CheckedProof)

    public var isProved: Bool { if case .proved = self { true } else { false } }
}

/// Authenticates callers. Its memory of used proofs is bounded.
public final class Authenticator: Sendable {
    private let nonces: NonceMint
    private let used = Mutex(ReplayMemory<PeerID>())
    /// Proofs by keys of no peer, which may belong to one a moment later. Separate, so that strangers fill only this
    /// memory.
    private let usedByStrangers = Mutex(ReplayMemory<PublicKey>(capacity: 4_096, quota: 16))

    /// Proofs by keys that have claimed a pairing. Only a holder of a code can add to it.
    private let usedByClaimants = Mutex(ReplayMemory<PublicKey>(capacity: 4_096, quota: 16))

    private let standings = Standings()
    private let node: NodeID
    private let noteRefusal: @Sendable (ProofRefusal) -> Void
    /// The clock of the nonces: a monotonic time.
    private let elapsed: @Sendable () -> Duration

    public init(
        of node: NodeID, elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() },
        noteRefusal: @escaping @Sendable (ProofRefusal) -> Void
    ) {
        self.node = node
        self.elapsed = elapsed
        self.noteRefusal = noteRefusal
        var random = SecureRandom()
        nonces = NonceMint(using: &random)
    }

    /// A nonce that is valid only from one address. An attacker who reads a proof on the network could send it first
    /// with another body, but not from the device's own address.
    public func freshNonce(for place: HostAddress) -> String {
        nonces.mint(now: elapsed(), for: place.bytes)
    }

    /// Authenticates a token with its proof.
    public func peer(
        _ request: Request, from origin: RequestSource, in repository: any Repository, now: Moment
    ) throws -> AuthenticatedPeer {
        switch try ShownCredential(request, at: node) {
        case .none: throw Problem.noCredential
        case .bearer(let text): return try bearer(of: text, from: origin, in: repository, now: now)
        case .session(let text): return try holder(ofSession: text, from: origin, in: repository, now: now)
        case .dpop(let text, let proof):
            guard let token = PeerToken(text) else { throw Problem.invalidToken }
            let hash = token.hash
            guard let standing = try standings.ofToken(hash, in: repository), standing.isLive(at: now),
                let key = standing.key
            else { throw Problem.invalidToken }
            let checked = try check(proof, of: request, from: origin, token: hash)
            guard checked.key == key else { throw Problem.invalidProof }
            try remember(checked, of: standing.peer)
            let scopes = standing.scopes(by: .dpop, over: origin.transport, at: now)
            return AuthenticatedPeer(id: standing.peer, key: key, scopes: scopes, token: hash)
        }
    }

    /// A token that is bound to a key is useless without a proof (RFC 9449, 7.2).
    func bearer(
        of text: String, from origin: RequestSource, in repository: any Repository, now: Moment
    ) throws -> AuthenticatedPeer {
        guard origin.transport.accepts(.bearer) else { throw Problem.bearerNeedsTLS }
        guard let hash = PeerToken(text)?.hash, let standing = try standings.ofToken(hash, in: repository),
            standing.key == nil, standing.isLive(at: now)
        else { throw Problem.invalidToken }
        let scopes = standing.scopes(by: .bearer, over: origin.transport, at: now)
        return AuthenticatedPeer(id: standing.peer, key: nil, scopes: scopes, token: hash)
    }

    func standing(
        ofAppPassword hash: SecretHash, in repository: any Repository, _ beforeSearching: () throws -> Void
    ) throws -> Standing? {
        if let known = standings.knownAppPassword(hash, in: repository) { return known }
        try beforeSearching()
        return try standings.ofAppPassword(hash, in: repository)
    }

    func standing(
        ofSession hash: SecretHash, in repository: any Repository
    ) throws(StorageFailure) -> Standing? {
        try standings.ofSession(hash, in: repository)
    }

    /// A cookie for proxies opens nothing here, whatever its name is.
    private func holder(
        ofSession text: String, from origin: RequestSource, in repository: any Repository, now: Moment
    ) throws -> AuthenticatedPeer {
        guard origin.transport.accepts(.cookie) else { throw Problem.cookieNeedsTLS }
        guard let hash = SessionSecret(text)?.hash, let standing = try standings.ofSession(hash, in: repository),
            standing.purpose == .kith, standing.isLive(at: now)
        else { throw Problem.invalidSession }
        let scopes = standing.scopes(by: .cookie, over: origin.transport, at: now)
        let use = SessionUse(hash: hash, until: standing.expiresAt)
        return AuthenticatedPeer(id: standing.peer, key: standing.key, scopes: scopes, token: nil, session: use)
    }

    /// Authenticates a key, and returns its peer, if it has one.
    public func keyHolder(
        _ request: Request, from origin: RequestSource, in repository: any Repository, now: Moment
    ) throws -> AuthenticatedPeer {
        let checked = try check(try request.dpopProof(), of: request, from: origin, token: nil)
        guard let holder = try repository.keyHolder(checked.key), holder.isLive(at: now) else {
            // The answer does not depend on the result: it is the same if the memory of strangers is full.
            try? rememberStranger(checked)
            throw Problem.unknownKey
        }
        try remember(checked, of: holder.id)
        return AuthenticatedPeer(id: holder.id, key: checked.key, scopes: .none, token: nil)
    }

    /// Returns whether a claim proves that its sender has the key. Rejects an invalid proof.
    public func possession(
        of key: PublicKey, _ request: Request, from origin: RequestSource, in repository: any Repository
    ) throws -> Possession {
        guard request.speaksDPoP else { return .notShown }
        let checked = try check(try request.dpopProof(), of: request, from: origin, token: nil)
        guard checked.key == key else { throw Problem.invalidProof }
        if let holder = try repository.keyHolder(key) {
            try remember(checked, of: holder.id)
            return .proved
        }
        if usedByClaimants.withLock({ $0.remembers(jti: checked.jti, peer: key) }) { try expectNew(.replayed) }
        do throws(Problem) { try rememberStranger(checked) } catch {
            // A new key needs no proof: strangers who fill their memory must not prevent others from joining.
            guard error == .tooManyProofs else { throw error }
            return .unremembered(checked)
        }
        return .proved
    }

    /// Remembers a proof that found no space among those of strangers, once its key has claimed a pairing. The key may
    /// belong to a peer a moment later, and then the proof must be spent.
    public func rememberClaimant(_ proof: CheckedProof) {
        let verdict = usedByClaimants.withLock {
            $0.admit(jti: proof.jti, peer: proof.key, until: proof.nonceExpiry, now: elapsed())
        }
        if verdict != .admitted { noteRefusal(.tooMany) }
    }

    /// Spends the proof of a request that is refused for any sender. A proof does not cover the body: an attacker who
    /// read it could send another body with it, if it were not spent.
    public func spend(
        _ request: Request, from origin: RequestSource, in repository: any Repository, now: Moment
    ) throws(StorageFailure) {
        do {
            if request.fields["Authorization"] == nil {
                _ = try keyHolder(request, from: origin, in: repository, now: now)
            } else {
                _ = try peer(request, from: origin, in: repository, now: now)
            }
        } catch {
            if let failure = error as? StorageFailure { throw failure }
        }
    }

    private func check(
        _ proof: String, of request: Request, from origin: RequestSource, token: SecretHash?
    ) throws(Problem) -> CheckedProof {
        guard let url = origin.url(of: request.target) else { throw .invalidProof }
        let expected = DPoPExpectation(
            method: request.method.name, url: url, token: token, place: origin.place.bytes)
        switch DPoPProof.check(proof, expecting: expected, now: elapsed(), nonces: nonces) {
        case .success(let checked): return checked
        case .failure(let rejection):
            noteRefusal(.bad(rejection))
            throw rejection.asksForNonce ? .nonceNeeded : .invalidProof
        }
    }

    private func remember(_ proof: CheckedProof, of peer: PeerID) throws(Problem) {
        let isOfBefore =
            usedByStrangers.withLock { $0.remembers(jti: proof.jti, peer: proof.key) }
            || usedByClaimants.withLock { $0.remembers(jti: proof.jti, peer: proof.key) }
        if isOfBefore { try expectNew(.replayed) }
        try expectNew(
            used.withLock {
                $0.admit(jti: proof.jti, peer: peer, until: proof.nonceExpiry, now: elapsed())
            })
    }

    private func rememberStranger(_ proof: CheckedProof) throws(Problem) {
        try expectNew(
            usedByStrangers.withLock {
                $0.admit(jti: proof.jti, peer: proof.key, until: proof.nonceExpiry, now: elapsed())
            })
    }

    private func expectNew(_ verdict: ReplayVerdict) throws(Problem) {
        switch verdict {
        case .admitted: return
        case .replayed:
            noteRefusal(.replayed)
            throw .invalidProof
        case .peerQuotaReached, .full:
            noteRefusal(.tooMany)
            throw .tooManyProofs
        }
    }
}

extension Standing {
    func scopes(
        by credential: CredentialKind, over transport: Transport, at now: Moment
    ) -> Scopes {
        effectiveScopes(permissions, by: credential, over: transport, keyMadeOn: keyOrigin, at: now)
    }
}

extension Repository {
    fileprivate func keyHolder(_ key: PublicKey) throws(StorageFailure) -> PeerStatus? {
        try read { store throws(StorageFailure) in try store.keyHolder(key) }
    }
}
