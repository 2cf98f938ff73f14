import Core
import Credentials
import JSON
import Seeded
import Testing

/// The same word for ever: gives a mint the key that the vectors were made with.
struct ConstantGenerator: RandomNumberGenerator {
    let word: UInt64

    mutating func next() -> UInt64 { word }
}

func octets(hex: String) throws -> Octets32 { try #require(Octets32(bytes(hex: hex))) }

func key(hex: String) throws -> PublicKey { PublicKey(try octets(hex: hex)) }

func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex)
    return try stride(from: 0, to: digits.count, by: 2).map {
        try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
