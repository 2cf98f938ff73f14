import API
import Agent
import Console
import Core

/// What exists of the node in a second place.
struct CopiesReading {
    var now: Moment
    var lastBackup: Moment?
    /// How long the agent has been running. Nil if none answers.
    var uptime: Duration?
    var livePeers: Int64
    /// Whether a copy of the identity key was found.
    var hasIdentityCopy: Bool
    /// Set if the key itself is gone.
    var lostIdentity: LostIdentity? = nil
    var stateFolder: String

    /// A backup that fails is tried again after an hour.
    private static let settled = Duration.hours(2)
    private static let oldest = Duration.days(2)

    var findings: [Finding] { backup + identity }

    private var backup: [Finding] {
        guard let uptime, uptime > Self.settled else { return [] }
        let age = lastBackup.map { now - $0 }
        guard age.map({ $0 > Self.oldest }) ?? (uptime > Self.oldest) else { return [] }
        return [
            .error(
                "backup_old", what: "There is no backup of the last two days.",
                why: "The agent is running but cannot make its daily backup. "
                    + (age.map { "The last one is \($0.told) old." } ?? "There is none."),
                remedy: "See why: journalctl -u kith -g backup; then: sudo kith backup")
        ]
    }

    private var identity: [Finding] {
        if let lostIdentity {
            return [
                .error(
                    "identity_missing", what: lostIdentity.fact, why: lostIdentity.why, remedy: lostIdentity.remedy)
            ]
        }
        guard livePeers > 0, !hasIdentityCopy else { return [] }
        return [
            .notice(
                "identity_not_copied", what: "No copy of the identity key was found.",
                why: "Backups do not contain it. Without it, paired devices do not recognise a restored node.",
                remedy:
                    "Make one: sudo kith backup --with-identity. Then move it to a safe place that only you can read.")
        ]
    }
}
