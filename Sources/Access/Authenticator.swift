import API
public import Core
public import Credentials
public import HTTPMessage
public import Store
import Synchronization
public import System
import WebAPI

/// Who asks, as far as it is proved.
public enum Principal: Equatable, Sendable {
    case nobody
    case nodeOperator
    case peer(AuthenticatedPeer)
}

/// A live peer that has shown in this request that it is the one.
public struct AuthenticatedPeer: Equatable, Sendable {
    public let id: PeerID
    /// The key that it has proved, or that opened its session. Nil for a bearer of a token.
    public let key: PublicKey?
    /// What it may do over this transport, with this key, now.
    public let scopes: Scopes
    /// The token that it showed, if it did.
    public let token: SecretHash?
    /// The session whose cookie it showed, if it did.
    public var session: SessionUse?

    /// What a stream of it lives and dies with.
    public var credential: CredentialReference {
        if let session { return .session(session.hash) }
        if let key { return .key(key) }
        guard let token else { preconditionFailure("a peer shows a key, a token or a session") }
        return .token(token)
    }
}

/// A session that was used, and when it will end.
public struct SessionUse: Hashable, Sendable {
    public let hash: SecretHash
    public let until: Moment

    /// Whether it is worth writing down that it was used.
    public func isDue(at now: Moment, _ limits: Limits) -> Bool {
        until + limits.sessionWritten <= now + limits.sessionLife
    }
}

/// What a claim has shown of its key.
public enum Possession: Sendable {
    case notShown
    case proved
    /// A good proof of a key that is no peer's, for which there was no room. It proves nothing until it is remembered.
    case unremembered(CheckedProof)

    public var isProved: Bool { if case .proved = self { true } else { false } }
}

/// Finds out who asks. What it remembers, so that nothing counts twice, is bounded.
public final class Authenticator: Sendable {
    private let nonces: NonceMint
    private let used = Mutex(ReplayMemory<PeerID>())
    /// By keys that are no peer's, and may be one's a moment later. Apart, so that strangers fill no memory but their own.
    private let usedByStrangers = Mutex(ReplayMemory<PublicKey>(capacity: 4_096, quota: 16))

    /// By keys that have claimed a pairing: only somebody with a code gets in here.
    private let usedByClaimants = Mutex(ReplayMemory<PublicKey>(capacity: 4_096, quota: 16))

    private let noteRefusal: @Sendable (ProofRefusal) -> Void
    /// The clock that nonces are made by: a monotonic time since any start.
    private let elapsed: @Sendable () -> Duration

    public init(
        elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() },
        noteRefusal: @escaping @Sendable (ProofRefusal) -> Void
    ) {
        self.elapsed = elapsed
        self.noteRefusal = noteRefusal
        var random = SecureRandom()
        nonces = NonceMint(using: &random)
    }

    /// Valid only from the place that it was given to: somebody who overhears a proof while its request is on the way could
    /// be faster with another body, but not from the device's own address.
    public func freshNonce(for place: HostAddress) -> String {
        nonces.mint(now: elapsed(), for: place.bytes)
    }

    /// By a token and a proof that belong together.
    public func peer(
        _ request: Request, from origin: RequestSource, in store: any Snapshot, now: Moment
    ) throws -> AuthenticatedPeer {
        switch try ShownCredential(request) {
        case .none: throw Problem.noCredential
        case .bearer(let text): return try bearer(of: text, from: origin, in: store, now: now)
        case .session(let text): return try holder(ofSession: text, from: origin, in: store, now: now)
        case .dpop(let text, let proof):
            guard let token = PeerToken(text) else { throw Problem.invalidToken }
            let hash = token.hash
            guard let record = try store.token(hash), record.isLive(at: now), let key = record.key,
                let keyOrigin = record.keyOrigin
            else { throw Problem.invalidToken }
            let checked = try check(proof, of: request, from: origin, token: hash)
            guard checked.key == key else { throw Problem.invalidProof }
            try remember(checked, of: record.peer)
            let scopes = effectiveScopes(
                try store.permissions(of: record.peer), by: .dpop, over: origin.transport, keyMadeOn: keyOrigin, at: now
            )
            return AuthenticatedPeer(id: record.peer, key: key, scopes: scopes, token: hash)
        }
    }

    /// A token that is bound to a key is worth nothing without its proof (RFC 9449, 7.2).
    private func bearer(
        of text: String, from origin: RequestSource, in store: any Snapshot, now: Moment
    ) throws -> AuthenticatedPeer {
        guard origin.transport.accepts(.bearer) else { throw Problem.bearerNeedsTLS }
        guard let token = PeerToken(text), let record = try store.token(token.hash), record.key == nil,
            record.isLive(at: now)
        else { throw Problem.invalidToken }
        let scopes = effectiveScopes(
            try store.permissions(of: record.peer), by: .bearer, over: origin.transport, keyMadeOn: .secure, at: now)
        return AuthenticatedPeer(id: record.peer, key: nil, scopes: scopes, token: token.hash)
    }

    /// A cookie for proxies opens nothing here, under whatever name it comes.
    private func holder(
        ofSession text: String, from origin: RequestSource, in store: any Snapshot, now: Moment
    ) throws -> AuthenticatedPeer {
        guard origin.transport.accepts(.cookie) else { throw Problem.cookieNeedsTLS }
        guard let secret = SessionSecret(text), let record = try store.session(secret.hash),
            record.purpose == .kith, record.isLive(at: now)
        else { throw Problem.invalidSession }
        let scopes = effectiveScopes(
            try store.permissions(of: record.peer), by: .cookie, over: origin.transport, keyMadeOn: record.keyOrigin,
            at: now)
        let use = SessionUse(hash: secret.hash, until: record.expiresAt)
        return AuthenticatedPeer(id: record.peer, key: record.key, scopes: scopes, token: nil, session: use)
    }

    /// By the key alone: whose it is, if anybody's.
    public func keyHolder(
        _ request: Request, from origin: RequestSource, in store: any Snapshot, now: Moment
    ) throws -> AuthenticatedPeer {
        let checked = try check(try request.dpopProof(), of: request, from: origin, token: nil)
        guard let holder = try store.keyHolder(checked.key), holder.isLive(at: now) else {
            // Known or not, it counts for nothing now: where strangers have filled their memory, that is still the answer.
            try? rememberStranger(checked)
            throw Problem.unknownKey
        }
        try remember(checked, of: holder.id)
        return AuthenticatedPeer(id: holder.id, key: checked.key, scopes: .none, token: nil)
    }

    /// Whether a claim comes with a proof that its key is here. A bad proof is refused.
    public func possession(
        of key: PublicKey, _ request: Request, from origin: RequestSource, in store: any Snapshot
    ) throws -> Possession {
        guard request.speaksDPoP else { return .notShown }
        let checked = try check(try request.dpopProof(), of: request, from: origin, token: nil)
        guard checked.key == key else { throw Problem.invalidProof }
        if let holder = try store.keyHolder(key) {
            try remember(checked, of: holder.id)
            return .proved
        }
        if usedByClaimants.withLock({ $0.remembers(jti: checked.jti, peer: key) }) { try expectNew(.replayed) }
        do throws(Problem) { try rememberStranger(checked) } catch {
            // A new key needs no proof: strangers who have filled their memory keep nobody else from joining.
            guard error == .tooManyProofs else { throw error }
            return .unremembered(checked)
        }
        return .proved
    }

    /// For a proof that found no room among those of strangers, once its key has claimed a pairing: the key may be a
    /// peer's a moment later, and then the proof must be spent.
    public func rememberClaimant(_ proof: CheckedProof) {
        let verdict = usedByClaimants.withLock {
            $0.admit(jti: proof.jti, peer: proof.key, until: proof.nonceExpiry, now: elapsed())
        }
        if verdict != .admitted { noteRefusal(.tooMany) }
    }

    /// For a request that is refused whoever sent it. A proof says nothing of the body: whoever overheard this one could
    /// send another body under it, were it not spent.
    public func spend(
        _ request: Request, from origin: RequestSource, in store: any Snapshot, now: Moment
    ) throws(StorageFailure) {
        do {
            if request.fields["Authorization"] == nil {
                _ = try keyHolder(request, from: origin, in: store, now: now)
            } else {
                _ = try peer(request, from: origin, in: store, now: now)
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
