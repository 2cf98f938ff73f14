public import Core

/// Which address goes into the QR code.
public struct AddressChoice: Hashable, Sendable {
    /// The one for the QR code.
    public let chosen: InterfaceAddress
    /// The other addresses that a phone might reach, the likeliest first.
    public let others: [InterfaceAddress]
}

/// Why no address was chosen.
public enum NoAddress: Error, Hashable, Sendable {
    /// This machine has loopback, containers and tunnels, and no more.
    case noLANAddress
    /// The interface is not there, is down, or has no address.
    case nothingOnInterface(String)
    /// No interface of this machine has it.
    case notOwnAddress([UInt8])
    /// No interface of this machine has it, and the agent should listen on it.
    case noListenAddress([UInt8])
}

/// Pure: the same addresses lead to the same choice, in the same order, on every start.
public func chooseAddress(
    from addresses: [InterfaceAddress], defaultRouteInterface: String?, setting: AddressSetting = .automatic
) throws(NoAddress) -> AddressChoice {
    let likely = sorted(addresses.filter(\.isOnLAN), first: defaultRouteInterface)
    let chosen: InterfaceAddress
    switch setting {
    case .automatic:
        guard let first = likely.first else { throw .noLANAddress }
        chosen = first
    case .interface(let name):
        guard let first = sorted(addresses.filter { $0.interface == name }, first: name).first else {
            throw .nothingOnInterface(name)
        }
        chosen = first
    case .address(let bytes):
        guard let own = addresses.first(where: { $0.bytes == bytes }) else { throw .notOwnAddress(bytes) }
        chosen = own
    }
    return AddressChoice(chosen: chosen, others: likely.filter { $0.bytes != chosen.bytes })
}

/// The interface of the default route, then by name; on each, v4 before v6, and an interface's own order, where the
/// kernel puts the primary address first.
private func sorted(_ addresses: [InterfaceAddress], first preferred: String?) -> [InterfaceAddress] {
    let ranked = addresses.enumerated().sorted { left, right in
        if left.element.interface != right.element.interface {
            guard left.element.interface != preferred else { return true }
            guard right.element.interface != preferred else { return false }
            return left.element.interface < right.element.interface
        }
        let (one, other) = (left.element.rank, right.element.rank)
        return one == other ? left.offset < right.offset : one < other
    }
    return ranked.map(\.element)
}

extension InterfaceAddress {
    /// Smaller is better. A link-local v6 address cannot stand in a URL that a browser opens.
    fileprivate var rank: Int { (isLinkLocal ? 2 : 0) + (isV4 ? 0 : 1) }
}
