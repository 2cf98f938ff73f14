import CLinux
import Glibc

/// Asks the kernel for a list: its links, addresses or routes.
enum NetlinkDump {
    enum List: UInt16 {
        case links = 18
        case addresses = 22
        case routes = 26
    }

    /// A machine may have a route for each network of the internet. The default route is among the first.
    static let mostMessages = 8_192
    /// The kernel does not answer in parts larger than this.
    private static let largestDatagram = 32 * 1_024

    /// The messages, in the kernel's order. What came so far if the kernel does not go on.
    static func messages(of list: List) -> [NetlinkMessage] {
        let socket = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
        guard socket >= 0 else { return [] }
        defer { close(socket) }
        // The kernel answers at once. Nothing may wait for it for long.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let request = request(list)
        guard unsafe send(socket, request, request.count, 0) == request.count else { return [] }
        return receive(from: socket)
    }

    private static func receive(from socket: Int32) -> [NetlinkMessage] {
        var found: [NetlinkMessage] = []
        var datagram = [UInt8](repeating: 0, count: largestDatagram)
        while found.count < mostMessages {
            let count = unsafe recv(socket, &datagram, datagram.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return found }
            for message in NetlinkMessage.all(in: Array(datagram.prefix(count))) {
                guard message.type != NetlinkMessage.done, message.type != NetlinkMessage.failed else { return found }
                found.append(message)
            }
        }
        return found
    }

    /// A header, and a `struct rtgenmsg` of any family.
    static func request(_ list: List) -> [UInt8] {
        // NLM_F_REQUEST | NLM_F_DUMP
        let flags: UInt16 = 0x301
        return bytes(UInt32(20)) + bytes(list.rawValue) + bytes(flags) + bytes(UInt32(1)) + bytes(UInt32(0)) + [
            0, 0, 0, 0,
        ]
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
    }
}
