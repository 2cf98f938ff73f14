import Core
import LocalNetwork
import Settings

enum AddressAdvice {
    static func text(for reason: NoAddress, _ settings: AgentSettings) -> String {
        switch reason {
        case .noLANAddress:
            """
            this machine has no address on a local network, so no phone can reach it. Connect it, or name one of its \
            addresses with --address (127.0.0.1 serves for a try on this machine alone).
            """
        case .nothingOnInterface(let name):
            settings.reachable == .all
                ? "the interface '\(name)' has no address, or is not there. 'ip address' lists those there are."
                : """
                the interface '\(name)' has no address that the agent listens on, or is not there. 'ip address' lists the \
                addresses of each interface, and the setting listen names those that the agent listens on.
                """
        case .notOwnAddress(let bytes):
            """
            \(text(of: bytes)) is no address of this machine. 'ip address' lists those it has.
            """
        case .noListenAddress(let bytes):
            """
            \(settings.origins["listen"] ?? "listen") names \(text(of: bytes)). But no interface of this machine has that \
            address. 'ip address' lists the addresses of this machine.
            """
        }
    }

    private static func text(of bytes: [UInt8]) -> String { HostAddress(bytes)?.description ?? "that" }
}
