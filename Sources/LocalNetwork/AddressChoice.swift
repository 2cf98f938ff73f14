public import Core

/// Which address the QR code contains.
public struct AddressChoice: Hashable, Sendable {
    /// The address for the QR code.
    public let chosen: InterfaceAddress
    /// The other addresses that a phone might reach, the most likely first.
    public let others: [InterfaceAddress]
}

/// Why no address was chosen.
public enum NoAddress: Error, Hashable, Sendable {
    /// This machine has only loopback, container and tunnel interfaces.
    case noLANAddress
    /// The interface does not exist, is down, or has no address.
    case nothingOnInterface(String)
    /// No interface of this machine has the configured address.
    case notOwnAddress([UInt8])
    /// No interface of this machine has the address that the agent should listen on.
    case noListenAddress([UInt8])
}

/// Pure: the same addresses give the same choice, in the same order, on every start.
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

/// The interface of the default route first, then by name. On each interface IPv4 before IPv6, then the kernel's order,
/// which begins with the primary address.
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
    /// A smaller rank is better. A link-local IPv6 address cannot be used in a URL that a browser opens.
    fileprivate var rank: Int { (isLinkLocal ? 2 : 0) + (isV4 ? 0 : 1) }
}
