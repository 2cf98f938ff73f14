import CLinux
import Core
import HTTPServer
import Logging

/// How many connections this process can have at once: what the settings say, as far as the hard limit of descriptors goes.
/// What the network cannot have is for operators, the store and the rest, so strangers never keep operators out.
struct DescriptorShare: Equatable, Sendable {
    /// What the setting says.
    let wanted: Int
    /// Over the network.
    let connections: Int
    /// Over Unix sockets.
    let connectionsOverUnix: Int
    /// The hard limit of the process.
    let hardLimit: UInt64

    /// What is kept back from the network; half of all where the limit is tiny.
    static let reserve: UInt64 = 400
    /// Of the reserve, the part for everything that is no connection: 144 of 400.
    private static func others(of reserve: UInt64) -> UInt64 { reserve * 9 / 25 }

    init(connections wanted: Int, hardLimit: UInt64) {
        let reserve = min(Self.reserve, hardLimit / 2)
        let room = Int(clamping: hardLimit - reserve)
        self.wanted = wanted
        self.hardLimit = hardLimit
        connections = max(1, min(wanted, room))
        connectionsOverUnix = max(
            1, min(Server.Limits().connectionsOverUnix, Int(clamping: reserve - Self.others(of: reserve))))
    }

    /// Whether the network has fewer connections than the setting says.
    var isReduced: Bool { connections < wanted }

    /// What the soft limit must be.
    var descriptors: UInt64 {
        UInt64(clamping: connections) + Self.reserve
    }

    /// For these limits on this machine. Raises the soft limit to fit, since it is often 1,024 however high the hard one is.
    static func fit(_ limits: Limits) -> DescriptorShare {
        let share = DescriptorShare(connections: limits.connections, hardLimit: kith_hard_descriptor_limit())
        _ = kith_raise_descriptor_limit(share.descriptors)
        return share
    }

    /// Tells the operator if the setting does not apply in full.
    func log() {
        guard isReduced else { return }
        Log.notice(
            "fewer connections than set: the limit of file descriptors is too low", ("connections", connections),
            ("set", wanted), ("descriptors", Int(clamping: hardLimit)))
    }
}
