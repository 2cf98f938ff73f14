import API
import System

/// Who listens on the port of the node, while no agent answers.
struct PortReading {
    struct Holder: Equatable {
        /// The user that the socket belongs to.
        var user: UInt32
        /// Nil if the kernel does not show it to this user.
        var process: RunningProcess?
    }

    var port: UInt16
    var isRoot: Bool
    /// Whether systemd holds the port for kith.service.
    var isHeldBySystemd: Bool
    /// Whether the agent answers: then it is the one that listens.
    var agentAnswers: Bool
    var holder: Holder?

    var findings: [Finding] {
        guard let holder, !agentAnswers, !isHeldBySystemd, port != 0 else { return [] }
        let who = holder.process.map { "\($0.name) (pid \($0.id))" } ?? "another program"
        let see = holder.process == nil ? "See which program it is: sudo ss -ltnp. " : ""
        let user = User(id: holder.user).description
        return [
            .error(
                "port_taken", what: "Port \(port) is in use by \(who).",
                why: "It runs as \(user), and no agent of this node answers. Two programs cannot listen on one port.",
                remedy: "\(see)Stop that program, or choose another port: --port, or 'port =' in kith.conf.")
        ]
    }
}

/// A process, for people.
struct RunningProcess: Equatable {
    var id: Int32
    var name: String
}
