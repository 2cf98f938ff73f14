import CLinux
import Glibc
import HTTPMessage
import Testing

@testable import HTTPServer

/// Both ends of a connection, without a loop.
private final class Rehearsal {
    private var exchange: Exchange
    private let client: Socket
    private var room = [UInt8](repeating: 0, count: 64 * 1_024)

    init() throws(ListenError) {
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0,
            let server = Socket(ends[0]), let client = Socket(ends[1])
        else { throw .current }
        exchange = Exchange(ClientSocket(server), limits: Server.Limits(), now: .now)
        self.client = client
    }

    var heldBytes: Int { exchange.heldBytes }

    func send(_ bytes: [UInt8]) -> Bool { client.send(bytes[...]) == .count(bytes.count) }

    /// How many bytes the client takes.
    func take(atMost most: Int) -> Int {
        if case .count(let count) = client.receive(into: &room, atMost: most) { count } else { 0 }
    }

    func receive() -> Bool { exchange.receive(into: &room, now: .now) == .goesOn }

    /// Answers all that fits.
    func answer(size: Int) -> Bool {
        let response = Response(.ok, body: [UInt8](repeating: 97, count: size))
        while exchange.next(date: [], now: .now) != nil {
            exchange.answer(response, date: [], isStopping: false, now: .now)
            guard exchange.flush() else { return false }
        }
        return exchange.flush()
    }
}

/// What is done with is forgotten, also where there is always something left.
@Suite struct ExchangeTests {
    private let request = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)

    /// No portion ends where a request ends.
    @Test func forgetsWhatWasRead() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.send(Array(request[..<10])))
        for _ in 0..<1_000 {
            #expect(rehearsal.send(Array(request[10...] + request[..<10])))
            #expect(rehearsal.receive())
            #expect(rehearsal.answer(size: 0))
            #expect(rehearsal.take(atMost: .max) > 0)
            try #require(rehearsal.heldBytes < 1_024)
        }
    }

    /// The client is always behind, and never stuck.
    @Test func forgetsWhatWasTaken() throws {
        let rehearsal = try Rehearsal()
        let (count, size) = (500, 16 * 1_024)
        #expect(rehearsal.send((0..<count).flatMap { _ in request }))
        #expect(rehearsal.receive())
        var taken = 0
        while taken < count * size {
            #expect(rehearsal.answer(size: size))
            try #require(rehearsal.heldBytes < 256 * 1_024)
            let count = rehearsal.take(atMost: 2 * size)
            try #require(count > 0)
            taken += count
        }
    }
}
