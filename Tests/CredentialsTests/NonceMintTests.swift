import Credentials
import Testing

struct NonceMintTests {
    /// The mint of the vectors, in the process that made them.
    static let mint = {
        var generator = ConstantGenerator(word: 0x0123_4567_89AB_CDEF)
        return NonceMint(using: &generator)
    }()
    static let made = DPoPVectors.madeAt

    static let verdicts: [(Duration, NonceMint.Verdict)] = [
        (.zero, .good(expires: made + .seconds(60))), (.milliseconds(1), .good(expires: made + .seconds(60))),
        (.milliseconds(59_999), .good(expires: made + .seconds(60))), (.milliseconds(60_000), .stale),
        (.seconds(86_400 * 365), .stale), (.milliseconds(-1), .stale), (.seconds(-5_000), .stale),
    ]

    @Test(arguments: verdicts) func ages(_ age: Duration, _ verdict: NonceMint.Verdict) {
        #expect(Self.mint.check(DPoPVectors.nonce, now: Self.made + age) == verdict)
    }

    @Test func isWhatAnotherProgramMakes() {
        #expect(Self.mint.mint(now: Self.made) == DPoPVectors.nonce)
        #expect(Self.mint.mint(now: Self.made + .microseconds(999)) == DPoPVectors.nonce)
        #expect(Self.mint.mint(now: Self.made + .milliseconds(1)) != DPoPVectors.nonce)
    }

    @Test func oneOfAnotherProcessIsForged() {
        var generator = SecureRandom()
        let other = NonceMint(using: &generator)
        #expect(Self.mint.check(other.mint(now: Self.made), now: Self.made) == .forged)
        #expect(other.check(other.mint(now: Self.made), now: Self.made) == .good(expires: Self.made + .seconds(60)))
    }

    @Test func everyOtherTextIsForged() {
        let good = DPoPVectors.nonce
        for text in ["", "A", good + "A", String(good.dropLast()), good + "=", " " + good.dropLast()] {
            #expect(Self.mint.check(text, now: Self.made) == .forged)
        }
        for index in good.indices {
            for other in ["A", "B", "_", "=", "é"] where other != String(good[index]) {
                let bad = good.replacingCharacter(at: index, with: other)
                #expect(Self.mint.check(bad, now: Self.made) == .forged)
            }
        }
    }
}

extension String {
    func replacingCharacter(at index: Index, with other: String) -> String {
        self[..<index] + other + self[self.index(after: index)...]
    }
}
