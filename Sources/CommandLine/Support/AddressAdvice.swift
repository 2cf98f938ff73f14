import Discovery
import PairingCore

enum AddressAdvice {
    static func text(for reason: NoAddress) -> String {
        switch reason {
        case .noLANAddress:
            """
            this machine has no address on a local network, so no phone can reach it. Connect it, or name one of its \
            addresses with --address (127.0.0.1 serves for a try on this machine alone).
            """
        case .nothingOnInterface(let name):
            "the interface '\(name)' has no address, or is not there. 'ip address' lists those there are."
        case .notOwnAddress(let bytes):
            """
            \(HostAddress(bytes)?.description ?? "that") is no address of this machine. 'ip address' lists those it has.
            """
        }
    }
}
