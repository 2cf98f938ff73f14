import Core

/// Checks that 32 bytes are an Ed25519 key worth trusting. A key is the little-endian y of a point of
///
///     -x^2 + y^2 = 1 + d x^2 y^2   (mod p = 2^255 - 19)
///
/// and, in its highest bit, the parity of x.
enum KeyCheck {
    /// False for y >= p: the same point would have a second encoding, and a revoked peer could use it.
    static func isCanonical(_ key: PublicKey) -> Bool {
        let y = magnitude(of: key)
        // p is ED FF .. FF 7F.
        return !(y[31] == 0x7F && y[1..<31].allSatisfy { $0 == 0xFF } && y[0] >= 0xED)
    }

    /// True for the points of order 1, 2, 4 and 8, with either sign. The list holds the canonical y. x = 0, which has
    /// no negative, occurs only at y = 1 and y = -1, so that its signed form is rejected here too.
    static func hasLowOrder(_ key: PublicKey) -> Bool { lowOrder.contains(magnitude(of: key)) }

    /// True if x^2 = (y^2 - 1) / (d y^2 + 1) has a solution.
    static func isOnCurve(_ key: PublicKey) -> Bool {
        let field = Field25519()
        let squaredY = field.square(BigNumber(littleEndian: magnitude(of: key)))
        let numerator = field.subtract(squaredY, field.one)
        let denominator = field.add(field.multiply(field.d, squaredY), field.one)
        // u / v is a square exactly if u v is one. v is never 0, because -1 / d is no square.
        return field.isSquare(field.multiply(numerator, denominator))
    }

    private static func magnitude(of key: PublicKey) -> [UInt8] {
        var bytes = key.octets.bytes
        bytes[31] &= 0x7F
        return bytes
    }

    private static let lowOrder: Set<[UInt8]> = {
        let zero = [UInt8](repeating: 0, count: 32)
        let one = [1] + zero.dropLast()
        let minusOne = [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        return [zero, one, minusOne, orderEight, otherOrderEight]
    }()

    /// The two y of the four points of order 8.
    private static let orderEight: [UInt8] = [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
        0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ]
    private static let otherOrderEight: [UInt8] = [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
        0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ]
}
