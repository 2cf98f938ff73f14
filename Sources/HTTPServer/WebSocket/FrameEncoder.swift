/// Frames of a server. They are not masked, so all clients can share one array.
public enum FrameEncoder {
    /// `text` is UTF-8; this is not checked here.
    public static func text(_ text: [UInt8]) -> [UInt8] { frame(.text, text) }

    /// A text message.
    public static func text(_ text: String) -> [UInt8] { frame(.text, Array(text.utf8)) }

    /// A binary message.
    public static func binary(_ bytes: [UInt8]) -> [UInt8] { frame(.binary, bytes) }

    /// Asks for a sign of life. Traps over 125 bytes.
    public static func ping(_ payload: [UInt8] = []) -> [UInt8] { control(.ping, payload) }

    /// Answers a ping with its payload. Traps over 125 bytes, which no ping has.
    public static func pong(_ payload: [UInt8]) -> [UInt8] { control(.pong, payload) }

    /// The last frame. A reason over 123 bytes is cut, at a whole character.
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
