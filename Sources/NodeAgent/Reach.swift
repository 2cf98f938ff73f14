import Discovery
import Glibc
import Synchronization

/// Where phones reach this node, as its networks come and go.
final class Reach: Sendable {
    enum Change: Equatable {
        case none
        /// There is an address, or another one.
        case found(String)
        case lost
    }

    /// What the operator wants; it stays the same until the next start.
    private let wish: AddressWish
    private let choice: Mutex<AddressChoice?>

    /// Nothing on a local network is no failure where nothing was asked for: a machine may get an address later.
    init(_ wish: AddressWish) throws(NoAddress) {
        self.wish = wish
        choice = Mutex(nil)
        do throws(NoAddress) {
            let choice = try Self.look(for: wish)
            self.choice.withLock { $0 = choice }
        } catch { guard case .noLANAddress = error else { throw error } }
    }

    private static func look(for wish: AddressWish) throws(NoAddress) -> AddressChoice {
        try chooseAddress(
            from: InterfaceAddress.ofThisMachine(), defaultRouteInterface: DefaultRoute.interface(), wish: wish)
    }

    /// Whether the machine has changed. An address that was asked for by name stays, since it may come back.
    func follow(port: UInt16) -> Change {
        let now = try? Self.look(for: wish)
        if now == nil, wish != .automatic { return .none }
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
