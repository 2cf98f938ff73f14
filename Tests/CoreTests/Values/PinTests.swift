import Core
import Seeded
import Testing

struct PinTests {
    static let typed: [(String, UInt32)] = [
        ("100000", 100_000), ("999999", 999_999), ("424242", 424_242), (" 424242 ", 424_242), ("424 242", 424_242),
        ("4 2 4 2 4 2", 424_242), ("   42   4242", 424_242),
    ]

    @Test(arguments: typed) func readsWhatIsTyped(_ text: String, _ value: UInt32) throws {
        let pin = try #require(Pin(typed: text))
        #expect(pin.value == value && pin == Pin(value))
        #expect(pin.digits == String(value))
    }

    static let untyped = [
        "", " ", "42424", "4242421", "099999", "000000", "+42424", "-42424", "4242.4", "42424a", "0x1234", "４２４２４２",
        "٤٢٤٢٤٢", "424\t242", "424-242", "424\u{A0}242", "424242\n", "1e5000", "42424\u{301}2",
    ]

    @Test(arguments: untyped) func refusesAllElse(_ text: String) { #expect(Pin(typed: text) == nil) }

    @Test(arguments: [0, 1, 99_999, 1_000_000, UInt32.max]) func hasSixDigits(_ value: UInt32) {
        #expect(Pin(value) == nil)
    }

    struct Constant: RandomNumberGenerator {
        let word: UInt64
        mutating func next() -> UInt64 { word }
    }

    /// The lowest and the highest word that a generator can give.
    @Test func reachesBothEnds() {
        var (lowest, highest) = (Constant(word: UInt64(UInt32.max)), Constant(word: .max))
        let ends = Set([Pin(using: &lowest).value, Pin(using: &highest).value])
        #expect(ends.isSubset(of: [100_000, 999_999]))
        #expect(ends.contains(999_999))
        var generator = SeededGenerator(seed: Seed.base)
        let drawn = (0..<40_000).map { _ in Pin(using: &generator).value }
        #expect(drawn.min()! < 100_300 && drawn.max()! > 999_700)
    }

    /// Ninety bins of equal width: the sum of squares is around 89, and beyond 180 in one of ten million cases.
    @Test(arguments: [UInt64(1), 2, 3]) func isUniform(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bins = [Int](repeating: 0, count: 90)
        let draws = 45_000
        for _ in 0..<draws { bins[Int(Pin(using: &generator).value - 100_000) / 10_000] += 1 }
        let expected = Double(draws) / 90
        let sum = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect((35...180).contains(sum))
    }
}
