import Credentials
import Seeded
import Testing

struct ReplayMemoryTests {
    static let end = Duration.seconds(60)

    @Test func defaults() {
        #expect(ReplayLimits.capacity == 65_536)
        #expect(ReplayLimits.quota == 1_024)
    }

    @Test func oncePerPeer() {
        var memory = ReplayMemory<Int64>()
        #expect(memory.admit(jti: "first-one", peer: 1, until: Self.end, now: .zero) == .admitted)
        #expect(memory.admit(jti: "first-one", peer: 1, until: Self.end, now: .zero) == .replayed)
        #expect(memory.admit(jti: "first-one", peer: 1, until: Self.end, now: .seconds(59.999)) == .replayed)
        #expect(memory.admit(jti: "other-one", peer: 1, until: Self.end, now: .zero) == .admitted)
        #expect(memory.admit(jti: "first-one", peer: 2, until: Self.end, now: .zero) == .admitted)
        #expect(memory.count == 3)
    }

    @Test func remembersWhatWasUsed() {
        var memory = ReplayMemory<Int64>()
        #expect(!memory.remembers(jti: "first-one", peer: 1))
        _ = memory.admit(jti: "first-one", peer: 1, until: Self.end, now: .zero)
        #expect(memory.remembers(jti: "first-one", peer: 1))
        #expect(!memory.remembers(jti: "first-one", peer: 2))
        #expect(!memory.remembers(jti: "other-one", peer: 1))
    }

    /// A proof that is refused because the memory is full is not remembered, so it must never be accepted later.
    @Test func whatWasRefusedNeverCounts() {
        for capacity in [3, 100] {
            var memory = ReplayMemory<Int64>(capacity: capacity, quota: 3)
            for number in 0..<3 { _ = memory.admit(jti: "jti \(number)", peer: 1, until: Self.end, now: .zero) }
            let later = Self.end + .seconds(30)
            #expect(memory.admit(jti: "refused", peer: 1, until: later, now: .seconds(30)) == .peerQuotaReached)
            let isFull = memory.admit(jti: "refused", peer: 2, until: later, now: .seconds(30)) == .full
            #expect(isFull == (capacity == 3))
            let now = Self.end + .seconds(1)
            for peer in [1, 2] as [Int64] where isFull || peer == 1 {
                #expect(memory.admit(jti: "refused", peer: peer, until: later, now: now) != .admitted)
                let fresh = now + Self.end
                #expect(memory.admit(jti: "refused", peer: peer, until: fresh, now: now) == .admitted)
            }
            #expect(memory.admit(jti: "refused", peer: 3, until: later + .seconds(1), now: now) == .admitted)
        }
    }

    @Test func neverForgottenBeforeTheNonceDies() {
        for milliseconds in stride(from: 0, to: 2_000, by: 100) {
            var memory = ReplayMemory<Int64>()
            let until = Self.end + .milliseconds(milliseconds)
            #expect(memory.admit(jti: "identifier", peer: 1, until: until, now: .zero) == .admitted)
            #expect(memory.admit(jti: "identifier", peer: 1, until: until, now: until - .milliseconds(1)) == .replayed)
            let later = until + .seconds(1)
            #expect(memory.admit(jti: "after that", peer: 1, until: later + Self.end, now: later) == .admitted)
            #expect(memory.count == 1)
        }
    }

    @Test func quotaOfAPeer() {
        var memory = ReplayMemory<Int64>(capacity: 100, quota: 3)
        for number in 0..<3 {
            #expect(memory.admit(jti: "jti \(number)", peer: 1, until: Self.end, now: .zero) == .admitted)
        }
        #expect(memory.admit(jti: "jti 3", peer: 1, until: Self.end, now: .zero) == .peerQuotaReached)
        #expect(memory.admit(jti: "jti 0", peer: 1, until: Self.end, now: .zero) == .replayed)
        #expect(memory.admit(jti: "jti 3", peer: 2, until: Self.end, now: .zero) == .admitted)
        #expect(memory.admit(jti: "jti 3", peer: 1, until: Self.end * 3, now: .seconds(61)) == .admitted)
    }

    @Test func fullRefusesAndForgetsNothing() {
        var memory = ReplayMemory<Int64>(capacity: 4, quota: 2)
        for peer in 0..<2 as Range<Int64> {
            for number in 0..<2 { _ = memory.admit(jti: "jti \(number)", peer: peer, until: Self.end, now: .zero) }
        }
        #expect(memory.admit(jti: "jti 0", peer: 9, until: Self.end, now: .zero) == .full)
        #expect(memory.count == 4)
        for peer in 0..<2 as Range<Int64> {
            #expect(memory.admit(jti: "jti 1", peer: peer, until: Self.end, now: .zero) == .replayed)
        }
        #expect(memory.admit(jti: "jti 0", peer: 9, until: Self.end * 3, now: .seconds(61)) == .admitted)
        #expect(memory.count == 1)
    }

    @Test func atFullSizeItFillsAndEmpties() {
        var memory = ReplayMemory<Int64>()
        for number in 0..<ReplayLimits.capacity {
            let verdict = memory.admit(jti: "\(number)", peer: Int64(number % 64), until: Self.end, now: .zero)
            if verdict != .admitted { Issue.record("\(number): \(verdict)") }
        }
        #expect(memory.admit(jti: "more", peer: 64, until: Self.end, now: .zero) == .full)
        #expect(memory.admit(jti: "more", peer: 64, until: Self.end * 2, now: .seconds(61)) == .admitted)
        #expect(memory.count == 1)
    }

    /// Against a model that keeps everything: no proof passes twice while its nonce lives, and the bounds hold.
    @Test(arguments: 0..<20 as Range<UInt64>) func randomWalk(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var memory = ReplayMemory<Int64>(capacity: 30, quota: 8)
        var admitted: [String: Duration] = [:]
        var now = Duration.zero
        for _ in 0..<2_000 {
            now += .milliseconds(Int.random(in: 0...900, using: &generator))
            let peer = Int64.random(in: 0..<6, using: &generator)
            let jti = "jti \(Int.random(in: 0..<40, using: &generator))"
            let until = now + .milliseconds(Int.random(in: 1...60_000, using: &generator))
            let verdict = memory.admit(jti: jti, peer: peer, until: until, now: now)
            let isUsed = admitted["\(peer) \(jti)"].map { now < $0 } ?? false
            if isUsed { #expect(verdict == .replayed) }
            if verdict == .admitted { admitted["\(peer) \(jti)"] = until }
            #expect(memory.count <= 30)
        }
    }
}
