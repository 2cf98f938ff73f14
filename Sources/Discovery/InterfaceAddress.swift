import CLinux
import Glibc

/// One address of one of this machine's interfaces.
public struct InterfaceAddress: Hashable, Sendable {
    /// As the kernel calls it.
    public let interface: String
    /// Four bytes or sixteen.
    public let bytes: [UInt8]

    /// Four bytes or sixteen; anything else traps.
    public init(interface: String, bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "An address has 4 or 16 bytes")
        self.interface = interface
        self.bytes = bytes
    }

    /// Else v6.
    public var isV4: Bool { bytes.count == 4 }

    /// As people write it.
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
    /// Addresses of the interfaces that are up, in the kernel's order; none where it cannot be asked.
    public static func ofThisMachine() -> [InterfaceAddress] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var found: [InterfaceAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe read(entry.pointee) { found.append(address) }
            unsafe next = unsafe entry.pointee.ifa_next
        }
        return found
    }

    /// Nil for an interface that is down, and for what is no internet address.
    private static func read(_ entry: ifaddrs) -> InterfaceAddress? {
        guard unsafe entry.ifa_flags & UInt32(IFF_UP) != 0, let address = unsafe entry.ifa_addr,
            let name = unsafe entry.ifa_name
        else { return nil }
        let place: Range<Int>
        switch Int32(unsafe address.pointee.sa_family) {
        case AF_INET: place = 4..<8
        case AF_INET6: place = 8..<24
        default: return nil
        }
        let raw = unsafe UnsafeRawBufferPointer(start: address, count: place.upperBound)
        return unsafe InterfaceAddress(interface: String(cString: name), bytes: Array(raw[place]))
    }
}
