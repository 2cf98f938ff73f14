/// A client's frame, right or wrong in any way.
struct ClientFrame {
    enum LengthForm { case shortest, twoBytes, eightBytes }

    var opcode: UInt8
    var payload: [UInt8] = []
    var isFinal = true
    var reserved: UInt8 = 0
    var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    var form = LengthForm.shortest
    /// Where the head contradicts the payload.
    var declared: UInt64?

    var bytes: [UInt8] {
        [(isFinal ? 0x80 : 0) | reserved << 4 | opcode] + length + (mask ?? []) + masked
    }

    private var masked: [UInt8] {
        guard let mask else { return payload }
        return payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    private var length: [UInt8] {
        let length = declared ?? UInt64(payload.count)
        let bit: UInt8 = mask == nil ? 0 : 0x80
        if form == .shortest, length <= 125 { return [bit | UInt8(length)] }
        let isShort = form == .twoBytes || form == .shortest && length <= 0xFFFF
        let places = (0..<(isShort ? 2 : 8)).reversed()
        return [bit | (isShort ? 126 : 127)] + places.map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }
}

extension ClientFrame {
    static func text(_ text: String, isFinal: Bool = true) -> Self {
        Self.text(Array(text.utf8), isFinal: isFinal)
    }

    static func text(_ payload: [UInt8], isFinal: Bool = true) -> Self {
        Self(opcode: 1, payload: payload, isFinal: isFinal)
    }

    static func binary(_ payload: [UInt8], isFinal: Bool = true) -> Self {
        Self(opcode: 2, payload: payload, isFinal: isFinal)
    }

    static func more(_ text: String, isFinal: Bool = true) -> Self { more(Array(text.utf8), isFinal: isFinal) }

    static func more(_ payload: [UInt8], isFinal: Bool = true) -> Self {
        Self(opcode: 0, payload: payload, isFinal: isFinal)
    }

    static func close(_ code: UInt16, _ reason: [UInt8] = []) -> Self {
        Self(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }

    static func close(_ code: UInt16, _ reason: String) -> Self { close(code, Array(reason.utf8)) }

    static func ping(_ text: String = "") -> Self { ping(Array(text.utf8)) }
    static func ping(_ payload: [UInt8]) -> Self { Self(opcode: 9, payload: payload) }
    static func pong(_ text: String = "") -> Self { Self(opcode: 10, payload: Array(text.utf8)) }

    /// A message in frames of so many bytes each.
    static func chopped(_ payload: [UInt8], by size: Int, opcode: UInt8 = 1) -> [Self] {
        stride(from: 0, to: max(payload.count, 1), by: size).map { start in
            let end = min(start + size, payload.count)
            return Self(
                opcode: start == 0 ? opcode : 0, payload: Array(payload[start..<end]), isFinal: end == payload.count)
        }
    }
}
