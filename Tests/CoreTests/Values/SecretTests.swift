import Core
import Seeded
import Testing

/// Something that has a secret inside.
private struct Holder<Secret> {
    let secret: Secret
}

struct SecretTests {
    private static let octets16 = Octets16((0..<16).map { $0 * 16 + 7 })!
    private static let octets32 = Octets32((0..<32).map { $0 * 8 + 5 })!

    /// Whatever way a value is made into text, nothing of it shows.
    private func checkHidden<Secret>(_ secret: Secret, _ shown: String, _ parts: [String]) {
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Optional(secret) as Any)",
            "\([secret])", "\(Holder(secret: secret))", String(reflecting: [1: secret]),
        ]
        for text in texts {
            #expect(text.contains(shown))
            for part in parts { #expect(!text.contains(part), "\(text) gives away \(part)") }
        }
    }

    @Test func descriptionsRevealNothing() {
        checkHidden(JoinToken("7K2MQ9XW4D")!, "JoinToken(hidden)", ["7K2", "W4D"])
        checkHidden(
            JoinSecret(Self.octets16), "JoinSecret(hidden)", [JoinSecret(Self.octets16).text, "\(Self.octets16)"])
        checkHidden(
            ClaimSecret(Self.octets32), "ClaimSecret(hidden)", [ClaimSecret(Self.octets32).text, "\(Self.octets32)"])
        checkHidden(Pin(424_242)!, "Pin(hidden)", ["424", "242"])
    }

    @Test func neitherDoesWhatHoldsThem() {
        let connected = Fixture.pairing(Situation.pinVerified.state)
        for text in ["\(connected)", String(reflecting: connected)] {
            #expect(text.contains("Pin(hidden)") && text.contains("JoinSecret(hidden)"))
            #expect(!text.contains(Fixture.ticket.pin.digits) && !text.contains("424242"))
            #expect(!text.contains(Fixture.secret.text) && !text.contains("\(Fixture.secret.octets)"))
        }
        let fact = "\(Fact.deviceConnected(Fixture.pairingID, Fixture.claimant(), at: Fixture.start))"
        #expect(!fact.contains("hidden") && !fact.contains("424242"))
    }

    @Test func joinSecretsAreTwentyTwoCharacters() throws {
        let secret = JoinSecret(Self.octets16)
        #expect(secret.text.utf8.count == 22)
        #expect(JoinSecret(text: secret.text) == secret)
        #expect(JoinSecret(text: "AAAAAAAAAAAAAAAAAAAAAA")?.octets.bytes == Array(repeating: 0, count: 16))
        for bad in [
            "", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAA==",
        ] {
            #expect(JoinSecret(text: bad) == nil)
        }
    }

    @Test func claimSecretsAreFortyThreeCharacters() throws {
        let secret = ClaimSecret(Self.octets32)
        #expect(secret.text.utf8.count == 43)
        #expect(ClaimSecret(text: secret.text) == secret)
        for bad in [
            "", String(repeating: "A", count: 42), String(repeating: "A", count: 44), String(repeating: "B", count: 43),
        ] {
            #expect(ClaimSecret(text: bad) == nil)
        }
    }

    @Test func drawnOnesDiffer() {
        var generator = SeededGenerator(seed: 128)
        let secrets = (0..<100).map { _ in JoinSecret(using: &generator) }
        let claims = (0..<100).map { _ in ClaimSecret(using: &generator) }
        #expect(Set(secrets).count == 100 && Set(claims).count == 100)
        #expect(secrets.allSatisfy { JoinSecret(text: $0.text) == $0 })
        #expect(claims.allSatisfy { ClaimSecret(text: $0.text) == $0 })
    }
}

struct OctetsTests {
    @Test(arguments: [0, 1, 15, 17, 31, 33]) func otherLengthsAreRefused(_ count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Octets16(bytes) == nil)
        #expect(Octets32(bytes) == nil)
    }

    @Test func bytesComeBackInOrder() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(Octets32(bytes)?.bytes == bytes)
        #expect(Octets16(bytes[8..<24])?.bytes == Array(bytes[8..<24]))
        #expect(Octets16(bytes) == nil && Octets32(bytes.prefix(16)) == nil)
    }

    @Test func everyBitCounts() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let (sixteen, thirtyTwo) = (Octets16(bytes.prefix(16)), Octets32(bytes))
        for bit in 0..<256 {
            var other = bytes
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Octets32(other) != thirtyTwo)
            if bit < 128 { #expect(Octets16(other.prefix(16)) != sixteen) }
        }
        #expect(Set([thirtyTwo, Octets32(bytes)]).count == 1)
    }

    @Test func drawsAllOfItsBytes() {
        var (one, other) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
        let words = (0..<4).map { _ in one.next() }
        let drawn = Octets32(using: &other)
        #expect(drawn.bytes == words.flatMap { word in (0..<8).map { UInt8(word >> (56 - 8 * UInt64($0)) & 255) } })
    }
}
