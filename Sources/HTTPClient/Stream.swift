import CLinux
import Glibc
import System

/// A connected socket that never waits beyond a deadline. Its owner closes it.
struct Stream: ~Copyable {
    private let descriptor: Int32

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
