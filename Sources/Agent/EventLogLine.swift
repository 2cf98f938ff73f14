import Core
import Logging

/// What the log says of an event, for a person who watches the agent. The audit trail is the events themselves.
///
/// All lines are on `info`, alarms too: the operator's screen shows alarms, and `kith pair` also logs warnings.
struct EventLogLine {
    let message: StaticString
    let fields: [Log.Field]

    func log() { Log.info(message, fields) }

    private init(_ message: StaticString, _ fields: Log.Field...) { self.init(message, fields) }

    private init(_ message: StaticString, _ fields: [Log.Field]) {
        self.message = message
        self.fields = fields
    }

    /// Nil for what happens all the time (presence, new tokens), for the steps that another line tells, and for areas.
    static func line(for fact: Fact) -> EventLogLine? {
        switch fact {
        case .pairingStarted(let started):
            EventLogLine("pairing started", [("pairing", started.id)] + by(started.initiator))
        case .deviceConnected(let pairing, let claimant, _):
            EventLogLine("device arrived", seen(claimant, pairing))
        case .secondClaim(let pairing, let claimant, _):
            EventLogLine("alarm: a second device used a code", seen(claimant, pairing))
        case .badProof(let pairing, let address, _):
            EventLogLine("alarm: a claim without having seen the code", ("pairing", pairing), ("address", address))
        case .wrongPin(let pairing, let attemptsLeft, _):
            EventLogLine("wrong PIN", ("pairing", pairing), ("attempts_left", attemptsLeft))
        case .ipConflict(let pairing, let peer, _):
            EventLogLine("address conflict", [("pairing", pairing)] + named(peer))
        case .pairingFailed(let pairing, let reason, _):
            EventLogLine("pairing failed", ("pairing", pairing), ("reason", LogText.word(reason.rawValue)))
        case .pairingCompleted(let completed): paired(completed)
        case .peerAdded(let peer, let name, let initiator, _):
            EventLogLine("device added for a program", named(NamedPeer(peer, name)) + by(initiator))
        case .peerUpdated(let peer, let old, let name, let initiator, _):
            EventLogLine("device renamed", named(NamedPeer(peer, name)) + [("old_name", old)] + by(initiator))
        case .peerLeft(let peer, let name, _): EventLogLine("device left", named(NamedPeer(peer, name)))
        case .permissionGranted(let peer, let permission, let initiator, _):
            EventLogLine("permission granted", named(peer) + [scope(permission.scope)] + by(initiator))
        case .permissionRevoked(let peer, let denied, let initiator, _):
            EventLogLine("permission removed", named(peer) + [scope(denied)] + by(initiator))
        case .permissionExpired(let peer, let expired, _):
            EventLogLine("permission expired", named(peer) + [scope(expired)])
        case .tokenRevoked(let peer, let reason, let initiator, _): ended(peer, reason, initiator)
        case .tokenIssued(let peer, _, let initiator, _, _):
            EventLogLine("bearer token issued", named(peer) + by(initiator))
        case .tokenWithdrawn(let peer, _, let initiator, _):
            EventLogLine("bearer token revoked", named(peer) + by(initiator))
        case .appPasswordAdded(let peer, _, let app, let initiator, _):
            EventLogLine("app password added", named(peer) + [("app", app)] + by(initiator))
        case .appPasswordRevoked(let peer, _, let app, let initiator, _):
            EventLogLine("app password revoked", named(peer) + [("app", app)] + by(initiator))
        case .pinVerified, .presenceChanged, .tokenRenewed, .areaAdded, .areaRemoved, .areaUpdated, .areaCreated,
            .areaServicesChanged, .areaDeleted, .areaEnabled,
            .areaDisabled, .nodeFound, .nodeLost:
            nil
        }
    }

    /// While the reader of the log took nothing, too many lines waited.
    static func leftOut(_ count: Int) -> EventLogLine {
        EventLogLine("lines about events left out, because the reader of the log was slow", ("count", count))
    }

    private static func paired(_ completed: PairingCompleted) -> EventLogLine {
        EventLogLine(
            "device paired",
            [("pairing", completed.pairing)] + named(NamedPeer(completed.peer, completed.name))
                + [("way", LogText.word(completed.way.rawValue))] + by(completed.initiator))
    }

    private static func ended(
        _ peer: NamedPeer, _ reason: RevocationReason, _ initiator: Initiator
    ) -> EventLogLine? {
        switch reason {
        case .revoked: EventLogLine("device revoked", named(peer) + by(initiator))
        case .expired: EventLogLine("guest pass expired", named(peer))
        case .replaced: EventLogLine("unused key of a device replaced", named(peer))
        case .left: nil
        }
    }

    /// The device describes itself. The log has this program's words for it.
    private static func seen(_ claimant: Claimant, _ pairing: PairingID) -> [Log.Field] {
        [
            ("pairing", pairing), ("device", LogText.word(claimant.userAgent.device)), ("address", claimant.address),
        ]
    }

    private static func named(_ peer: NamedPeer) -> [Log.Field] { [("name", peer.name), ("peer", peer.id)] }

    private static func scope(_ scope: Scope) -> Log.Field { ("scope", LogText.word(scope.rawValue)) }

    private static func by(_ initiator: Initiator) -> [Log.Field] {
        switch initiator {
        case .nodeOperator: [("by", LogText.word("operator"))]
        case .user(let uid): [("by", LogText.word("operator")), ("uid", Int(uid))]
        case .peer(let peer): [("by", peer)]
        case .agent: [("by", LogText.word("agent"))]
        }
    }
}
