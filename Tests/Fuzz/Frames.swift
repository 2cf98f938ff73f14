// Compiled with: Tests/HTTPServerTests/WebSocket/ReferenceDecoder.swift Tests/HTTPServerTests/WebSocket/ClientFrame.swift

@testable import HTTPServer

// The WebSocket frame decoder: whole, in portions, and against the plain reading of the rules that its tests have; and
// frames that are right by construction. Choice: bit 0, narrow limits; bit 1, the bytes are a message, not frames.

func fuzz(_ input: Input) {
    guard !input.chose(1) else { return roundTrip(input) }
    let limits = input.chose(0) ? narrow : FrameDecoder.Limits()
    let whole = events([input.bytes[...]], limits)
    precondition(whole == events(input.portions, limits), "portions change what is read")
    precondition(whole == ReferenceDecoder.events(of: input.bytes, limits: limits), "the rules say something else")
    for (index, event) in whole.enumerated() { check(event, isLast: index == whole.count - 1, limits) }
}

private let narrow = {
    var limits = FrameDecoder.Limits()
    (limits.frame, limits.message, limits.fragments) = (20, 30, 3)
    return limits
}()

private func events(_ portions: [ArraySlice<UInt8>], _ limits: FrameDecoder.Limits) -> [Event] {
    var decoder = FrameDecoder(limits: limits)
    return portions.flatMap { decoder.read($0.span) }
}

private func check(_ event: Event, isLast: Bool, _ limits: FrameDecoder.Limits) {
    switch event {
    case .text(let bytes):
        precondition(String(validating: bytes, as: UTF8.self) != nil, "text that is none")
        precondition(bytes.count <= limits.message, "the message is over its limit")
    case .binary(let bytes): precondition(bytes.count <= limits.message, "the message is over its limit")
    case .ping(let bytes), .pong(let bytes): precondition(bytes.count <= 125, "a control frame is over its limit")
    case .close(let code, let reason):
        precondition(isLast, "something comes after a close")
        precondition(reason.utf8.count <= 123 && (code != nil || reason.isEmpty), "a close that cannot be")
    case .failure: precondition(isLast, "something comes after a failure")
    }
}

/// A message in fragments with pings between, then a close; and the same bytes by the server's own encoder.
private func roundTrip(_ input: Input) {
    let portions = input.portions
    var sent: [UInt8] = []
    for (index, portion) in portions.enumerated() {
        let mask = Array((input.bytes + [1, 2, 3, 4]).prefix(4))
        let isLast = index == portions.count - 1
        sent += ClientFrame(opcode: index == 0 ? 2 : 0, payload: Array(portion), isFinal: isLast, mask: mask).bytes
        sent += ClientFrame.ping(Array(portion.prefix(125))).bytes
    }
    sent += asClient(FrameEncoder.binary(input.bytes)) + asClient(FrameEncoder.close(.goingAway, reason: "x"))
    var limits = FrameDecoder.Limits()
    limits.fragments = max(portions.count, 1)
    var expected = portions.map { Event.ping(Array($0.prefix(125))) }
    if !portions.isEmpty { expected.insert(.binary(input.bytes), at: portions.count - 1) }
    expected += [.binary(input.bytes), .close(.goingAway, reason: "x")]
    precondition(events([sent[...]], limits) == expected, "what was sent is read otherwise")
    precondition(events(input.portions(of: sent), limits) == expected, "in portions, it is read otherwise")
}

/// A server's frame as a client would have sent it, under a mask that changes nothing.
private func asClient(_ frame: [UInt8]) -> [UInt8] {
    let head = frame[1] == 126 ? 4 : frame[1] == 127 ? 10 : 2
    return [frame[0], frame[1] | 0x80] + frame[2..<head] + [0, 0, 0, 0] + frame[head...]
}
