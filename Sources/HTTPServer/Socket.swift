import CLinux
import Glibc

/// A socket, closed with its last owner.
struct Socket: ~Copyable, Sendable {
    let descriptor: Int32

    /// Takes over what a system call returned. Nil where that was an error.
    init?(_ descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    init?(family: Int32) {
        self.init(socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    deinit { close(descriptor) }

    func setOption(_ option: Int32, level: Int32 = SOL_SOCKET, to value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    func bind(_ address: [UInt8]) -> Bool {
        unsafe withSockaddr(address) { unsafe Glibc.bind(descriptor, $0, $1) } == 0
    }

    func connect(_ address: [UInt8]) -> Bool {
        unsafe withSockaddr(address) { unsafe Glibc.connect(descriptor, $0, $1) } == 0
    }

    var localAddress: SocketAddress? { unsafe address(getsockname) }
    var peerAddress: SocketAddress? { unsafe address(getpeername) }

    private func address(
        _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var raw = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var length = socklen_t(raw.count)
        let result = unsafe raw.withUnsafeMutableBytes {
            guard let start = $0.baseAddress else { return Int32(-1) }
            return unsafe ask(descriptor, start.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return result == 0 ? SocketAddress(sockaddr: raw) : nil
    }

    /// Means something on a connected Unix socket alone: any other names nobody, as user -1, without an error.
    var unixPeer: UnixPeer? {
        var credentials = kith_peer_credentials()
        var length = socklen_t(MemoryLayout<kith_peer_credentials>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        var groups = [UInt32](repeating: 0, count: 1024)
        length = socklen_t(groups.count * MemoryLayout<UInt32>.stride)
        let known = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0
        let count = known ? Int(length) / MemoryLayout<UInt32>.stride : 0
        return UnixPeer(
            uid: credentials.uid, gid: credentials.gid, pid: credentials.pid, groups: Array(groups.prefix(count)))
    }
}

private func withSockaddr(_ address: [UInt8], _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    unsafe address.withUnsafeBytes {
        guard let start = $0.baseAddress else { return -1 }
        return unsafe use(start.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
}
