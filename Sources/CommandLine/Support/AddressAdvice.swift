import Core
import LocalNetwork
import Settings

enum AddressAdvice {
    static func text(for reason: NoAddress, _ settings: AgentSettings) -> String {
        switch reason {
        case .noLANAddress:
            """
            this machine has no address on a local network, so no phone can reach it. Connect it to a network. To try \
            kith on this machine only, use --address 127.0.0.1.
            """
        case .nothingOnInterface(let name):
            settings.reachable == .all
                ? "the interface '\(name)' does not exist or has no address. 'ip address' lists the interfaces."
                : """
                the interface '\(name)' does not exist, or has no address that the agent listens on. 'ip address' lists \
                the addresses of each interface. The setting listen names the addresses that the agent listens on.
                """
        case .notOwnAddress(let bytes):
            """
            \(text(of: bytes)) is not an address of this machine. 'ip address' lists its addresses.
            """
        case .noListenAddress(let bytes):
            """
            \(settings.origins["listen"] ?? "listen") names \(text(of: bytes)), but no interface of this machine has that \
            address. 'ip address' lists the addresses of this machine.
            """
        }
    }

    private static func text(of bytes: [UInt8]) -> String { HostAddress(bytes)?.description ?? "that" }
}
