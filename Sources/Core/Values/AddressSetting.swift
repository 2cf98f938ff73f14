/// What the operator asked for.
public enum AddressSetting: Hashable, Sendable {
    /// The likeliest.
    case automatic
    /// Any address of it, loopback and container bridges too.
    case interface(String)
    /// Any own address; four bytes or sixteen.
    case address([UInt8])
}
