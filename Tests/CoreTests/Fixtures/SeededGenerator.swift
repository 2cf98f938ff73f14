import Glibc
import Seeded

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
