import CLinux
import Glibc

/// One address of an interface that is up, as the kernel lists it.
struct InterfaceEntry {
    let address: InterfaceAddress
    /// As long as the address. Empty if the kernel reports none.
    let mask: [UInt8]
    /// Whether there are neighbours with link addresses: not on loopback, and not on tunnels.
    let hasNeighbours: Bool

    /// In the kernel's order. Empty if the kernel does not answer.
    static func ofThisMachine() -> [InterfaceEntry] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var found: [InterfaceEntry] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe InterfaceEntry(entry.pointee) { found.append(address) }
            unsafe next = unsafe entry.pointee.ifa_next
        }
        return found
    }

    init(address: InterfaceAddress, mask: [UInt8], hasNeighbours: Bool) {
        self.address = address
        self.mask = mask
        self.hasNeighbours = hasNeighbours
    }

    /// Returns nil for an interface that is down, and for an address that is neither IPv4 nor IPv6.
    private init?(_ entry: ifaddrs) {
        let flags = unsafe entry.ifa_flags
        guard flags & UInt32(IFF_UP) != 0, let name = unsafe entry.ifa_name,
            let bytes = unsafe Self.bytes(entry.ifa_addr)
        else { return nil }
        address = unsafe InterfaceAddress(interface: String(cString: name), bytes: bytes)
        mask = unsafe Self.bytes(entry.ifa_netmask) ?? []
        hasNeighbours = flags & UInt32(IFF_LOOPBACK | IFF_POINTOPOINT | IFF_NOARP) == 0
    }

    private static func bytes(_ address: UnsafeMutablePointer<sockaddr>?) -> [UInt8]? {
        guard let address = unsafe address else { return nil }
        let place: Range<Int>
        switch Int32(unsafe address.pointee.sa_family) {
        case AF_INET: place = 4..<8
        case AF_INET6: place = 8..<24
        default: return nil
        }
        let raw = unsafe UnsafeRawBufferPointer(start: address, count: place.upperBound)
        return unsafe Array(raw[place])
    }
}
