/// How many connections there are: over the network in all and by address, and beside these over Unix sockets, so that
/// who takes all of the one leaves the other alone. What it remembers of an address goes with its last connection.
public struct ConnectionCounts: Sendable {
    /// What becomes of one more.
    public enum Admission: Equatable, Sendable {
        /// It counts from now on.
        case admitted
        /// More than are allowed in all, over the network or over Unix sockets.
        case tooMany
        /// More than are allowed from its address, or from its on-link network.
        case tooManyFromAddress
    }

    private var most: Int
    private var mostFromAddress: Int
    private var mostOverUnix: Int
    private var byAddress: [AddressKey: Int] = [:]
    private var ofNetwork = 0
    private var overUnix = 0

    /// All that are open.
    public var total: Int { ofNetwork + overUnix }

    /// The limits; a ceiling of on-link networks is made from that of an address.
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

    /// For those that come. Nobody who was admitted is sent away.
    mutating func change(to limits: Server.Limits) {
        (most, mostFromAddress) = (limits.connections, limits.connectionsOfAnAddress)
        mostOverUnix = limits.connectionsOverUnix
    }

    /// Addresses and networks that are remembered: two for each connection at most.
    public var count: Int { byAddress.count }

    /// Over a Unix socket without a key.
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

    /// With the key under which it was admitted; a connection that is not open traps.
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
