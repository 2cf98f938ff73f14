public import Core

/// Which address the QR code contains.
public struct AddressChoice: Hashable, Sendable {
    /// The address for the QR code.
    public let chosen: InterfaceAddress
    /// The other addresses that a phone might reach, the most likely first.
    public let others: [InterfaceAddress]
    /// The numbers of the interfaces that have these addresses, in order.
    public let links: [Int32]
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

/// Pure: the same networks give the same choice, in the same order, on every start. Only addresses that `isReachable`
/// admits are chosen.
public func chooseAddress(
    in networks: Networks, setting: AddressSetting = .automatic,
    where isReachable: (InterfaceAddress) -> Bool = { _ in true }
) throws(NoAddress) -> AddressChoice {
    let likely = networks.lanAddresses.filter { isReachable($0.address) }
    let own = networks.entries.filter { isReachable($0.address) }
    let chosen: InterfaceEntry
    switch setting {
    case .automatic:
        guard let first = likely.first else { throw .noLANAddress }
        chosen = first
    case .interface(let name):
        guard let first = networks.sorted(own.filter { $0.address.interface == name }).first else {
            throw .nothingOnInterface(name)
        }
        chosen = first
    case .address(let bytes):
        guard let entry = own.first(where: { $0.address.bytes == bytes }) else { throw .notOwnAddress(bytes) }
        chosen = entry
    }
    let others = likely.filter { $0.address.bytes != chosen.address.bytes }
    return AddressChoice(
        chosen: chosen.address, others: others.map(\.address), links: Set(others.map(\.link) + [chosen.link]).sorted())
}
