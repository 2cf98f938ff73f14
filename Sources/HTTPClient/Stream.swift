import CLinux
import Glibc
import System

/// A connected socket that never waits beyond a deadline. Its owner closes it.
struct Stream: ~Copyable {
    let descriptor: Int32

    private init(family: Int32) throws(ClientError) {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(family, Int32(kind), 0)
        guard descriptor >= 0 else { throw .lastSystemError }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    static func open(
        to destination: HTTPClient.Destination, until deadline: ContinuousClock.Instant
    ) throws(ClientError) -> Stream {
        let (family, address) = try destination.sockaddr
        let stream = try Stream(family: family)
        if !stream.connect(address) {
            guard errno == EINPROGRESS else { throw .lastSystemError }
            try stream.finishConnecting(until: deadline)
        }
        if case .unix(_, let trusted?) = destination { try stream.checkServer(trusted) }
        return stream
    }

    /// Begins to connect. ``hasConnected()`` says when it is done.
    static func begin(to destination: HTTPClient.Destination, link: Int32) throws(ClientError) -> Stream {
        var (family, address) = try destination.sockaddr
        // The last four bytes are the interface, in the order of this machine.
        if family == AF_INET6 {
            address.replaceSubrange(
                24..<28, with: unsafe withUnsafeBytes(of: UInt32(bitPattern: link)) { unsafe Array($0) })
        }
        let stream = try Stream(family: family)
        guard stream.connect(address) || errno == EINPROGRESS else { throw .lastSystemError }
        return stream
    }

    /// Makes the kernel send probes over an idle connection. In seconds.
    func keepAlive(idle: Int32, interval: Int32, count: Int32) {
        let options: [(level: Int32, name: Int32, value: Int32)] = [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, idle),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, interval), (Int32(IPPROTO_TCP), TCP_KEEPCNT, count),
        ]
        for option in options {
            var value = option.value
            _ = unsafe setsockopt(
                descriptor, option.level, option.name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Returns whether the connection is there. Throws if it failed.
    func hasConnected() throws(ClientError) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&waiting, 1, 0) > 0 else { return false }
        try checkConnected()
        return true
    }

    /// Returns nil if nothing can be sent now.
    func sendNow(_ bytes: ArraySlice<UInt8>) throws(ClientError) -> Int? {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 { return count }
        guard errno == EAGAIN || errno == EINTR else { throw .lastSystemError }
        return nil
    }

    /// Returns nil if nothing has arrived, and nothing but the end if it has ended.
    func receiveNow() throws(ClientError) -> [UInt8]? {
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { room, filled in
            count = unsafe recv(descriptor, room.baseAddress, 4_096, 0)
            filled = max(count, 0)
        }
        if count >= 0 { return bytes }
        guard errno == EAGAIN || errno == EINTR else { throw .lastSystemError }
        return nil
    }

    /// The kernel knows which user listens on the socket file.
    private func checkServer(_ trusted: Set<UInt32>) throws(ClientError) {
        var credentials = kith_peer_credentials()
        var length = socklen_t(MemoryLayout<kith_peer_credentials>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else {
            throw .lastSystemError
        }
        guard trusted.contains(credentials.uid) else { throw .foreign(user: credentials.uid) }
    }

    private func connect(_ address: [UInt8]) -> Bool {
        unsafe address.withUnsafeBytes {
            guard let start = $0.baseAddress else { return false }
            let place = unsafe start.assumingMemoryBound(to: sockaddr.self)
            return unsafe Glibc.connect(descriptor, place, socklen_t($0.count)) == 0
        }
    }

    private func finishConnecting(until deadline: ContinuousClock.Instant) throws(ClientError) {
        try wait(for: POLLOUT, until: deadline)
        try checkConnected()
    }

    private func checkConnected() throws(ClientError) {
        var (code, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { throw .lastSystemError }
        guard code == 0 else { throw .notReachable(systemText(code)) }
    }

    /// Returns false if the other side stopped reading: it may already have answered.
    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(ClientError) -> Bool {
        var sent = 0
        while sent < bytes.count {
            try wait(for: POLLOUT, until: deadline)
            let count = unsafe bytes.withUnsafeBytes { room in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: room[sent...])
                return unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EPIPE || errno == ECONNRESET { return false }
            guard count >= 0 || errno == EAGAIN || errno == EINTR else { throw .lastSystemError }
            sent += max(count, 0)
        }
        return true
    }

    /// Returns nil at the end of the stream.
    func receive(until deadline: ContinuousClock.Instant, afterLostSend: Bool) throws(ClientError) -> [UInt8]? {
        let size = 16 * 1024
        while true {
            try wait(for: POLLIN, until: deadline)
            var count = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, filled in
                count = unsafe recv(descriptor, room.baseAddress, size, 0)
                filled = max(count, 0)
            }
            if count >= 0 {
                guard !(count == 0 && afterLostSend) else { throw .notReachable(systemText(EPIPE)) }
                return count == 0 ? nil : bytes
            }
            guard errno == EAGAIN || errno == EINTR else { throw .lastSystemError }
        }
    }

    private func wait(for event: Int32, until deadline: ContinuousClock.Instant) throws(ClientError) {
        var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while true {
            let left = max(.zero, ContinuousClock.now.duration(to: deadline)).components
            let milliseconds = Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
            let ready = unsafe poll(&waiting, 1, milliseconds)
            if ready > 0 { return }
            guard ready < 0 else { throw .timedOut }
            guard errno == EINTR else { throw .lastSystemError }
        }
    }
}

extension ClientError {
    fileprivate static var lastSystemError: ClientError {
        let error = SystemError.last
        return error.code == EACCES ? .notPermitted : .notReachable(error.text)
    }
}

private func systemText(_ code: Int32) -> String { SystemError(code).text }

extension HTTPClient.Destination {
    /// The family, and the bytes of its `sockaddr`.
    fileprivate var sockaddr: (Int32, [UInt8]) {
        get throws(ClientError) {
            switch self {
            case .unix(let path, _):
                let bytes = [UInt8(AF_UNIX), 0] + Array(path.utf8) + [0]
                guard bytes.count <= MemoryLayout<sockaddr_un>.size, !path.utf8.contains(0) else {
                    throw .notReachable(systemText(ENAMETOOLONG))
                }
                return (AF_UNIX, bytes)
            case .tcp(let address, let port):
                let place = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
                if let bytes = numeric(address, AF_INET, size: 4) {
                    return (AF_INET, [UInt8(AF_INET), 0] + place + bytes + [UInt8](repeating: 0, count: 8))
                }
                guard let bytes = numeric(address, AF_INET6, size: 16) else {
                    throw .notReachable("\(address) is not an address")
                }
                return (AF_INET6, [UInt8(AF_INET6), 0] + place + [0, 0, 0, 0] + bytes + [0, 0, 0, 0])
            }
        }
    }
}

private func numeric(_ text: String, _ family: Int32, size: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: size)
    return unsafe inet_pton(family, text, &bytes) == 1 ? bytes : nil
}
