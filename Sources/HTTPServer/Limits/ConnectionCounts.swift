/// How many connections are open: over the network in total and by address, and separately over Unix sockets, so that
/// neither kind can use up the other. An address is forgotten with its last connection.
public struct ConnectionCounts: Sendable {
    /// The decision on a new connection.
    public enum Admission: Equatable, Sendable {
        /// It is counted from now on.
        case admitted
        /// Too many in total, over the network or over Unix sockets.
        case tooMany
        /// Too many from its address, or from its on-link network.
        case tooManyFromAddress
    }

    private var most: Int
    private var mostFromAddress: Int
    private var mostOverUnix: Int
    private var byAddress: [AddressKey: Int] = [:]
    private var ofNetwork = 0
    private var overUnix = 0

    /// All open connections.
    public var total: Int { ofNetwork + overUnix }

    /// The limits. The ceiling of an on-link network follows from the limit of an address.
    public init(most: Int = 4_096, fromAddress: Int = 256, overUnix: Int = 256) {
        self.most = most
        mostFromAddress = fromAddress
        mostOverUnix = overUnix
    }

    init(_ limits: Server.Limits) {
        self.init(
            most: limits.connections, fromAddress: limits.connectionsOfAnAddress,
            overUnix: limits.connectionsOverUnix)
    }

    /// Applies to new connections. Open ones stay.
    mutating func change(to limits: Server.Limits) {
        (most, mostFromAddress) = (limits.connections, limits.connectionsOfAnAddress)
        mostOverUnix = limits.connectionsOverUnix
    }

    /// How many addresses and networks are stored: at most two for each connection.
    public var count: Int { byAddress.count }

    /// A connection over a Unix socket has no key.
    public mutating func open(_ key: AddressKey?) -> Admission {
        guard let key else { return openOverUnix() }
        guard ofNetwork < most else { return .tooMany }
        guard key == .many || byAddress[key, default: 0] < mostFromAddress, hasRoom(under: key.ceiling)
        else { return .tooManyFromAddress }
        byAddress[key, default: 0] += 1
        if let ceiling = key.ceiling { byAddress[ceiling, default: 0] += 1 }
        ofNetwork += 1
        return .admitted
    }

    private mutating func openOverUnix() -> Admission {
        guard overUnix < mostOverUnix else { return .tooMany }
        overUnix += 1
        return .admitted
    }

    /// Takes the key with which the connection was opened. Traps if no such connection is open.
    public mutating func close(_ key: AddressKey?) {
        guard let key else {
            precondition(overUnix > 0, "No connection is open")
            overUnix -= 1
            return
        }
        precondition(ofNetwork > 0, "No connection is open")
        ofNetwork -= 1
        leave(key)
        if let ceiling = key.ceiling { leave(ceiling) }
    }

    private func hasRoom(under ceiling: AddressKey?) -> Bool {
        guard let ceiling else { return true }
        return byAddress[ceiling, default: 0] < mostFromAddress * AddressKey.ceilingFactor
    }

    private mutating func leave(_ key: AddressKey) {
        guard let count = byAddress[key] else { preconditionFailure("No connection is open from there") }
        byAddress[key] = count > 1 ? count - 1 : nil
    }
}
