/// How many connections there are, in all and by address. What it remembers of an address goes with its last connection.
public struct ConnectionCounts: Sendable {
    /// What becomes of one more.
    public enum Answer: Equatable, Sendable {
        /// It counts from now on.
        case admitted
        /// More than are allowed in all.
        case tooMany
        /// More than are allowed from its address, or from its on-link network.
        case tooManyFromAddress
    }

    private var most: Int
    private var mostFromAddress: Int
    private var byAddress: [AddressKey: Int] = [:]
    /// All that are open.
    public private(set) var total = 0

    /// The limits; a ceiling of on-link networks is made from that of an address.
    public init(most: Int = 4_096, fromAddress: Int = 256) {
        self.most = most
        mostFromAddress = fromAddress
    }

    init(_ limits: Server.Limits) {
        self.init(most: limits.connections, fromAddress: limits.connectionsOfAnAddress)
    }

    /// For those that come. Nobody who was admitted is sent away.
    mutating func change(to limits: Server.Limits) {
        (most, mostFromAddress) = (limits.connections, limits.connectionsOfAnAddress)
    }

    /// Addresses and networks that are remembered: two for each connection at most.
    public var count: Int { byAddress.count }

    /// Without a key, as for the Unix socket or a trusted proxy, only the total counts.
    public mutating func open(_ key: AddressKey?) -> Answer {
        guard total < most else { return .tooMany }
        if let key {
            guard byAddress[key, default: 0] < mostFromAddress, hasRoom(under: key.ceiling)
            else { return .tooManyFromAddress }
            byAddress[key, default: 0] += 1
            if let ceiling = key.ceiling { byAddress[ceiling, default: 0] += 1 }
        }
        total += 1
        return .admitted
    }

    /// With the key under which it was admitted; a connection that is not open traps.
    public mutating func close(_ key: AddressKey?) {
        precondition(total > 0, "No connection is open")
        total -= 1
        guard let key else { return }
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
