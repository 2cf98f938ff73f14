import Core
import Glibc
import LocalNetwork
import Settings
import Synchronization

/// Where phones reach this node, as its networks come and go.
final class ReachableAddresses: Sendable {
    enum Change: Equatable {
        case none
        /// There is an address, or another one.
        case found(String)
        case lost
    }

    /// What the operator wants; it stays the same until the next start.
    private let setting: AddressSetting
    /// A code leads to no address at which nothing listens.
    private let reachable: ListenAddresses
    private let choice: Mutex<AddressChoice?>

    /// Nothing on a local network is no failure where nothing was asked for: a machine may get an address later.
    init(_ settings: AgentSettings) throws(NoAddress) {
        (setting, reachable) = (settings.address, settings.reachable)
        choice = Mutex(nil)
        if settings.sockets.http.isEmpty { try Self.check(settings.listen) }
        do throws(NoAddress) {
            let choice = try Self.look(for: setting, among: reachable)
            self.choice.withLock { $0 = choice }
        } catch { guard case .noLANAddress = error else { throw error } }
    }

    private static func look(
        for setting: AddressSetting, among reachable: ListenAddresses
    ) throws(NoAddress) -> AddressChoice {
        let addresses = InterfaceAddress.ofThisMachine().filter {
            HostAddress($0.bytes).map(reachable.includes) ?? false
        }
        return try chooseAddress(from: addresses, defaultRouteInterface: DefaultRoute.interface(), setting: setting)
    }

    /// The machine may get an address that it should listen on later than the agent starts.
    private static func check(_ listen: ListenAddresses) throws(NoAddress) {
        let own = Set(InterfaceAddress.ofThisMachine().compactMap { HostAddress($0.bytes) })
        // Linux has all of 127.0.0.0/8.
        let absent = listen.named.first { !$0.isUnspecified && !($0.isV4 && $0.isLoopback) && !own.contains($0) }
        if let absent { throw .noListenAddress(absent.bytes) }
    }

    /// Whether the machine has changed. An address that was asked for by name stays, since it may come back.
    func follow(port: UInt16) -> Change {
        let now = try? Self.look(for: setting, among: reachable)
        if now == nil, setting != .automatic { return .none }
        return choice.withLock { choice in
            guard choice != now else { return .none }
            choice = now
            return now.map { .found($0.chosen.authority(port: port)) } ?? .lost
        }
    }

    /// `192.168.1.20:6969`, the one for the code first. Empty while there is none.
    func hosts(port: UInt16) -> [String] {
        choice.withLock { choice in
            choice.map { [$0.chosen] + $0.others }?.map { $0.authority(port: port) } ?? []
        }
    }

    /// Whether others than this machine come to it.
    var isForOthers: Bool { choice.withLock { $0.map { !$0.chosen.isLoopback } ?? false } }
}

extension InterfaceAddress {
    fileprivate func authority(port: UInt16) -> String { isV4 ? "\(text):\(port)" : "[\(text)]:\(port)" }
}
