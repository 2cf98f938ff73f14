@testable import HTTPServer

/// Groups 9 and 10 of the Autobahn test suite: large messages, and where large ends.
enum LimitCases {
    static let all = sizes + fragments + borders + counts

    private static let wide = limits(frame: 1 << 20, message: 1 << 20, fragments: 1 << 20)

    /// 9.1, 9.2 and 9.5 to 9.8 send large messages whole; how they are portioned is up to `check()`.
    private static let sizes: [FrameCase] = [4096, 65_536, 262_144].flatMap { size in
        [
            FrameCase("9.1 text of \(size) bytes", [.text(long(size))], [.text(long(size))], limits: wide),
            FrameCase("9.2 binary of \(size) bytes", [.binary(long(size))], [.binary(long(size))], limits: wide),
        ]
    }

    private static let fragments: [FrameCase] =
        [64, 256, 1024, 4096, 16_384, 65_536].flatMap { size in
            [
                FrameCase(
                    "9.3 text in frames of \(size) bytes", ClientFrame.chopped(long(65_536), by: size),
                    [.text(long(65_536))]),
                FrameCase(
                    "9.4 binary in frames of \(size) bytes",
                    ClientFrame.chopped(long(65_536), by: size, opcode: 2), [.binary(long(65_536))]),
            ]
        }
        + [
            FrameCase(
                "10.1.1 text in frames of 1300 bytes", ClientFrame.chopped(long(65_536), by: 1300),
                [.text(long(65_536))])
        ]

    private static let borders: [FrameCase] = [
        FrameCase("limit: one byte over, by default", [.binary(long(65_537))], [.tooBig]),
        FrameCase(
            "limit: one byte over, in frames", ClientFrame.chopped(long(65_537), by: 1000), [.tooBig]),
        FrameCase("limit: a frame as large as may be", [.binary(long(10))], [.binary(long(10))], limits: small),
        FrameCase("limit: a frame one byte over", [.binary(long(11))], [.tooBig], limits: small),
        FrameCase(
            "limit: announced is enough, nothing of it was sent", [ClientFrame(opcode: 1, declared: 11)], [.tooBig],
            limits: small),
        FrameCase(
            "limit: a message as large as may be", ClientFrame.chopped(long(25), by: 10), [.text(long(25))],
            limits: small),
        FrameCase("limit: a message one byte over", ClientFrame.chopped(long(26), by: 10), [.tooBig], limits: small),
        FrameCase(
            "limit: message after message", [.text(long(10)), .text(long(10)), .text(long(10))],
            [.text(long(10)), .text(long(10)), .text(long(10))], limits: small),
        FrameCase(
            "limit: control frames do not count towards a message",
            [.text(long(10), isFinal: false), .ping("123456789"), .more(long(10), isFinal: false), .more(long(5))],
            [.ping("123456789"), .text(long(25))], limits: small),
        FrameCase("limit: a ping over the frame limit", [.ping(long(11))], [.tooBig], limits: small),
        FrameCase(
            "limit: none at all", [.text(long(200))], [.text(long(200))],
            limits: limits(frame: .max, message: .max, fragments: .max)),
        FrameCase(
            "limit: nothing may be sent", [.text(""), .ping(), .text("a")], [.text(""), .ping(""), .tooBig],
            limits: limits(frame: 0, message: 0, fragments: 1)),
    ]

    private static let counts: [FrameCase] = [
        FrameCase(
            "limit: as many frames as may be", ClientFrame.chopped(long(4), by: 1), [.text(long(4))], limits: small),
        FrameCase("limit: one frame more", ClientFrame.chopped(long(5), by: 1), [.tooBig], limits: small),
        FrameCase(
            "limit: empty frames count", (0..<9).map { ClientFrame(opcode: $0 == 0 ? 1 : 0, isFinal: false) },
            [.tooBig], limits: small),
        FrameCase(
            "limit: each message is counted by itself",
            ClientFrame.chopped(long(4), by: 1) + ClientFrame.chopped(long(4), by: 1),
            [.text(long(4)), .text(long(4))], limits: small),
    ]

    private static let small = limits(frame: 10, message: 25, fragments: 4)

    private static func limits(frame: Int, message: Int, fragments: Int) -> FrameDecoder.Limits {
        var limits = FrameDecoder.Limits()
        (limits.frame, limits.message, limits.fragments) = (frame, message, fragments)
        return limits
    }

    private static func long(_ length: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "*"), count: length) }
}
