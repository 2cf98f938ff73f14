@testable import HTTPServer

/// The groups are those of the Autobahn test suite.
enum FramingCases {
    static let all = messages + pings + reservedBits + opcodes + heads

    /// Group 1: messages of every length at which the head changes.
    private static let messages: [FrameCase] = [0, 125, 126, 127, 128, 65_535, 65_536].flatMap { length in
        let payload = [UInt8](repeating: UInt8(ascii: "*"), count: length)
        return [
            FrameCase("1.1 text of \(length) bytes", [.text(payload)], [.text(payload)]),
            FrameCase("1.2 binary of \(length) bytes", [.binary(payload)], [.binary(payload)]),
        ]
    }

    /// Group 2: pings and pongs.
    private static let pings: [FrameCase] = [
        FrameCase("2.1 ping without payload", [.ping()], [.ping("")]),
        FrameCase("2.2 ping with text", [.ping("Hello")], [.ping("Hello")]),
        FrameCase("2.3 ping with bytes that are no text", [.ping([0, 255, 254, 253])], [.ping([0, 255, 254, 253])]),
        FrameCase("2.4 ping of 125 bytes", [.ping(long(125))], [.ping(long(125))]),
        FrameCase("2.5 ping of 126 bytes", [.ping(long(126))], [.malformed]),
        FrameCase("2.5 ping of 65536 bytes", [.ping(long(65_536))], [.malformed]),
        FrameCase("2.6 pong of 126 bytes", [ClientFrame(opcode: 10, payload: long(126))], [.malformed]),
        FrameCase("2.7 pong that nobody asked for", [.pong()], [.pong("")]),
        FrameCase("2.8 such a pong with payload", [.pong("p")], [.pong("p")]),
        FrameCase("2.9 such a pong, then a ping", [.pong("p"), .ping("q")], [.pong("p"), .ping("q")]),
        FrameCase(
            "2.10 ten pings at once", (0..<10).map { .ping("payload-\($0)") },
            (0..<10).map { .ping("payload-\($0)") }),
        FrameCase(
            "2.11 ping, text, ping", [.ping("1"), .text("t"), .ping("2")], [.ping("1"), .text("t"), .ping("2")]),
        FrameCase(
            "2.12 ping with a length in two bytes", [ClientFrame(opcode: 9, payload: [1], form: .twoBytes)],
            [.malformed]),
    ]

    /// Group 3: reserved bits.
    private static let reservedBits: [FrameCase] =
        (1...7).map { bits in
            FrameCase(
                "3.\(bits) text, then text with reserved bits \(bits), then a ping",
                [.text("Hello"), ClientFrame(opcode: 1, payload: [42], reserved: UInt8(bits)), .ping()],
                [.text("Hello"), .malformed])
        }
        + ([8, 9, 10, 0, 2] as [UInt8]).map { opcode in
            FrameCase(
                "3.8 a reserved bit with opcode \(opcode)", [ClientFrame(opcode: opcode, reserved: 4)], [.malformed])
        }

    /// Group 4: opcodes that nobody defined.
    private static let opcodes: [FrameCase] = ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8]).flatMap { opcode in
        [
            FrameCase("4.1 opcode \(opcode) without payload", [ClientFrame(opcode: opcode)], [.malformed]),
            FrameCase(
                "4.2 text, opcode \(opcode) with payload, ping",
                [.text("Hello"), ClientFrame(opcode: opcode, payload: [1, 2, 3]), .ping()],
                [.text("Hello"), .malformed]),
            FrameCase(
                "4.3 opcode \(opcode) within a message",
                [.text("Hello", isFinal: false), ClientFrame(opcode: opcode), .more("")], [.malformed]),
        ]
    }

    /// What that suite leaves out: lengths in a longer form than they need, and frames without a mask.
    private static let heads: [FrameCase] =
        ([1, 2, 8, 9, 10] as [UInt8]).map { opcode in
            FrameCase("head: opcode \(opcode) not masked", [ClientFrame(opcode: opcode, mask: nil)], [.malformed])
        }
        + [0, 1, 125].map { length in
            FrameCase(
                "head: \(length) in two bytes", [ClientFrame(opcode: 2, payload: long(length), form: .twoBytes)],
                [.malformed])
        }
        + [0, 125, 126, 65_535].map { length in
            FrameCase(
                "head: \(length) in eight bytes", [ClientFrame(opcode: 2, payload: long(length), form: .eightBytes)],
                [.malformed])
        }
        + ([1 << 63, .max] as [UInt64]).map { length in
            FrameCase("head: length \(length)", [ClientFrame(opcode: 2, declared: length)], [.malformed])
        }
        + ([65_537, 1 << 32, 1 << 62, UInt64(Int.max)] as [UInt64]).map { length in
            FrameCase("head: length \(length)", [ClientFrame(opcode: 2, declared: length)], [.tooBig])
        }
        + ([[0, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 1]] as [[UInt8]]).map { mask in
            FrameCase(
                "head: mask \(mask)", [ClientFrame(opcode: 1, payload: Array("Hello".utf8), mask: mask)],
                [.text("Hello")])
        }
        + [
            FrameCase("head: half of one", [ClientFrame(opcode: 2, payload: [], mask: [1, 2])], []),
            FrameCase("head: payload not all there", [ClientFrame(opcode: 2, payload: [1], declared: 2)], []),
            FrameCase("head: nothing at all", [], []),
        ]

    private static func long(_ length: Int) -> [UInt8] { [UInt8](repeating: 0xFE, count: length) }
}
