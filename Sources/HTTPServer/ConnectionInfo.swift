import CLinux
import Glibc

/// The two ends of a connection, as the kernel reports them.
public enum ConnectionInfo: Hashable, Sendable {
    /// Both ends of a TCP connection, and the user at the other end if it is on this machine. Indirect, because each
    /// request copies it.
    indirect case tcp(peer: SocketAddress, local: SocketAddress, owner: SocketOwner, isTLS: Bool)
    /// A process of this machine.
    case unix(UnixPeer)
}

extension ConnectionInfo {
    /// A TCP connection between these addresses.
    public static func tcp(peer: SocketAddress, local: SocketAddress) -> ConnectionInfo {
        .tcp(peer: peer, local: local, owner: SocketOwner(of: peer, connectedTo: local))
    }

    /// A TCP connection without TLS.
    public static func tcp(peer: SocketAddress, local: SocketAddress, owner: SocketOwner) -> ConnectionInfo {
        .tcp(peer: peer, local: local, owner: owner, isTLS: false)
    }

    /// The same connection, once it has turned out to be TLS of this server.
    public var overTLS: ConnectionInfo {
        switch self {
        case .tcp(let peer, let local, let owner, _): .tcp(peer: peer, local: local, owner: owner, isTLS: true)
        case .unix: self
        }
    }

    /// The key for limits by address. Nil for a Unix socket.
    func key(_ limits: Server.Limits, onLink prefixes: OnLinkPrefixes) -> AddressKey? {
        switch self {
        case .tcp(let peer, _, _, _): limits.standsForMany(peer) ? .many : AddressKey(peer.bytes, onLink: prefixes)
        case .unix: nil
        }
    }

    /// `place` is the address from `accept`. For a Unix socket it is empty.
    init?(_ socket: borrowing Socket, from place: [UInt8], isUnix: Bool) {
        if isUnix {
            guard let peer = socket.unixPeer else { return nil }
            self = .unix(peer)
        } else {
            guard let peer = SocketAddress(sockaddr: place), let local = socket.localAddress else { return nil }
            self = .tcp(peer: peer, local: local)
        }
    }
}

/// The process at the other end of a Unix socket, as it was when it connected.
public struct UnixPeer: Hashable, Sendable {
    /// Its effective user.
    public let uid: UInt32
    /// Its effective primary group.
    public let gid: UInt32
    /// 0 if it runs in another process namespace.
    public let pid: Int32
    /// Supplementary groups.
    public let groups: [UInt32]
}

/// An address and a port. An IPv4 address that is mapped into IPv6 becomes an IPv4 address.
public struct SocketAddress: Hashable, Sendable {
    /// Four or sixteen bytes.
    public let bytes: [UInt8]
    /// In the byte order of the machine.
    public let port: UInt16

    /// Traps unless there are four or sixteen bytes.
    public init(bytes: [UInt8], port: UInt16) {
        precondition(bytes.count == 4 || bytes.count == 16, "An address has 4 or 16 bytes")
        let isMapped = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix)
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
        self.port = port
    }

    /// The address without the port, as text.
    public var text: String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe text.withUnsafeMutableBytes { room in
            let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self)
            _ = unsafe inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, start, socklen_t(room.count))
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

    /// Reads the bytes of a `sockaddr_in` or `sockaddr_in6`.
    init?(sockaddr raw: [UInt8]) {
        let port = UInt16(raw[2]) << 8 | UInt16(raw[3])
        switch Int32(raw[0]) | Int32(raw[1]) << 8 {
        case AF_INET: self.init(bytes: Array(raw[4..<8]), port: port)
        case AF_INET6: self.init(bytes: Array(raw[8..<24]), port: port)
        default: return nil
        }
    }

    /// The bytes of a `sockaddr_in` or `sockaddr_in6`.
    var sockaddr: [UInt8] {
        let port = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
        return bytes.count == 4
            ? [UInt8(AF_INET), 0] + port + bytes + [UInt8](repeating: 0, count: 8)
            : [UInt8(AF_INET6), 0] + port + [0, 0, 0, 0] + bytes + [0, 0, 0, 0]
    }
}
