import Core
import Credentials
import Seeded
import Testing

struct Ed25519Tests {
    @Test(arguments: Ed25519Vector.all) func vectors(_ vector: Ed25519Vector) throws {
        let signer = SigningKey(seed: try octets(hex: vector.seed))
        let message = try bytes(hex: vector.message)
        #expect(hex(signer.publicKey.octets.bytes) == vector.publicKey)
        #expect(hex(signer.sign(message)) == vector.signature)
        #expect(Ed25519.verify(signature: signer.sign(message), message: message, key: signer.publicKey))
        #expect(Ed25519.isAcceptable(signer.publicKey))
    }

    @Test func generatedKeysAreAcceptableAndDiffer() {
        var generator = SecureRandom()
        let signers = (0..<20).map { _ in SigningKey(using: &generator) }
        #expect(signers.allSatisfy { Ed25519.isAcceptable($0.publicKey) })
        #expect(Set(signers.map(\.publicKey)).count == signers.count)
    }

    @Test func aKeyHidesItself() {
        let signer = SigningKey(seed: Octets32(repeatElement(7, count: 32))!)
        #expect("\(signer)" == "SigningKey(hidden)")
        #expect(String(reflecting: signer) == "SigningKey(hidden)")
        #expect("\([signer])" == "[SigningKey(hidden)]")
    }

    @Test func textAndBytesOfAKeyAreChecked() throws {
        let key = try key(hex: DPoPVectors.publicKey)
        #expect(PublicKey(text: key.text) == key)
        #expect(PublicKey(checking: key.octets.bytes) == key)
        #expect(PublicKey(text: key.text + "=") == nil)
        #expect(PublicKey(text: "") == nil)
        #expect(PublicKey(checking: key.octets.bytes.dropLast()) == nil)
        #expect(PublicKey(checking: [UInt8](repeating: 0, count: 32)) == nil)
    }
}

/// One good signature, and what becomes of it when something about it is wrong.
struct Ed25519RefusalTests {
    static let signer = SigningKey(seed: Octets32(Array(0..<32))!)
    static let message = Array("message".utf8)
    static let good = signer.sign(message)

    static func check(_ signature: [UInt8], _ message: [UInt8] = message, key: PublicKey = signer.publicKey) -> Bool {
        Ed25519.verify(signature: signature, message: message, key: key)
    }

    @Test func everyFlippedBitIsRefused() {
        #expect(Self.check(Self.good))
        for bit in 0..<Self.good.count * 8 {
            var bad = Self.good
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!Self.check(bad), "bit \(bit)")
        }
    }

    @Test func otherLengthsMessagesAndKeysAreRefused() {
        #expect(!Self.check([]))
        #expect(!Self.check(Self.good.dropLast()))
        #expect(!Self.check(Self.good + [0]))
        #expect(!Self.check(Self.good, Self.message + [0]))
        #expect(!Self.check(Self.good, []))
        #expect(!Self.check(Self.good, key: SigningKey(seed: Octets32(Array(1...32))!).publicKey))
    }

    /// S + L fits the same equation: one message would have two signatures.
    @Test func sBeyondTheGroupOrderIsRefused() throws {
        let order = try bytes(hex: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var bad = Self.good
        var carry = 0
        for (index, byte) in order.enumerated() {
            let sum = Int(bad[32 + index]) + Int(byte) + carry
            bad[32 + index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(!Self.check(bad))
        #expect(!Self.check(Array(Self.good.prefix(32)) + order))
    }

    @Test func anotherSpellingOfRIsRefused() throws {
        #expect(hex(Self.signer.publicKey.octets.bytes) == DPoPVectors.publicKey)
        #expect(!Self.check(try bytes(hex: DPoPVectors.secondSpellingOfR)))
    }

    /// Under the neutral element S = 0 with the same R would sign every message.
    @Test func lowOrderKeysVerifyNothing() throws {
        for text in KeyCheckTests.lowOrder {
            let neutral = [UInt8(1)] + [UInt8](repeating: 0, count: 63)
            #expect(!Self.check(neutral, key: try key(hex: text)), "\(text)")
        }
    }
}

struct KeyCheckTests {
    /// Every encoding of the points of order 1, 2, 4 and 8: both signs, canonical and not.
    static let lowOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ]

    @Test(arguments: lowOrder) func refusesLowOrder(_ text: String) throws {
        #expect(!Ed25519.isAcceptable(try key(hex: text)))
    }

    @Test(arguments: DPoPVectors.keysOffTheCurve) func refusesWhatIsNoPoint(_ text: String) throws {
        #expect(!Ed25519.isAcceptable(try key(hex: text)))
    }

    /// y = p + n for n from 0 to 18 is all there is; the highest bit is the sign.
    @Test func refusesEveryEncodingBeyondThePrime() throws {
        for first in UInt8(0xED)...0xFF {
            for last: UInt8 in [0x7F, 0xFF] {
                let encoding = [first] + [UInt8](repeating: 0xFF, count: 30) + [last]
                #expect(PublicKey(checking: encoding) == nil)
            }
        }
    }

    /// Computed again by Euler's criterion. A point has both signs.
    @Test func decidesSmallNumbers() {
        for y in UInt8(2)...10 {
            for sign: UInt8 in [0, 0x80] {
                let encoding = [y] + [UInt8](repeating: 0, count: 30) + [sign]
                #expect((PublicKey(checking: encoding) == nil) == [2, 7, 8].contains(y), "\(y)")
            }
        }
    }

    @Test func aboutHalfOfAllNumbersArePoints() {
        var generator = SeededGenerator(seed: 25_519)
        let keys = (0..<400).map { _ in PublicKey(Octets32(using: &generator)) }
        #expect((150...250).contains(keys.filter(Ed25519.isAcceptable).count))
    }
}
