@testable import HTTPServer

// The fuzzer of the frame decoder uses this file too.

typealias Event = FrameDecoder.Event

extension Event {
    static let malformed = Event.failure(.protocolError)
    static let notText = Event.failure(.invalidPayload)
    static let tooBig = Event.failure(.tooBig)
}

/// The same rules again, for complete bytes: slow, and short enough to be compared with the RFC.
struct ReferenceDecoder {
    private var rest: ArraySlice<UInt8>
    private let limits: FrameDecoder.Limits
    private var kind: UInt8 = 0
    private var message: [UInt8] = []
    private var fragments = 0
    private var events: [Event] = []

    static func events(of bytes: [UInt8], limits: FrameDecoder.Limits) -> [Event] {
        var decoder = Self(rest: bytes[...], limits: limits)
        while decoder.readFrame() {}
        return decoder.events
    }

    private init(rest: ArraySlice<UInt8>, limits: FrameDecoder.Limits) {
        (self.rest, self.limits) = (rest, limits)
    }

    private mutating func end(_ event: Event) -> Bool {
        events.append(event)
        return false
    }

    /// False at the end of it all.
    private mutating func readFrame() -> Bool {
        guard let first = rest.popFirst() else { return false }
        let (isFinal, opcode) = (first >= 0x80, first & 15)
        guard first & 0x70 == 0, [0, 1, 2, 8, 9, 10].contains(opcode), isFinal || opcode < 8
        else { return end(.malformed) }
        guard let second = rest.popFirst() else { return false }
        guard second >= 0x80, opcode < 8 || second & 127 <= 125 else { return end(.malformed) }
        var length = UInt64(second & 127)
        if length > 125 {
            let places = length == 126 ? 2 : 8
            if places == 8, let top = rest.first, top >= 0x80 { return end(.malformed) }
            guard rest.count >= places else { return false }
            length = rest.prefix(places).reduce(0) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(places)
            guard length > (places == 2 ? 125 : 65_535) else { return end(.malformed) }
        }
        guard rest.count >= 4 else { return false }
        let mask = Array(rest.prefix(4))
        rest = rest.dropFirst(4)
        if opcode < 8 {
            guard (opcode == 0) == (kind != 0) else { return end(.malformed) }
            kind = max(kind, opcode)
            fragments += 1
        }
        guard fragments <= limits.fragments, length <= limits.frame,
            opcode >= 8 || message.count + Int(length) <= limits.message
        else { return end(.tooBig) }
        let isWhole = rest.count >= length
        let payload = rest.prefix(Int(length)).enumerated().map { $1 ^ mask[$0 % 4] }
        rest = rest.dropFirst(Int(length))
        return opcode < 8 ? take(payload, isWhole, isFinal) : isWhole && take(control: opcode, payload)
    }

    private mutating func take(_ payload: [UInt8], _ isWhole: Bool, _ isFinal: Bool) -> Bool {
        message += payload
        let isText = kind == 1
        if isText, !isBeginningOfText(message) { return end(.notText) }
        guard isWhole, isFinal else { return isWhole }
        if isText, String(validating: message, as: UTF8.self) == nil { return end(.notText) }
        events.append(isText ? .text(message) : .binary(message))
        (kind, message, fragments) = (0, [], 0)
        return true
    }

    private mutating func take(control opcode: UInt8, _ payload: [UInt8]) -> Bool {
        guard opcode == 8 else {
            events.append(opcode == 9 ? .ping(payload) : .pong(payload))
            return true
        }
        guard !payload.isEmpty else { return end(.close(nil, reason: "")) }
        guard payload.count > 1, let code = CloseCode(UInt16(payload[0]) << 8 | UInt16(payload[1]))
        else { return end(.malformed) }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { return end(.notText) }
        return end(.close(code, reason: reason))
    }
}

/// Whether some text begins so. Asks the standard library, about every way on that could matter.
func isBeginningOfText(_ bytes: [UInt8]) -> Bool {
    let ways: [[UInt8]] = [[], [0x80], [0xBF], [0x80, 0x80], [0xBF, 0x80], [0x80, 0x80, 0x80], [0xBF, 0x80, 0x80]]
    return ways.contains { String(validating: bytes + $0, as: UTF8.self) != nil }
}
