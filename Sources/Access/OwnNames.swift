public import Core
import Glibc
public import HTTPMessage
import LocalNetwork
import Synchronization

/// The names of this node: its addresses, which change, and the names of its host.
public struct OwnNames: Equatable, Sendable {
    public var addresses: Set<HostAddress> = []
    /// In lower case.
    public var names: Set<String> = []
    /// The gateways of its routes.
    public var gateways: Set<HostAddress> = []

    /// Reads the names from the machine.
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
    /// Without a port, a client means `defaultPort`.
    public func include(
        _ authority: Authority, _ literal: HostAddress?, local: (address: HostAddress, port: UInt16),
        defaultPort: UInt16 = 80
    ) -> Bool {
        guard (authority.port ?? defaultPort) == local.port else { return false }
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

/// The names in force. The addresses are read again when they change.
public final class KnownNames: Sendable {
    public typealias LookUp = @Sendable (_ alsoCalled: Set<String>) -> OwnNames

    private let lookUp: LookUp
    private let names: Mutex<OwnNames>
    /// The names by which others find this host on the local network. Locked while names are looked up, so that the
    /// later of two look-ups is stored last. Reading the names does not wait for that.
    private let found = Mutex<Set<String>>([])

    public init(lookUp: @escaping LookUp = { OwnNames.ofThisMachine(alsoCalled: $0) }) {
        self.lookUp = lookUp
        names = Mutex(lookUp([]))
    }

    public var value: OwnNames { names.withLock { $0 } }

    /// Adds a name by which others on the local network find this host. It may differ from the host name.
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
