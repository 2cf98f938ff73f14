public import Core
import Glibc
public import HTTPMessage
import LocalNetwork
import Synchronization

/// By what this node is known: its addresses, which come and go, and the names of its host.
public struct OwnNames: Equatable, Sendable {
    public var addresses: Set<HostAddress> = []
    /// In small letters.
    public var names: Set<String> = []
    /// Of its way out.
    public var gateways: Set<HostAddress> = []

    /// As the machine says now.
    public static func ofThisMachine(alsoCalled others: Set<String> = []) -> OwnNames {
        var own = OwnNames()
        own.addresses = Set(InterfaceAddress.ofThisMachine().compactMap { HostAddress($0.bytes) })
        own.gateways = Set(DefaultRoute.gateways().compactMap { HostAddress($0) })
        let host = hostName()
        own.names = host.isEmpty ? [] : [host, host.split(separator: ".")[0] + ".local"]
        own.names.formUnion(others)
        return own
    }

    /// Whether a `Host` of this machine is meant, by a connection to `local`. `literal` is the address that it spells.
    public func include(
        _ authority: Authority, _ literal: HostAddress?, local: (address: HostAddress, port: UInt16)
    ) -> Bool {
        guard (authority.port ?? 80) == local.port else { return false }
        if let literal { return literal == local.address || addresses.contains(literal) }
        return names.contains(authority.host) || authority.host == "localhost" && local.address.isLoopback
    }

    public static func hostName() -> String {
        var name = [UInt8](repeating: 0, count: 256)
        let result = unsafe name.withUnsafeMutableBytes { room in
            guard let start = room.baseAddress else { return Int32(-1) }
            return unsafe gethostname(start.assumingMemoryBound(to: CChar.self), room.count - 1)
        }
        guard result == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self).lowercased()
    }
}

/// The names in force; the addresses are looked up again as they change.
public final class KnownNames: Sendable {
    public typealias LookUp = @Sendable (_ alsoCalled: Set<String>) -> OwnNames

    private let lookUp: LookUp
    private let names: Mutex<OwnNames>
    /// The last that this host was found by on the local network. Locked while names are looked up, so that of two look-ups
    /// the later one is stored last; who only reads them does not wait for that.
    private let found = Mutex<Set<String>>([])

    public init(lookUp: @escaping LookUp = { OwnNames.ofThisMachine(alsoCalled: $0) }) {
        self.lookUp = lookUp
        names = Mutex(lookUp([]))
    }

    public var value: OwnNames { names.withLock { $0 } }

    /// Others on the local network find this host by that name, which need not be its own.
    public func add(found name: String) {
        found.withLock { found in
            guard found != [name] else { return }
            found = [name]
            store(lookUp(found))
        }
    }

    public func refresh() { found.withLock { store(lookUp($0)) } }

    private func store(_ now: OwnNames) { names.withLock { $0 = now } }
}
