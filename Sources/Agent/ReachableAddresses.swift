import Core
import Glibc
import LocalNetwork
import Settings
import Synchronization

/// The addresses where phones reach this node, as its networks change.
final class ReachableAddresses: Sendable {
    enum Change: Equatable {
        case none
        /// There is an address now, or another one.
        case found(String)
        /// The address for codes is the same. Other addresses, or interfaces, have changed.
        case others
        case lost
    }

    /// The configured address or interface. It stays until the next start.
    private let setting: AddressSetting
    /// The addresses that the agent listens on. A code never contains an address on which nothing listens.
    private let reachable: ListenAddresses
    private let choice: Mutex<AddressChoice?>

    /// Without a configured address, a missing local network is no failure: the machine may get an address later.
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
        try chooseAddress(in: .ofThisMachine(), setting: setting) {
            HostAddress($0.bytes).map(reachable.includes) ?? false
        }
    }

    /// Checks that the configured addresses exist. The machine may get them later than the agent starts.
    private static func check(_ listen: ListenAddresses) throws(NoAddress) {
        let own = Set(InterfaceAddress.ofThisMachine().compactMap { HostAddress($0.bytes) })
        // Linux has all of 127.0.0.0/8.
        let absent = listen.named.first { !$0.isUnspecified && !($0.isV4 && $0.isLoopback) && !own.contains($0) }
        if let absent { throw .noListenAddress(absent.bytes) }
    }

    /// Returns what has changed. A configured address stays, because it may return.
    func follow(port: UInt16) -> Change {
        let now = try? Self.look(for: setting, among: reachable)
        if now == nil, setting != .automatic { return .none }
        return choice.withLock { choice in
            guard choice != now else { return .none }
            defer { choice = now }
            guard let now else { return .lost }
            return now.chosen.bytes == choice?.chosen.bytes ? .others : .found(now.chosen.authority(port: port))
        }
    }

    /// `192.168.1.20:6969`, with the address for the code first. Empty if there is none.
    func hosts(port: UInt16) -> [String] {
        choice.withLock { choice in
            choice.map { [$0.chosen] + $0.others }?.map { $0.authority(port: port) } ?? []
        }
    }

    /// The numbers of the interfaces that have these addresses.
    var links: [Int32] { choice.withLock { $0?.links ?? [] } }

    /// Whether other machines can reach it.
    var isForOthers: Bool { choice.withLock { $0.map { !$0.chosen.isLoopback } ?? false } }
}

extension InterfaceAddress {
    fileprivate func authority(port: UInt16) -> String { isV4 ? "\(text):\(port)" : "[\(text)]:\(port)" }
}
