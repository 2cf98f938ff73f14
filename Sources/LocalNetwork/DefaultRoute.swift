/// The way to other networks.
public enum DefaultRoute {
    /// The default gateways, IPv4 and IPv6. Clients behind a gateway that translates have its address.
    public static func gateways() -> [[UInt8]] { Networks.ofThisMachine().gateways }
}
