import Core
import Credentials
import HTTPServer
import Synchronization
import Testing

@testable import Access

/// Codes with which a browser comes back to a service: valid once, for 30 s, at one host, in the browser that began there.
@Suite struct SignInTests {
    private let now: Instant
    private let signIns: SignIns
    private let media: ServiceOrigin
    private let peer = PeerID(number: 7)
    private let visit: SignIns.Visit
    private let start: SecretHash

    /// A monotonic time that a test sets.
    private final class Instant: Sendable {
        let value = Mutex(Duration.seconds(100))
    }

    init() throws {
        let now = Instant()
        self.now = now
        signIns = SignIns(elapsed: { now.value.withLock { $0 } })
        media = try #require(ServiceOrigin(isTLS: true, host: "media.home.example", port: nil))
        var random = SecureRandom()
        visit = SignIns.Visit(key: SigningKey(using: &random).publicKey, path: "/library?x=1")
        start = SessionSecret(using: &random).hash
    }

    private func begin() throws -> String {
        var random = SecureRandom()
        return try signIns.begin(visit, of: peer, at: media, from: start, using: &random).text
    }

    @Test func aCodeIsValidOnce() throws {
        let code = try begin()
        let ended = try #require(signIns.end(code, at: media, from: start))
        #expect(ended.key == visit.key && ended.path == "/library?x=1")
        #expect(signIns.end(code, at: media, from: start) == nil)
        #expect(signIns.end("invented", at: media, from: start) == nil)
    }

    /// Somebody who reads the code can neither use it nor use it up.
    @Test func aCodeIsForOneHostAndOneBrowser() throws {
        let code = try begin()
        var random = SecureRandom()
        let others = [(true, "papers.home.example", nil), (true, media.host, 8_443), (false, media.host, UInt16(443))]
        for (isTLS, host, port) in others {
            let origin = try #require(ServiceOrigin(isTLS: isTLS, host: host, port: port))
            #expect(signIns.end(code, at: origin, from: start) == nil, "\(origin)")
        }
        #expect(signIns.end(code, at: media, from: SessionSecret(using: &random).hash) == nil)
        #expect(signIns.end(code, at: media, from: start) != nil)
    }

    @Test func aCodeEndsAfterThirtySeconds() throws {
        let (early, late) = (try begin(), try begin())
        now.value.withLock { $0 += .seconds(30) - .milliseconds(1) }
        #expect(signIns.end(early, at: media, from: start) != nil)
        now.value.withLock { $0 += .milliseconds(1) }
        #expect(signIns.end(late, at: media, from: start) == nil)
    }

    @Test func aPeerHasAFewCodesAtATime() throws {
        for _ in 1...TicketLimits.quota { _ = try begin() }
        #expect(throws: TicketRejection.peerQuotaReached) { try begin() }
        now.value.withLock { $0 += .seconds(31) }
        _ = try begin()
    }
}
