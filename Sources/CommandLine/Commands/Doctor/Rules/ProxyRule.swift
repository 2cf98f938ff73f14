import API
import Core
import System

/// A process that listens on the network and is connected to the node from this machine.
struct ProxyReading {
    struct Candidate: Equatable {
        var process: RunningProcess
        var user: UInt32
        /// The address from which it connects.
        var address: HostAddress
    }

    var candidates: [Candidate]
    /// Whether the settings trust this address.
    var isTrusted: (HostAddress) -> Bool
    /// Users of the setting local_users.
    var localUsers: Set<UInt32>

    var findings: [Finding] {
        guard let proxy = candidates.first(where: { !isTrusted($0.address) && !localUsers.contains($0.user) }) else {
            return []
        }
        let user = User(id: proxy.user).description
        return [
            .error(
                "proxy_hides_clients",
                what: "\(proxy.process.name) (pid \(proxy.process.id)) seems to be a proxy that hides its clients.",
                why:
                    "It runs as \(user), listens on the network and is connected to the node from \(proxy.address), which is "
                    + "not in trusted_proxies. All its clients look like that address.",
                remedy:
                    "Add 'trusted_proxies = \(proxy.address)' to kith.conf and restart kith. If it is no proxy, add its user "
                    + "to local_users.")
        ]
    }
}
