import CLinux
import Glibc

@testable import HTTPServer

/// The other end of a connection, as the tests play it: it waits.
extension Socket {
    /// Empty at the end of the stream; nil once the time is over or the connection broke.
    func receive(until deadline: ContinuousClock.Instant) -> [UInt8]? {
        guard wait(for: POLLIN, until: deadline) else { return nil }
        let size = 16 * 1024
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, filled in
            count = unsafe recv(descriptor, room.baseAddress, size, Int32(MSG_DONTWAIT))
            filled = max(count, 0)
        }
        return count < 0 ? nil : bytes
    }

    /// False once the time is over or the connection broke.
    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard wait(for: POLLOUT, until: deadline) else { return false }
            let count = unsafe bytes.withUnsafeBytes { room in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: room[sent...])
                return unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count >= 0 || errno == EAGAIN else { return false }
            sent += max(count, 0)
        }
        return true
    }

    private func wait(for event: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        var ready: Int32
        repeat {
            ready = unsafe poll(&waiting, 1, milliseconds(until: deadline))
        } while ready < 0 && errno == EINTR
        return ready > 0
    }
}

private func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = max(.zero, ContinuousClock.now.duration(to: deadline)).components
    return Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
}
