/// A server's frames. They are not masked, so one array serves everybody that it goes to.
public enum FrameEncoder {
    /// `text` is UTF-8, which nobody looks after here.
    public static func text(_ text: [UInt8]) -> [UInt8] { frame(.text, text) }

    /// A text message.
    public static func text(_ text: String) -> [UInt8] { frame(.text, Array(text.utf8)) }

    /// A message of any bytes.
    public static func binary(_ bytes: [UInt8]) -> [UInt8] { frame(.binary, bytes) }

    /// Asks whether somebody is still there. Traps over 125 bytes.
    public static func ping(_ payload: [UInt8] = []) -> [UInt8] { control(.ping, payload) }

    /// Answers a ping with what it held. Traps over 125 bytes, which no ping ever holds.
    public static func pong(_ payload: [UInt8]) -> [UInt8] { control(.pong, payload) }

    /// The last frame. A reason over 123 bytes loses its end, by whole characters.
    public static func close(_ code: CloseCode, reason: String = "") -> [UInt8] {
        var payload = [UInt8(code.value >> 8), UInt8(truncatingIfNeeded: code.value)]
        for scalar in reason.unicodeScalars {
            let bytes = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            guard payload.count + bytes.count <= 125 else { break }
            payload += bytes
        }
        return control(.close, payload)
    }

    private static func control(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        precondition(payload.count <= 125, "A control frame holds 125 bytes")
        return frame(opcode, payload)
    }

    private static func frame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 10)
        frame.append(0x80 | opcode.rawValue)
        appendLength(payload.count, to: &frame)
        frame += payload
        return frame
    }

    private static func appendLength(_ length: Int, to frame: inout [UInt8]) {
        let size = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8
        frame.append(size == 0 ? UInt8(length) : size == 2 ? 126 : 127)
        for place in (0..<size).reversed() {
            frame.append(UInt8(truncatingIfNeeded: length >> (8 * place)))
        }
    }
}
