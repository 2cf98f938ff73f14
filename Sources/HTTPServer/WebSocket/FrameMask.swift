/// The four bytes that a client lays over its payload, again and again.
struct FrameMask {
    /// The byte that is due next lies lowest.
    private var word: UInt32 = 0

    /// After four, the first of them is due.
    mutating func append(_ byte: UInt8) { word = word >> 8 | UInt32(byte) << 24 }

    /// Adds the bytes to `payload` without their mask, which then stands where the next portion goes on.
    mutating func lift(from bytes: Span<UInt8>, to payload: inout [UInt8]) {
        let word = word
        // Written so, the compiler does it sixteen bytes at a time.
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
