public import Discovery
public import PairingCore

/// What an agent needs to know before it starts.
public struct AgentSettings: Sendable {
    public var stateFolder: String
    public var controlSocket: String
    public var port: UInt16
    public var address: AddressWish
    public var limits = Limits()

    public static let defaultPort: UInt16 = 6_969

    public init(
        stateFolder: String, controlSocket: String, port: UInt16 = defaultPort, address: AddressWish = .automatic
    ) {
        self.stateFolder = stateFolder
        self.controlSocket = controlSocket
        self.port = port
        self.address = address
    }
}
