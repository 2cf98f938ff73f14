import CLinux
import Glibc
import HTTPMessage
import Testing

@testable import HTTPClient

/// A connection that is kept open, against a server that sends what the test says.
@Suite struct KeptConnectionTests {
    /// A listener on loopback, and the connection that it accepted.
    private struct Side: ~Copyable {
        let listener: Int32
        let port: UInt16
        var accepted: Int32 = -1

        init() throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = unsafe withUnsafeMutablePointer(to: &place) { place in
                unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(listener, $0, length) == 0 && listen(listener, 8) == 0
                        && getsockname(listener, $0, &length) == 0
                }
            }
            #expect(isBound)
            self.listener = listener
            port = UInt16(bigEndian: place.sin_port)
        }

        deinit {
            close(listener)
            if accepted >= 0 { close(accepted) }
        }

        mutating func accept() { accepted = kith_accept(listener) }

        func send(_ text: String) {
            let bytes = Array(text.utf8)
            #expect(unsafe Glibc.send(accepted, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        }

        func received() -> String {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe recv(accepted, &bytes, bytes.count, 0)
            return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        }
    }

    private static let question = Request(.get, Target("/healthz"), fields: ["Host": "kith"])

    private func connect(to side: borrowing Side) throws -> KeptConnection {
        try KeptConnection(to: "127.0.0.1", link: 0, port: side.port, mostBytes: 4_096)
    }

    /// Continues until there is a response, an error, or nothing for half a second.
    private func turn(_ connection: inout KeptConnection) throws -> Response? {
        while true {
            let events = Int16(connection.waitsToWrite ? POLLIN | POLLOUT : POLLIN)
            var waiting = pollfd(fd: connection.descriptor, events: events, revents: 0)
            guard unsafe poll(&waiting, 1, 500) > 0 else { return nil }
            if let response = try connection.turn() { return response }
        }
    }

    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test func asksSeveralTimes() throws {
        var side = try Side()
        var connection = try connect(to: side)
        for _ in 0..<3 {
            connection.ask(Self.question)
            #expect(try turn(&connection) == nil)
            if side.accepted < 0 { side.accept() }
            #expect(side.received() == "GET /healthz HTTP/1.1\r\nHost: kith\r\n\r\n")
            side.send(Self.answer)
            #expect(try turn(&connection)?.body == Array("hi".utf8))
            #expect(!connection.isAsking && !connection.waitsToWrite)
        }
    }

    @Test func readsAnAnswerInPieces() throws {
        var side = try Side()
        var connection = try connect(to: side)
        connection.ask(Self.question)
        _ = try turn(&connection)
        side.accept()
        for byte in Self.answer.dropLast() {
            side.send(String(byte))
            #expect(try connection.turn() == nil)
        }
        side.send("i")
        #expect(try turn(&connection)?.status == .ok)
    }

    @Test(
        arguments: [
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 5_000),
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 5_000),
            "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + String(repeating: "x", count: 5_000),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more", "no HTTP at all\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        ])
    func refuses(_ text: String) throws {
        var side = try Side()
        var connection = try connect(to: side)
        connection.ask(Self.question)
        _ = try turn(&connection)
        side.accept()
        side.send(text)
        #expect(throws: ClientError.malformed) { try turn(&connection) }
    }

    @Test func refusesWhatItDidNotAskFor() throws {
        var side = try Side()
        var connection = try connect(to: side)
        _ = try turn(&connection)
        side.accept()
        side.send("x")
        #expect(throws: ClientError.malformed) { try turn(&connection) }
    }

    @Test func noticesTheEnd() throws {
        var side = try Side()
        var connection = try connect(to: side)
        _ = try turn(&connection)
        side.accept()
        close(side.accepted)
        side.accepted = -1
        #expect(throws: ClientError.self) { try turn(&connection) }
    }

    @Test func noticesThatNobodyListens() throws {
        var port: UInt16 = 0
        do {
            let side = try Side()
            port = side.port
        }
        do throws(ClientError) {
            var connection = try KeptConnection(to: "127.0.0.1", link: 0, port: port, mostBytes: 4_096)
            var waiting = pollfd(fd: connection.descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe poll(&waiting, 1, 5_000)
            _ = try connection.turn()
            Issue.record("connected to nobody")
        } catch {
            if case .notReachable = error { return }
            Issue.record("\(error)")
        }
    }
}
