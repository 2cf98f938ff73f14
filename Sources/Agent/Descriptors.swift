import CLinux
import Core
import HTTPServer
import Logging

/// How many connections this process can have at once: the setting, bounded by the hard limit of descriptors. A part is
/// reserved for operators and the store, so that strangers cannot keep operators out.
struct DescriptorShare: Equatable, Sendable {
    /// The limit of the setting.
    let wanted: Int
    /// Connections over the network.
    let connections: Int
    /// Connections over Unix sockets.
    let connectionsOverUnix: Int
    /// The hard limit of the process.
    let hardLimit: UInt64

    /// Descriptors that the network cannot use. If the limit is tiny, it is half of all.
    static let reserve: UInt64 = 400
    /// The part of the reserve that is not for connections: 144 of 400.
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

    /// Whether the network gets fewer connections than the setting says.
    var isReduced: Bool { connections < wanted }

    /// The soft limit that is needed.
    var descriptors: UInt64 {
        UInt64(clamping: connections) + Self.reserve
    }

    /// Computes the share for these limits on this machine, and raises the soft limit: it is often 1,024, even if the
    /// hard limit is higher.
    static func fit(_ limits: Limits) -> DescriptorShare {
        let share = DescriptorShare(connections: limits.connections, hardLimit: kith_hard_descriptor_limit())
        _ = kith_raise_descriptor_limit(share.descriptors)
        return share
    }

    /// Logs a warning if the setting does not apply in full.
    func log() {
        guard isReduced else { return }
        Log.notice(
            "fewer connections than configured: the limit of open files is too low", ("connections", connections),
            ("set", wanted), ("descriptors", Int(clamping: hardLimit)))
    }
}
