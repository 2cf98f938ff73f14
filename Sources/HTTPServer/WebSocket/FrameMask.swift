/// The four bytes that mask a client's payload, repeated.
struct FrameMask {
    /// The lowest byte is the next one.
    private var word: UInt32 = 0

    /// After four calls, the first byte is next.
    mutating func append(_ byte: UInt8) { word = word >> 8 | UInt32(byte) << 24 }

    /// Appends the bytes to `payload` without their mask. The mask then continues with the next portion.
    mutating func lift(from bytes: Span<UInt8>, to payload: inout [UInt8]) {
        let word = word
        // In this form, the compiler processes sixteen bytes at a time.
        payload.append(addingCapacity: bytes.count) { room in
            for index in bytes.indices {
                let shift = UInt32(truncatingIfNeeded: (index & 3) &* 8)
                room.append(bytes[index] ^ UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        let turn = UInt32(truncatingIfNeeded: (bytes.count & 3) &* 8)
        self.word = word >> turn | word << ((32 &- turn) & 31)
    }
}
