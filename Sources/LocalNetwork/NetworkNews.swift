import CLinux
import Glibc

/// Notices that interfaces, addresses or routes of this machine have changed. The new values are read elsewhere.
public struct NetworkNews: ~Copyable {
    /// Readable after a change. -1 if the kernel offers no notifications.
    public let descriptor: Int32

    /// Starts now.
    public init() {
        let type = SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let socket = socket(AF_NETLINK, Int32(type), NETLINK_ROUTE)
        var place = sockaddr_nl()
        place.nl_family = sa_family_t(AF_NETLINK)
        // Links too: where a cable is pulled, addresses may stay.
        place.nl_groups = UInt32(
            RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE)
        let length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let isBound = unsafe withUnsafePointer(to: &place) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, length) } == 0
        }
        if socket >= 0, !isBound { close(socket) }
        descriptor = isBound ? socket : -1
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Discards all notifications. Returns whether any mattered, also if the kernel has dropped some.
    public func take() -> Bool {
        guard descriptor >= 0 else { return false }
        var portion = [UInt8](repeating: 0, count: 16 * 1_024)
        var hasCome = false
        while true {
            let count = unsafe recv(descriptor, &portion, portion.count, 0)
            if count < 0, errno == ENOBUFS {
                hasCome = true
                continue
            }
            guard count > 0 else { return hasCome }
            hasCome = hasCome || Self.matters(Array(portion.prefix(count)))
        }
    }

    /// A Wi-Fi card also reports each search for networks, which changes nothing here.
    static func matters(_ datagram: [UInt8]) -> Bool {
        NetlinkMessage.all(in: datagram).contains { message in
            message.type != NetworkLink.news
                || message.attributes(after: NetworkLink.fixedSize)[NetworkLink.wirelessAttribute] == nil
        }
    }
}
