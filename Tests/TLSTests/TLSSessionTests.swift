import Testing

@testable import TLS

@Suite struct TLSSessionTests {
    private let context: TLSContext
    private let buffers = TLSBuffers()

    init() throws { context = try #require(TestCertificate.context()) }

    @Test(arguments: [false, true]) func bytesPassBothWays(isOld: Bool) throws {
        let both = try #require(MemoryConnection(context, buffers, isOld: isOld))
        var room = [UInt8](repeating: 0, count: 100)
        let sealed = both.client.seal("hello".utf8)
        #expect(both.server.open(sealed[...], into: &room, atMost: .max) == .count(5))
        #expect(room[..<5].elementsEqual("hello".utf8))
        #expect(both.server.seal(Array("answer".utf8)[...]) == 6)
        #expect(both.client.open(buffers.taken).elementsEqual("answer".utf8))
        #expect(both.server.open(both.client.sealEnd()[...], into: &room, atMost: .max) == .ended)
        #expect(both.server.peerHasEnded)
    }

    /// Wherever a record is cut, a part of it has arrived: also if that is exactly its head.
    @Test(arguments: [false, true]) func everyPartOfARecordIsNoticed(isOld: Bool) throws {
        let both = try #require(MemoryConnection(context, buffers, isOld: isOld))
        var room = [UInt8](repeating: 0, count: 100)
        let sealed = both.client.seal("hello".utf8)
        #expect(!both.server.hasPartOfRecord)
        for index in sealed.indices.dropLast() {
            #expect(both.server.open(sealed[index...index], into: &room, atMost: .max) == .needsMore)
            #expect(both.server.hasPartOfRecord, "after \(index + 1) bytes")
        }
        #expect(both.server.open(sealed.suffix(1), into: &room, atMost: .max) == .count(5))
        #expect(!both.server.hasPartOfRecord)
    }

    /// Sessions share the buffers. What one has sealed must never be sent to the other side of another.
    @Test func whatWasNotTakenIsForgotten() throws {
        let sessions = try (0..<2).map { _ in try #require(TLSSession(context, buffers)) }
        var room = [UInt8](repeating: 0, count: 100)
        let nonsense = [22, 3, 1, 0, 5] + Array("hello".utf8)
        for session in sessions { #expect(session.open(nonsense[...], into: &room, atMost: .max) == .failed) }
        let alert = buffers.taken
        #expect(alert.count == 7 && alert.first == 21, "one alert, that of the last session: \(alert)")
    }

    @Test(
        arguments: [
            ([8] + Array("http/1.1".utf8), 1..<9), ([2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8), 4..<12),
            ([2] + Array("h2".utf8), nil), ([9] + Array("http/1.1x".utf8), nil), ([], nil),
            ([8] + Array("http/1.".utf8), nil),
            ([7] + Array("http/1.1".utf8), nil), ([0, 8] + Array("http/1.1".utf8), 2..<10), ([255], nil),
        ] as [([UInt8], Range<Int>?)])
    func aProtocolIsFound(_ list: [UInt8], _ place: Range<Int>?) {
        #expect(ApplicationProtocol.place(in: list) == place)
    }
}
