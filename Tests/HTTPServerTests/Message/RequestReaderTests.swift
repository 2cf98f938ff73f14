import HTTPMessage
import Seeded
import Testing
import WireCases

@testable import HTTPServer

@Suite struct RequestReaderTests {
    private static let requests: [(String, Request)] = [
        ("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/1", fields: ["Host": "h"])),
        (
            "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
            Request(.post, "/2", fields: ["Host": "h", "Content-Length": "3"], body: Array("abc".utf8))
        ),
        (
            "PUT /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x\r\nbc\r\n0\r\nT: u\r\n\r\n",
            Request(.put, "/3", fields: ["Host": "h", "Transfer-Encoding": "chunked"], body: Array("abc".utf8))
        ),
        ("\r\nHEAD http://x/4 HTTP/1.1\r\nHost: h\r\n\r\n", Request(.head, "/4", fields: ["Host": "x"])),
    ]

    /// Everything a connection would answer when it reads in those portions.
    private func read(_ raw: [UInt8], portion: () -> Int) -> [Request] {
        var (wire, found) = (Wire(), [Request]())
        while wire.received < raw.count {
            let end = min(raw.count, wire.received + max(portion(), 1))
            var outcome = wire.receive(raw[wire.received..<end])
            while case .complete = outcome {
                found.append(wire.reader.request.request)
                outcome = wire.receive([])
            }
        }
        #expect(wire.consumed == raw.count)
        return found
    }

    @Test func takesPairsApart() {
        for (first, one) in Self.requests {
            for (second, other) in Self.requests {
                let raw = Array((first + second).utf8)
                for split in 1...raw.count {
                    #expect(read(raw) { split } == [one, other], "portions of \(split)")
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func takesLongPipelinesApart(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let drawn = (0..<100).map { _ in Self.requests[Int.random(in: 0..<4, using: &chance)] }
        let raw = drawn.flatMap { Array($0.0.utf8) }
        #expect(read(raw) { Int.random(in: 1...200, using: &chance) } == drawn.map(\.1))
    }

    @Test func countsWhatItConsumes() {
        let raw = Array(Self.requests.map(\.0).joined().utf8)
        var (reader, start) = (RequestReader(), 0)
        for (text, _) in Self.requests {
            #expect(reader.read(raw, start..<raw.count) == .complete(consumed: text.utf8.count))
            start += text.utf8.count
        }
        #expect(reader.read(raw, start..<raw.count) == .incomplete(consumed: 0))
    }

    @Test(arguments: ["Content-Length: 2", "Transfer-Encoding: chunked"])
    func saysWhenToContinue(_ framing: String) {
        var wire = Wire()
        let head = Array("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\(framing)\r\n\r\n".utf8)
        #expect(wire.receive(head.dropLast()) == .incomplete(consumed: 0))
        #expect(wire.receive(head.suffix(1)) == .awaitsContinue(consumed: head.count))
        #expect(wire.receive([]) == .incomplete(consumed: 0))
        #expect(wire.receive(Array(framing.hasPrefix("C") ? "a".utf8 : "1\r\n".utf8)) != .awaitsContinue(consumed: 1))
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
    ])
    func doesNotContinueUnasked(_ raw: String) {
        var wire = Wire()
        if case .awaitsContinue = wire.receive(raw.utf8) { Issue.record("It has no reason to") }
    }

    @Test func staysRefused() {
        var wire = Wire()
        #expect(wire.receive("GET\r\n".utf8) == .refused(.badRequest))
        #expect(wire.receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8) == .refused(.badRequest))
    }

    @Test func knowsWhereItIs() {
        var wire = Wire()
        #expect(!wire.reader.isInside)
        _ = wire.receive([])
        #expect(!wire.reader.isInside)
        _ = wire.receive("POST / HTTP/1.1\r\n".utf8)
        #expect(wire.reader.isInside)
        _ = wire.receive("Host: h\r\nContent-Length: 1\r\n\r\n".utf8)
        #expect(wire.reader.isInside)
        _ = wire.receive("aG".utf8)
        #expect(!wire.reader.isInside)
        #expect(wire.receive([]) == .incomplete(consumed: 0))
        #expect(wire.reader.isInside)
    }

    @Test func looksFieldsUp() throws {
        var wire = Wire()
        _ = wire.receive("GET /a?b HTTP/1.1\r\nHOST: h\r\nA: 1\r\na: 2\r\nConnection: x, Upgrade\r\n\r\n".utf8)
        let request = wire.reader.request
        #expect(request["host"].map(Array.init) == Array("h".utf8))
        #expect(request["A"].map(Array.init) == Array("1".utf8))
        #expect(request["b"] == nil)
        #expect(Array(request.rawTarget) == Array("/a?b".utf8))
        #expect(request.wantsUpgrade)
        _ = wire.receive("GET / HTTP/1.0\r\nConnection: upgrade\r\n\r\n".utf8)
        #expect(!wire.reader.request.wantsUpgrade)
        // What was handed out before stays as it was.
        #expect(request.request.target == "/a?b")
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func survivesNoise(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let models = Self.requests.map { Array($0.0.utf8) }
        for _ in 0..<2_000 {
            var raw = models[Int.random(in: 0..<4, using: &chance)]
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                raw[Int.random(in: 0..<raw.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
            WireCase.sameInAllPortions(raw)
        }
    }

    @Test func agreesOnAuthorities() {
        var chance = SeededGenerator(seed: 7)
        let marks = Array("aZ09-._:[]f1%@/ \u{E9}".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...9, using: &chance)).map { _ in marks.randomElement(using: &chance) ?? 0
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(bytes.span.hasAuthority(at: Extent(0, bytes.count)) == (Authority(text) != nil), "\(text)")
        }
    }
}

extension WireCase {
    /// Whatever it is.
    fileprivate static func sameInAllPortions(_ raw: [UInt8]) {
        var whole = Wire()
        let expected = whole.receive(raw)
        var bytes = Wire()
        var outcome = RequestReader.Outcome.incomplete(consumed: 0)
        for byte in raw where bytes.isOpen(outcome) { outcome = bytes.receive([byte]) }
        switch (expected, outcome) {
        case (.complete, .complete): #expect(whole.reader.request.request == bytes.reader.request.request)
        case (.refused(let one), .refused(let other)): #expect(one == other)
        case (.incomplete, .incomplete), (.awaitsContinue, .awaitsContinue): #expect(whole.consumed == bytes.consumed)
        default: Issue.record("\(expected) is not \(outcome): \(raw)")
        }
    }
}

extension Wire {
    fileprivate func isOpen(_ outcome: RequestReader.Outcome) -> Bool {
        switch outcome {
        case .incomplete, .awaitsContinue: true
        case .complete, .refused: false
        }
    }
}
