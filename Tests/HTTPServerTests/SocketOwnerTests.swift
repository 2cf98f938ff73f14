import CLinux
import Glibc
import Testing

@testable import HTTPServer

/// Whose a socket is: how the kernel's answer is read, and what the kernel really says.
@Suite struct SocketOwnerTests {
    private static let client = SocketAddress(bytes: [127, 0, 0, 1], port: 50_000)
    private static let server = SocketAddress(bytes: [127, 0, 0, 1], port: 6_969)
    private let question = SocketQuestion(client, connectedTo: server)

    /// An answer about a connected socket of user 33, as Linux writes it.
    private static func answer(
        type: UInt8 = 20, family: Int32 = AF_INET, state: UInt8 = 1, ports: [UInt8] = [0xC3, 0x50, 0x1B, 0x39],
        from: [UInt8] = [127, 0, 0, 1], to: [UInt8] = [127, 0, 0, 1], inode: UInt8 = 7
    ) -> [UInt8] {
        func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: 16 - bytes.count) }
        let head: [UInt8] = [88, 0, 0, 0, type, 0] + [UInt8](repeating: 0, count: 10)
        let ends = ports + padded(from) + padded(to) + [UInt8](repeating: 0, count: 12)
        return head + [UInt8(family), state, 0, 0] + ends + [UInt8](repeating: 0, count: 12) + [
            33, 0, 0, 0, inode, 0, 0, 0,
        ]
    }

    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1]

    @Test func readsTheUser() {
        #expect(question.user(in: Self.answer()) == 33)
        // A client that has said all it has to say, and still listens.
        #expect(question.user(in: Self.answer(state: 5)) == 33)
        // A v6 socket that has connected to a v4 address.
        #expect(question.user(in: Self.answer(family: AF_INET6, from: Self.mapped, to: Self.mapped)) == 33)
    }

    @Test(arguments: [
        [], answer(type: 2), answer(type: 3), answer(state: 10), answer(ports: [0xC3, 0x51, 0x1B, 0x39]),
        answer(ports: [0xC3, 0x50, 0x1B, 0x38]), answer(from: [127, 0, 0, 2]), answer(to: [127, 0, 0, 2]),
        // No process holds it now: then the kernel reports user 0.
        answer(inode: 0), Array(answer().dropLast()), answer(family: AF_INET6),
    ])
    func readsNothingElse(_ bytes: [UInt8]) {
        #expect(question.user(in: bytes) == nil)
    }

    @Test func asksInTheFormOfTheKernel() {
        let bytes = question.bytes
        #expect(bytes.count == 72)
        #expect(Array(bytes[16..<24]) == [2, 6, 0, 0, 255, 255, 255, 255])
        #expect(Array(bytes[24..<32]) == [0xC3, 0x50, 0x1B, 0x39, 127, 0, 0, 1])
        let overV6 = SocketAddress(bytes: [UInt8](repeating: 0, count: 15) + [1], port: 1)
        #expect(SocketQuestion(overV6, connectedTo: overV6).bytes[16] == 10)
    }

    /// Over v4, over v6, and from a v6 socket to a v4 address: the user of this process, as long as it holds the socket.
    @Test(arguments: [
        (AF_INET, [127, 0, 0, 1] as [UInt8]), (AF_INET6, [UInt8](repeating: 0, count: 15) + [1]), (AF_INET6, mapped),
    ])
    func knowsWhoConnects(_ family: Int32, _ address: [UInt8]) throws {
        let listener = try ListeningSocket.tcp(nil, port: 0)
        let client = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let place = listener.socket.localAddress, Self.connect(client, Self.sockaddr(family, address, place.port))
        else { throw NoConnection() }
        var from = [UInt8](repeating: 0, count: 128)
        guard let accepted = Socket(acceptedBy: listener.socket.descriptor, from: &from),
            let peer = SocketAddress(sockaddr: from), let local = accepted.localAddress
        else { throw NoConnection() }
        let owner = SocketOwner(of: peer, connectedTo: local)
        #expect(owner.user == geteuid())
        let late = SocketOwner(of: peer, connectedTo: local)
        close(client)
        // Asked once, it stays; asked for the first time now, nobody holds the socket.
        #expect(owner.user == geteuid())
        #expect(late.user == nil)
    }

    @Test func knowsNobodyWhereThereIsNoConnection() throws {
        let listener = try ListeningSocket.tcp([127, 0, 0, 1], port: 0)
        guard let local = listener.socket.localAddress else { throw NoConnection() }
        #expect(SocketOwner(of: local, connectedTo: Self.server).user == nil)
        #expect(SocketOwner(of: Self.client, connectedTo: local).user == nil)
    }

    private struct NoConnection: Error {}

    private static func connect(_ descriptor: Int32, _ address: [UInt8]) -> Bool {
        unsafe address.withUnsafeBytes {
            guard let start = $0.baseAddress else { return false }
            let place = unsafe start.assumingMemoryBound(to: Glibc.sockaddr.self)
            return unsafe Glibc.connect(descriptor, place, socklen_t($0.count)) == 0
        }
    }

    private static func sockaddr(_ family: Int32, _ address: [UInt8], _ port: UInt16) -> [UInt8] {
        let port = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
        return family == AF_INET
            ? [UInt8(AF_INET), 0] + port + address + [UInt8](repeating: 0, count: 8)
            : [UInt8(AF_INET6), 0] + port + [0, 0, 0, 0] + address + [0, 0, 0, 0]
    }
}
