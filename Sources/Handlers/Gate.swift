import API
import Access
import Core
import HTTPMessage
import Live
import Logging
import Settings
import Store
import WebAPI

/// Authenticates the caller, and checks that the route admits it.
struct Gate: Sendable {
    let repository: any Repository
    let access: AccessControl
    let live: LiveSettings

    func principal(_ asked: Asked, for required: Access) throws -> Principal {
        if access.operators.include(asked.connection) { return .nodeOperator }
        switch required {
        case .anyone: return .nobody
        case .thisMachine:
            guard asked.origin.transport == .loopback else { throw Problem.thisMachineOnly }
            return .nobody
        case .keyHolders:
            return .peer(
                try access.authenticator.keyHolder(
                    asked.request, from: asked.origin, in: repository, now: asked.now))
        case .peers:
            // A caller on the control socket without credentials acts as operator.
            guard asked.origin.transport != .controlSocket || asked.request.fields["Authorization"] != nil else {
                throw Problem.operatorsOnly
            }
            return .peer(try authenticate(asked))
        case .ticket(let text): return .peer(try redeem(text, asked))
        case .holders(let scope):
            // The control socket is only for operators.
            guard asked.origin.transport != .controlSocket else { throw Problem.operatorsOnly }
            let peer = try authenticate(asked)
            guard peer.scopes.contains(Scopes(scope)) || peer.scopes.contains(.admin) else {
                throw Problem.scopeMissing(scope)
            }
            return .peer(peer)
        }
    }

    /// A caller without a valid ticket counts towards the rate of its address.
    private func redeem(_ ticket: String, _ asked: Asked) throws -> AuthenticatedPeer {
        do {
            return try repository.read(orRefuse: {
                try access.tickets.redeem(ticket, at: asked.origin, in: $0, now: asked.now)
            })
        } catch {
            try access.checkRate(ofStreamsFrom: asked.origin)
            throw error
        }
    }

    private func authenticate(_ asked: Asked) throws -> AuthenticatedPeer {
        let peer = try access.authenticator.peer(asked.request, from: asked.origin, in: repository, now: asked.now)
        noteUse(by: peer, asked)
        return peer
    }

    /// Saves when an app password was used, to the hour.
    func noteUse(of app: AppPasswordUse, _ asked: Asked) {
        guard access.usage.note(app, at: asked.now) else { return }
        let now = asked.now
        repository.submit { transaction throws(StorageFailure) in
            try transaction.noteUse(ofAppPassword: app.hash, at: now)
        } done: { outcome in
            if case .failure(let failure) = outcome {
                Log.error("the use of an app password could not be saved", ("cause", failure))
            }
        }
    }

    /// Nothing waits for this write: the response does not depend on it.
    func noteUse(by peer: AuthenticatedPeer, _ asked: Asked) {
        guard let note = access.usage.note(peer, at: asked.now) else { return }
        let address = asked.origin.isShared || asked.origin.transport == .loopback ? nil : asked.origin.client
        let (now, limits) = (asked.now, live.limits)
        let due = peer.session.flatMap { $0.isDue(at: now, limits) ? $0.hash : nil }
        repository.submit { transaction throws(StorageFailure) in
            try transaction.see(peer.id, with: peer.key, at: address, now: now)
            if let due { try transaction.prolongSession(due, now: now, limits: limits) }
            if note.isFirstOfToken, let token = peer.token { try transaction.endTokens(replacedBy: token, at: now) }
        } done: { outcome in
            if case .failure(let failure) = outcome {
                if note.isFirstOfToken, let token = peer.token { access.usage.forget(token) }
                Log.error("the use of a credential could not be saved", ("cause", failure))
            }
        }
    }
}
