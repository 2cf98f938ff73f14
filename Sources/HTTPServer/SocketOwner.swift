import CLinux
import Glibc
import Synchronization

/// The user whose process holds the client's end of a TCP connection within this machine.
///
/// Only the kernel knows it, and no proxy can hide it. The kernel is asked once for a connection, when the value is
/// first read: most connections come from other machines, and then there is nothing to ask.
public final class SocketOwner: Sendable {
    private enum State {
        case notAsked(SocketQuestion)
        case known(UInt32?)
    }

    private let state: Mutex<State>

    /// The owner of the socket at `client`, which is connected to `server`.
    init(of client: SocketAddress, connectedTo server: SocketAddress) {
        state = Mutex(.notAsked(SocketQuestion(client, connectedTo: server)))
    }

    /// A known owner: for tests of rules, without a kernel.
    init(user: UInt32?) { state = Mutex(.known(user)) }

    /// Nil if the kernel does not say: the socket is not of this machine, is closed, or the query failed.
    public var user: UInt32? {
        state.withLock { state in
            switch state {
            case .known(let user): return user
            case .notAsked(let question):
                let user = question.ask()
                state = .known(user)
                return user
            }
        }
    }
}

extension SocketOwner: Hashable {
    public static func == (left: SocketOwner, right: SocketOwner) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A query to the kernel about one socket (sock_diag(7), `inet_diag_req_v2`), and how to read its answer.
struct SocketQuestion: Sendable {
    private static let sockDiagByFamily: UInt16 = 20
    private static let netlinkSockDiag: Int32 = 4
    private static let listening: UInt8 = 10
    /// The sizes of `nlmsghdr`, `inet_diag_req_v2` and `inet_diag_msg`.
    private static let (headBytes, questionBytes, answerBytes) = (16, 56, 72)

    private let own: SocketAddress
    private let other: SocketAddress

    init(_ own: SocketAddress, connectedTo other: SocketAddress) {
        (self.own, self.other) = (own, other)
    }

    /// Does not wait: the kernel has answered before `send` returns.
    func ask() -> UInt32? {
        let type = SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_NETLINK, Int32(type), Self.netlinkSockDiag)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let question = bytes
        guard unsafe send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
            return nil
        }
        var room = [UInt8](repeating: 0, count: 1_024)
        let count = unsafe recv(descriptor, &room, room.count, Int32(MSG_DONTWAIT))
        return count > 0 ? user(in: Array(room.prefix(count))) : nil
    }

    /// Addresses and ports are in network order, the rest in that of the machine.
    var bytes: [UInt8] {
        let family = own.bytes.count == 4 ? AF_INET : AF_INET6
        let length = Self.headBytes + Self.questionBytes
        // Length, type, flags, sequence, sender.
        var bytes = native(UInt32(length)) + native(Self.sockDiagByFamily) + native(UInt16(NLM_F_REQUEST))
        bytes += native(UInt32(0)) + native(UInt32(0))
        bytes += [UInt8(family), UInt8(IPPROTO_TCP), 0, 0] + native(UInt32.max)
        for port in [own.port, other.port] { bytes += [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)] }
        for address in [own.bytes, other.bytes] { bytes += address + [UInt8](repeating: 0, count: 16 - address.count) }
        // On any interface, and without a cookie, which is written like this.
        return bytes + native(UInt32(0)) + native(UInt64.max)
    }

    /// Returns nil unless the answer is about this very socket, and a process holds it.
    ///
    /// Without such a process (closed, or waiting for its last segments to be acknowledged), the kernel reports user 0.
    /// So no client becomes root by closing early. If no connection has these ends, the kernel may answer with a socket
    /// that listens at one of them.
    func user(in state: [UInt8]) -> UInt32? {
        guard state.count >= Self.headBytes + Self.answerBytes, Array(state[4..<6]) == native(Self.sockDiagByFamily),
            state[17] != Self.listening
        else { return nil }
        let width = Int32(state[16]) == AF_INET ? 4 : 16
        func end(_ port: Int, _ address: Int) -> SocketAddress {
            let number = UInt16(state[port]) << 8 | UInt16(state[port + 1])
            return SocketAddress(bytes: Array(state[address..<address + width]), port: number)
        }
        guard end(20, 24) == own, end(22, 40) == other, state[84..<88].contains(where: { $0 != 0 }) else { return nil }
        return number(state[80..<84])
    }
}

/// In the byte order of this machine.
private func native(_ number: some FixedWidthInteger & BitwiseCopyable) -> [UInt8] {
    unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
}

/// Four bytes in the byte order of this machine.
private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    UInt32(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
}
