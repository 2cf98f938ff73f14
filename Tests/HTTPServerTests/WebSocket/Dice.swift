import Glibc
import Seeded

/// What the walks throw. Each test has its seed in its name.
struct Dice: RandomNumberGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { generator.next() }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func once(in rarity: Int) -> Bool { below(rarity) == 0 }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// `KITH_SEED` walks another way, or the same way again; `KITH_SOAK` walks further.
    static let seeds: [UInt64] = {
        let base = unsafe getenv("KITH_SEED").flatMap { UInt64(unsafe String(cString: $0)) } ?? 20_261_120
        let count: UInt64 = unsafe getenv("KITH_SOAK") == nil ? 16 : 1024
        return (0..<count).map { base &+ $0 }
    }()
}
