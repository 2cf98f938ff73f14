import API
import Access
import Core
import Credentials
import HTTPMessage
import Settings
import Store
import WebAPI

/// The app passwords of a device, for itself.
struct AppPasswordHandlers: ResourceHandlers {
    let repository: any Repository
    let live: LiveSettings

    /// A script has no key, and no page on which it could make one for an app.
    private func keyHolder(_ peer: AuthenticatedPeer) throws -> PeerID {
        guard peer.key != nil else { throw Problem.proofMissing }
        return peer.id
    }

    func list(of peer: AuthenticatedPeer, at now: Moment) throws -> Response {
        let id = try keyHolder(peer)
        let passwords = try repository.read { store throws(StorageFailure) in try store.appPasswords(of: id) }
        return .appPasswords(passwords.map(\.view))
    }

    func add(_ name: Name, to peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) throws {
        let id = try keyHolder(peer)
        // The answer holds the password.
        guard asked.origin.transport == .tls else { throw Problem.makingAppPasswordNeedsTLS }
        var random = SecureRandom()
        let password = AppPassword(using: &random)
        let (now, limits) = (asked.now, live.limits)
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.addAppPassword(password.hash, named: name, of: id, now: now, limits: limits)
        } then: { rejection in
            if let rejection { throw Problem(rejection) }
            let view = AppPasswordView(id: TokenID(password.hash), name: name, createdAt: now, lastUsed: nil)
            return .added(password.text, view)
        }
    }

    func revoke(_ password: TokenID, of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) throws {
        let id = try keyHolder(peer)
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.revokeAppPassword(password, of: id, by: .peer(id), now: asked.now)
        } then: { rejection in
            if let rejection { throw Problem(rejection) }
            return .done
        }
    }
}

extension AppPasswordRecord {
    var view: AppPasswordView { AppPasswordView(id: id, name: name, createdAt: createdAt, lastUsed: lastUsed) }
}

extension Problem {
    fileprivate init(_ rejection: AppPasswordRejection) {
        switch rejection {
        case .peer(let rejection): self.init(rejection)
        case .tooMany(let limit): self = .tooManyAppPasswords(limit)
        }
    }
}
