@testable import HTTPServer

/// Group 5 of the Autobahn test suite: messages in several frames.
enum FragmentCases {
    static let all = control + continued + within

    private static let control: [FrameCase] = ([8, 9, 10] as [UInt8]).map { opcode in
        FrameCase(
            "5.1 control frame \(opcode) in fragments",
            [ClientFrame(opcode: opcode, payload: [3], isFinal: false), .more("e")], [.malformed])
    }

    private static let continued: [FrameCase] = [
        FrameCase("5.3 text in two", [.text("a", isFinal: false), .more("b")], [.text("ab")]),
        FrameCase("5.4 binary in two", [.binary([1], isFinal: false), .more([255])], [.binary([1, 255])]),
        FrameCase(
            "5.5 text in five", ClientFrame.chopped(Array("fragments".utf8), by: 2), [.text("fragments")]),
        FrameCase("5.9 continuation of nothing", [.more("a"), .text("b")], [.malformed]),
        FrameCase("5.10 continuation of nothing, not final", [.more("a", isFinal: false), .text("b")], [.malformed]),
        FrameCase("5.11 continuation after a whole message", [.text("a"), .more("b")], [.text("a"), .malformed]),
        FrameCase(
            "5.12 continuation after a continued message", [.text("a", isFinal: false), .more("b"), .more("c")],
            [.text("ab"), .malformed]),
        FrameCase("5.13 continuation after a ping", [.ping("p"), .more("a")], [.ping("p"), .malformed]),
        FrameCase(
            "5.14 unfinished continuation of nothing, then text", [.more("", isFinal: false), .text("b")], [.malformed]),
        FrameCase(
            "5.15 text in two, continuation of nothing, text in two",
            [
                .text("a", isFinal: false), .more("b"), .more("c", isFinal: false), .text("d", isFinal: false),
                .more("e"),
            ],
            [.text("ab"), .malformed]),
        FrameCase(
            "5.16 twice continuation of nothing, then text",
            [.more("a", isFinal: false), .text("b", isFinal: false), .more("c")], [.malformed]),
        FrameCase("5.17 final continuation of nothing", [.more("a"), .text("b"), .more("c")], [.malformed]),
        FrameCase("5.18 text within text", [.text("a", isFinal: false), .text("b")], [.malformed]),
        FrameCase("5.18 binary within text", [.text("a", isFinal: false), .binary([1])], [.malformed]),
        FrameCase("5.18 text within binary", [.binary([1], isFinal: false), .text("a")], [.malformed]),
        FrameCase(
            "5.18 unfinished text within text", [.text("a", isFinal: false), .text("b", isFinal: false)],
            [.malformed]),
        FrameCase(
            "5.18 two messages in two each",
            [.text("a", isFinal: false), .more("b"), .binary([1], isFinal: false), .more([2])],
            [.text("ab"), .binary([1, 2])]),
        FrameCase(
            "5.18 nothing in three", [.text("", isFinal: false), .more("", isFinal: false), .more("")], [.text("")]),
        FrameCase("5.18 never finished", [.text("a", isFinal: false), .more("b", isFinal: false)], []),
    ]

    private static let within: [FrameCase] = [
        FrameCase(
            "5.6 text in two, a ping between", [.text("a", isFinal: false), .ping("p"), .more("b")],
            [.ping("p"), .text("ab")]),
        FrameCase(
            "5.7 a pong between", [.text("a", isFinal: false), .pong("p"), .more("b")], [.pong("p"), .text("ab")]),
        FrameCase(
            "5.8 a ping of no text between", [.text("a", isFinal: false), .ping([0xFF]), .more("b")],
            [.ping([0xFF]), .text("ab")]),
        FrameCase(
            "5.8 a ping within a character", [.text([0xC3], isFinal: false), .ping([0xA9]), .more([0xA9])],
            [.ping([0xA9]), .text("\u{E9}")]),
        FrameCase(
            "5.19 text in five, two pings between",
            [
                .text("1", isFinal: false), .more("2", isFinal: false), .ping("p"), .more("3", isFinal: false),
                .more("4", isFinal: false), .ping("q"), .more("5"),
            ],
            [.ping("p"), .ping("q"), .text("12345")]),
        FrameCase(
            "5.20 a ping before each frame",
            [.ping("p"), .text("1", isFinal: false), .ping("q"), .more("2", isFinal: false), .ping("r"), .more("3")],
            [.ping("p"), .ping("q"), .ping("r"), .text("123")]),
        FrameCase(
            "5.20 a close between", [.text("a", isFinal: false), .close(1000, ""), .more("b")], [.close(1000)]),
    ]
}
