import CLinux
import Glibc

/// One address of one of this machine's interfaces.
public struct InterfaceAddress: Hashable, Sendable {
    /// The kernel's name of the interface.
    public let interface: String
    /// Four or sixteen bytes.
    public let bytes: [UInt8]

    /// Traps unless there are four or sixteen bytes.
    public init(interface: String, bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "An address has 4 or 16 bytes")
        self.interface = interface
        self.bytes = bytes
    }

    /// Otherwise it is IPv6.
    public var isV4: Bool { bytes.count == 4 }

    /// The text form.
    public var text: String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe text.withUnsafeMutableBytes { room in
            let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self)
            _ = unsafe inet_ntop(isV4 ? AF_INET : AF_INET6, bytes, start, socklen_t(room.count))
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension InterfaceAddress {
    /// Addresses of the interfaces that are up, in the kernel's order. Empty if the kernel does not answer.
    public static func ofThisMachine() -> [InterfaceAddress] { InterfaceEntry.ofThisMachine().map(\.address) }
}
