import CLinux
import Glibc

/// A socket. It is closed when its owner releases it.
struct Socket: ~Copyable, Sendable {
    let descriptor: Int32

    /// Takes ownership of the result of a system call. Returns nil if that was an error.
    init?(_ descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    init?(family: Int32) {
        self.init(socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    /// Accepts the next connection without waiting. `place` gets the address of the other side.
    init?(acceptedBy listener: Int32, from place: inout [UInt8]) {
        var length = socklen_t(place.count)
        let accepted = unsafe place.withUnsafeMutableBytes {
            unsafe kith_accept_now(listener, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        self.init(accepted)
    }

    deinit { close(descriptor) }

    func setOption(_ option: Int32, level: Int32 = SOL_SOCKET, to value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Closes with a reset: after a normal close, the kernel may keep unread bytes for minutes.
    func resetWhenClosed() {
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    }

    /// The result of reading or writing. Neither waits.
    enum Transfer: Equatable {
        case count(Int)
        /// The kernel has no bytes, or no space.
        case nothingNow
        /// The other side has gone.
        case ended

        fileprivate init(_ result: Int) {
            if result >= 0 {
                self = .count(result)
            } else {
                self = errno == EAGAIN || errno == EINTR ? .nothingNow : .ended
            }
        }
    }

    /// Reads into the beginning of `room`, at most so many bytes.
    func receive(into room: inout [UInt8], atMost most: Int = .max) -> Transfer {
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, min($0.count, most), Int32(MSG_DONTWAIT))
        }
        return count == 0 ? .ended : Transfer(count)
    }

    /// If the end follows at once, the kernel waits and sends the last bytes and the end in one segment.
    func send(_ bytes: ArraySlice<UInt8>, endFollows: Bool = false) -> Transfer {
        let flags = MSG_NOSIGNAL | MSG_DONTWAIT | (endFollows ? MSG_MORE : 0)
        return unsafe bytes.withUnsafeBytes {
            Transfer(unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(flags)))
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        Transfer(unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)))
    }

    /// Returns nil if it cannot be read, for example if this is not a socket. `errno` then says why.
    static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var (value, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    func bind(_ address: [UInt8]) -> Bool {
        unsafe withSockaddr(address) { unsafe Glibc.bind(descriptor, $0, $1) } == 0
    }

    func connect(_ address: [UInt8]) -> Bool {
        unsafe withSockaddr(address) { unsafe Glibc.connect(descriptor, $0, $1) } == 0
    }

    var localAddress: SocketAddress? {
        var raw = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_in6>.size)
        var length = socklen_t(raw.count)
        let result = unsafe raw.withUnsafeMutableBytes {
            guard let start = $0.baseAddress else { return Int32(-1) }
            return unsafe getsockname(descriptor, start.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return result == 0 ? SocketAddress(sockaddr: raw) : nil
    }

    /// Only for a connected Unix socket. Any other socket gives user -1, without an error.
    var unixPeer: UnixPeer? {
        var credentials = kith_peer_credentials()
        var length = socklen_t(MemoryLayout<kith_peer_credentials>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return UnixPeer(uid: credentials.uid, gid: credentials.gid, pid: credentials.pid, groups: peerGroups)
    }

    /// Asks again if there are more groups than most users have. Linux allows 65,536.
    private var peerGroups: [UInt32] {
        var groups = [UInt32](repeating: 0, count: 64)
        for _ in 0..<2 {
            var length = socklen_t(groups.count * MemoryLayout<UInt32>.stride)
            let isKnown = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0
            let count = Int(length) / MemoryLayout<UInt32>.stride
            if isKnown { return Array(groups.prefix(count)) }
            guard errno == ERANGE else { break }
            groups = [UInt32](repeating: 0, count: count)
        }
        return []
    }
}

private func withSockaddr(_ address: [UInt8], _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    unsafe address.withUnsafeBytes {
        guard let start = $0.baseAddress else { return -1 }
        return unsafe use(start.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
}
