import Testing

@testable import HTTPServer

@Suite struct FrameWalkTests {
    private static let limits = {
        var limits = FrameDecoder.Limits()
        (limits.frame, limits.message, limits.fragments) = (300, 500, 6)
        return limits
    }()

    /// Frames of a client that is right nearly always, then some bytes changed: the decoder agrees with the plain
    /// reading of the rules, however the bytes are portioned.
    @Test(arguments: Dice.seeds) func agreesWithReference(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<150 {
            var bytes = frames(&dice)
            for _ in 0..<(dice.once(in: 2) ? dice.below(4) : 0) where !bytes.isEmpty {
                bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
            }
            if dice.once(in: 5) { bytes.removeLast(dice.below(bytes.count + 1)) }
            compare(bytes, &dice)
        }
    }

    @Test(arguments: Dice.seeds) func outlivesNoise(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<500 { compare(dice.bytes(dice.below(60)), &dice) }
    }

    /// What the server writes, a client masks and sends back.
    @Test(arguments: Dice.seeds) func roundTrips(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<10 {
            let payload = dice.bytes([3, 125, 126, 1000, 65_535, 65_536][dice.below(6)])
            let text = String(decoding: payload.prefix(9000), as: UTF8.self)
            let small = Array(payload.prefix(125))
            let sent = [
                FrameEncoder.binary(payload), FrameEncoder.text(text), FrameEncoder.ping(small),
                FrameEncoder.pong(small), FrameEncoder.close(.goingAway, reason: "So long"),
            ]
            var decoder = FrameDecoder()
            let events = decoder.read(
                sent.flatMap { masked($0, dice.bytes(4)) }, portion: 1 + dice.below(5000))
            #expect(
                events == [
                    .binary(payload), .text(text), .ping(small), .pong(small),
                    .close(.goingAway, reason: "So long"),
                ])
        }
    }

    private func compare(_ bytes: [UInt8], _ dice: inout Dice) {
        let expected = ReferenceDecoder.events(of: bytes, limits: Self.limits)
        var decoder = FrameDecoder(limits: Self.limits)
        var (events, rest) = ([Event](), bytes[...])
        while !rest.isEmpty {
            let portion = Array(rest.prefix(1 + dice.below(40)))
            rest = rest.dropFirst(portion.count)
            events += decoder.read(portion.span)
        }
        if events != expected { Issue.record("\(bytes): \(events) and not \(expected)") }
    }

    private func frames(_ dice: inout Dice) -> [UInt8] {
        var isWithin = false
        return (0..<dice.below(12)).flatMap { _ in frame(&dice, &isWithin).bytes }
    }

    private func frame(_ dice: inout Dice, _ isWithin: inout Bool) -> ClientFrame {
        if dice.once(in: 4) { return control(&dice) }
        let kind: UInt8 = isWithin ? 0 : dice.once(in: 2) ? 1 : 2
        let isFinal = dice.once(in: 2)
        isWithin = !isFinal
        let payload = dice.once(in: 3) ? Array("h\u{E9}\u{20AC}\u{1F600}".utf8) : dice.bytes(dice.once(in: 5) ? 250 : 0)
        var frame = ClientFrame(opcode: kind, payload: payload, isFinal: isFinal, mask: dice.bytes(4))
        if dice.once(in: 40) { frame.form = .eightBytes }
        if dice.once(in: 40) { frame.mask = nil }
        return frame
    }

    private func control(_ dice: inout Dice) -> ClientFrame {
        if dice.once(in: 8) { return .close(UInt16(990 + dice.below(30)), dice.bytes(dice.below(3))) }
        return ClientFrame(opcode: dice.once(in: 2) ? 9 : 10, payload: dice.bytes(dice.below(126)), mask: dice.bytes(4))
    }

    /// A server's frame as a client would have sent it.
    private func masked(_ frame: [UInt8], _ mask: [UInt8]) -> [UInt8] {
        let more = frame[1] == 126 ? 2 : frame[1] == 127 ? 8 : 0
        let payload = frame[(2 + more)...].enumerated().map { $1 ^ mask[$0 % 4] }
        return [frame[0], frame[1] | 0x80] + frame[2..<(2 + more)] + mask + payload
    }
}
