@testable import HTTPServer

/// Group 7 of the Autobahn test suite: how it ends.
enum CloseCases {
    static let all = order + payloads + goodCodes + badCodes

    private static let order: [FrameCase] = [
        FrameCase("7.1.1 text, then close", [.text("a"), .close(1000)], [.text("a"), .close(1000)]),
        FrameCase("7.1.2 twice closed", [.close(1000), .close(1000)], [.close(1000)]),
        FrameCase("7.1.3 a ping after the close", [.close(1000), .ping()], [.close(1000)]),
        FrameCase("7.1.4 text after the close", [.close(1000), .text("a")], [.close(1000)]),
        FrameCase(
            "7.1.5 a close within a message", [.text("a", isFinal: false), .close(1000), .more("b")],
            [.close(1000)]),
        FrameCase(
            "7.1.6 a long message, close, ping",
            [.text([UInt8](repeating: 42, count: 65_536)), .close(1000), .ping()],
            [.text([UInt8](repeating: 42, count: 65_536)), .close(1000)]),
        FrameCase("7.1.7 garbage after the close", [.close(1000), ClientFrame(opcode: 15, mask: nil)], [.close(1000)]),
        FrameCase("7.1.8 a close after a failure", [ClientFrame(opcode: 3), .close(1000)], [.malformed]),
        FrameCase("7.1.9 failures after a failure", [ClientFrame(opcode: 3), .text([0xFF])], [.malformed]),
    ]

    private static let payloads: [FrameCase] = [
        FrameCase("7.3.1 without a code", [ClientFrame(opcode: 8)], [.close(nil, reason: "")]),
        FrameCase("7.3.2 half a code", [ClientFrame(opcode: 8, payload: [3])], [.malformed]),
        FrameCase("7.3.3 a code", [.close(1000)], [.close(1000)]),
        FrameCase("7.3.4 a code and a reason", [.close(1000, "Hello")], [.close(1000, "Hello")]),
        FrameCase(
            "7.3.5 a reason of 123 bytes", [.close(1000, String(repeating: "*", count: 123))],
            [.close(1000, String(repeating: "*", count: 123))]),
        FrameCase("7.3.6 a reason of 124 bytes", [.close(1000, String(repeating: "*", count: 124))], [.malformed]),
        FrameCase("7.5.1 a reason that is no text", [.close(1000, [0xCE, 0xBA, 0xED, 0xA0, 0x80])], [.notText]),
        FrameCase("7.5.2 a reason that ends within a character", [.close(1000, [0x61, 0xC3])], [.notText]),
        FrameCase("7.5.3 a bad code before a bad reason", [.close(1005, [0xFF])], [.malformed]),
        FrameCase("7.5.4 NUL in the reason", [.close(1000, [0])], [.close(1000, "\0")]),
    ]

    private static let goodCodes: [FrameCase] =
        ([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999] as [UInt16])
        .map { FrameCase("7.7 code \($0)", [.close($0, "why")], [.close($0, "why")]) }

    private static let badCodes: [FrameCase] =
        ([
            0, 1, 255, 256, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535,
        ] as [UInt16])
        .map { FrameCase("7.9 code \($0)", [.close($0, "why")], [.malformed]) }
}
