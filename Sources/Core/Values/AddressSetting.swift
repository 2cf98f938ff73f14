/// Which address of this machine codes contain.
public enum AddressSetting: Hashable, Sendable {
    /// The most likely one.
    case automatic
    /// Any address of this interface, also of loopback and container bridges.
    case interface(String)
    /// Any address of this machine, as four or sixteen bytes.
    case address([UInt8])
}
