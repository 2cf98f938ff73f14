import Testing

@testable import HTTPServer

@Suite struct FrameEncoderTests {
    @Test(
        arguments: [
            (FrameEncoder.text("Hello"), [0x81, 5] + Array("Hello".utf8)),
            (FrameEncoder.text(Array("Hello".utf8)), [0x81, 5] + Array("Hello".utf8)),
            (FrameEncoder.binary([1, 2]), [0x82, 2, 1, 2]),
            (FrameEncoder.ping(), [0x89, 0]),
            (FrameEncoder.pong([7]), [0x8A, 1, 7]),
            (FrameEncoder.close(.normal), [0x88, 2, 3, 0xE8]),
            (FrameEncoder.close(.tryAgainLater, reason: "slow"), [0x88, 6, 3, 0xF5] + Array("slow".utf8)),
            (FrameEncoder.close(.goingAway), [0x88, 2, 3, 0xE9]),
        ] as [([UInt8], [UInt8])])
    func writes(_ frame: [UInt8], _ bytes: [UInt8]) {
        #expect(frame == bytes)
    }

    @Test(
        arguments: [
            (125, [125]), (126, [126, 0, 126]), (127, [126, 0, 127]), (65_535, [126, 255, 255]),
            (65_536, [127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func writesLength(_ length: Int, _ head: [UInt8]) {
        let payload = [UInt8](repeating: 9, count: length)
        #expect(FrameEncoder.binary(payload) == [0x82] + head + payload)
    }

    @Test(arguments: [
        (String(repeating: "a", count: 123), 123), (String(repeating: "a", count: 124), 123),
        (String(repeating: "\u{E9}", count: 62), 122), (String(repeating: "\u{1F600}", count: 40), 120),
        (String(repeating: "a", count: 122) + "\u{E9}a", 122),
    ])
    func cutsReasonsBetweenCharacters(_ reason: String, _ length: Int) {
        let frame = FrameEncoder.close(.policyViolation, reason: reason)
        #expect(Int(frame[1]) == length + 2)
        #expect(frame.count == length + 4)
        #expect(String(validating: frame[4...], as: UTF8.self).map(reason.hasPrefix) == true)
    }

    @Test func knowsItsCloseCodes() {
        let codes: [CloseCode] = [
            .normal, .goingAway, .protocolError, .unsupportedData, .invalidPayload, .policyViolation, .tooBig,
            .internalError, .tryAgainLater,
        ]
        #expect(codes.map(\.value) == [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1013])
        #expect(codes.allSatisfy { CloseCode($0.value) == $0 })
    }
}
