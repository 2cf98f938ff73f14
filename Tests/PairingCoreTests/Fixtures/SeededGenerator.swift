import Glibc

/// SplitMix64: what a test draws can be drawn again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension SeededGenerator {
    /// True about once in `rarity` times.
    mutating func once(in rarity: Int) -> Bool { Int.random(in: 0..<rarity, using: &self) == 0 }
}

enum Seed {
    /// `KITH_SEED` walks another way, or the same way again.
    static let base: UInt64 = unsafe getenv("KITH_SEED").flatMap { UInt64(unsafe String(cString: $0)) } ?? 20_261_120

    /// `KITH_SOAK` walks further.
    static let isSoak = unsafe getenv("KITH_SOAK") != nil
}
