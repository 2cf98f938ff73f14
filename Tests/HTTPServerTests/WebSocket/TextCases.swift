@testable import HTTPServer

/// Group 6 of the Autobahn test suite: what is UTF-8 and what is not.
enum TextCases {
    static let all = messages + whole.flatMap(cases)

    /// Bytes, and whether they are text.
    struct Sample {
        let name: String
        let bytes: [UInt8]
        let isText: Bool
    }

    static let whole = prefixes + lengths + nearby + continuations + beginnings + cut + overlong + surrogates + specials

    /// In one frame, and in frames of one byte.
    private static func cases(_ sample: Sample) -> [FrameCase] {
        let events: [Event] = [sample.isText ? .text(sample.bytes) : .notText]
        return [
            FrameCase(sample.name, [.text(sample.bytes)], events),
            FrameCase("\(sample.name), in frames of a byte", ClientFrame.chopped(sample.bytes, by: 1), events),
        ]
    }

    private static func sample(_ name: String, isText: Bool, _ bytes: [UInt8]...) -> [Sample] {
        bytes.map { Sample(name: "\(name): \(hex($0))", bytes: $0, isText: isText) }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.prefix(16).map { String($0, radix: 16) }.joined(separator: " ")
    }

    private static let word: [UInt8] = Array("\u{3BA}\u{1F79}\u{3C3}\u{3BC}\u{3B5}".utf8)

    private static let messages: [FrameCase] = [
        FrameCase(
            "6.1.2 nothing in three frames", [.text("", isFinal: false), .more("", isFinal: false), .more("")],
            [.text("")]),
        FrameCase(
            "6.1.3 nothing, something, nothing",
            [.text("", isFinal: false), .more("middle", isFinal: false), .more("")], [.text("middle")]),
        FrameCase(
            "6.2.2 two frames, cut between characters", [.text("Hello-\u{B5}", isFinal: false), .more("@\u{DF}")],
            [.text("Hello-\u{B5}@\u{DF}")]),
        FrameCase(
            "6.4.1 the second of three frames is no text",
            [.text(word, isFinal: false), .more([0xF4, 0x90, 0x80, 0x80], isFinal: false), .more("edited")],
            [.notText]),
        FrameCase(
            "6.4.2 no text at the second byte of a character, the message never finished",
            [.text(word + [0xF4], isFinal: false), .more([0x90], isFinal: false)], [.notText]),
        FrameCase(
            "6.4.3 no text in a frame that never ends",
            [ClientFrame(opcode: 1, payload: word + [0xF4, 0x90], declared: 21)], [.notText]),
        FrameCase(
            "6.4.4 half a character in a frame that never ends",
            [ClientFrame(opcode: 1, payload: word + [0xF4], declared: 21)], []),
        FrameCase("6.4.5 binary is not looked at", [.binary([0xFF, 0xC0, 0x80])], [.binary([0xFF, 0xC0, 0x80])]),
        FrameCase(
            "6.4.6 nor are its continuations", [.binary([0xC3], isFinal: false), .more([0xFF])],
            [.binary([0xC3, 0xFF])]),
        FrameCase("6.4.7 half a character, then text", [.text([0xC3]), .text([0xA9])], [.notText]),
        FrameCase("6.4.8 text after text", [.text(word), .text(word)], [.text(word), .text(word)]),
    ]

    private static let prefixes =
        sample("6.1.1 empty", isText: true, [])
        + sample("6.2.1 text", isText: true, Array("Hello-\u{B5}@\u{DF}\u{F6}\u{E4}\u{FC}\u{E0}\u{E1}-UTF-8!!".utf8))
        + sample("6.3.1 a surrogate within text", isText: false, word + [0xED, 0xA0, 0x80] + Array("edited".utf8))
        + sample("6.5 a word", isText: true, word)
        + (1...word.count).flatMap { count in
            sample("6.6 a word cut", isText: [2, 5, 7, 9, 11].contains(count), Array(word.prefix(count)))
        }

    private static let lengths =
        sample(
            "6.7 first of its length", isText: true,
            [0x00], [0xC2, 0x80], [0xE0, 0xA0, 0x80], [0xF0, 0x90, 0x80, 0x80])
        + sample(
            "6.8 first of five and six bytes", isText: false,
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80])
        + sample(
            "6.9 last of its length", isText: true,
            [0x7F], [0xDF, 0xBF], [0xEF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF])
        + sample(
            "6.10 last beyond Unicode", isText: false,
            [0xF7, 0xBF, 0xBF, 0xBF], [0xFB, 0xBF, 0xBF, 0xBF, 0xBF], [0xFD, 0xBF, 0xBF, 0xBF, 0xBF, 0xBF])

    private static let nearby =
        sample(
            "6.11 beside a border", isText: true,
            [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD], [0xF4, 0x8F, 0xBF, 0xBF])
        + sample("6.11 over the border", isText: false, [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80])

    private static let continuations =
        sample("6.12 continuation alone", isText: false, [0x80], [0xBF], Array(0x80...0xBF))
        + (2...6).flatMap { count in
            sample(
                "6.12 continuations alone", isText: false, (0..<count).map { $0 % 2 == 0 ? 0x80 : 0xBF })
        }

    private static let beginnings =
        ([0xC0...0xDF, 0xE0...0xEF, 0xF0...0xF7, 0xF8...0xFB, 0xFC...0xFD] as [ClosedRange<UInt8>])
        .flatMap { range in
            sample("6.13 beginnings alone", isText: false, range.flatMap { [$0, 0x20] })
        }

    private static let cut =
        sample(
            "6.14 the last byte missing", isText: false,
            [0xC0], [0xE0, 0x80], [0xF0, 0x80, 0x80], [0xF8, 0x80, 0x80, 0x80], [0xFC, 0x80, 0x80, 0x80, 0x80],
            [0xDF], [0xEF, 0xBF], [0xF7, 0xBF, 0xBF], [0xFB, 0xBF, 0xBF, 0xBF], [0xFD, 0xBF, 0xBF, 0xBF, 0xBF])
        + sample(
            "6.15 all of them in a row", isText: false,
            [0xC0, 0xE0, 0x80, 0xF0, 0x80, 0x80, 0xF8, 0x80, 0x80, 0x80, 0xDF, 0xEF, 0xBF, 0xF7, 0xBF, 0xBF])
        + sample("6.16 never in UTF-8", isText: false, [0xFE], [0xFF], [0xFE, 0xFE, 0xFF, 0xFF])

    private static let overlong =
        sample(
            "6.17 a slash too long", isText: false,
            [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xF8, 0x80, 0x80, 0x80, 0xAF],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0xAF])
        + sample(
            "6.18 longest that is too long", isText: false,
            [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF8, 0x87, 0xBF, 0xBF, 0xBF],
            [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF])
        + sample(
            "6.19 NUL too long", isText: false,
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF8, 0x80, 0x80, 0x80, 0x80],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80])

    private static let surrogates =
        ([0xA080, 0xADBF, 0xAE80, 0xAFBF, 0xB080, 0xBE80, 0xBFBF] as [UInt16]).flatMap { tail in
            sample("6.20 a surrogate alone", isText: false, surrogate(tail))
        }
        + ([0xA080, 0xADBF, 0xAE80, 0xAFBF] as [UInt16]).flatMap { high in
            ([0xB080, 0xBFBF] as [UInt16]).flatMap { low in
                sample("6.21 surrogates in pairs", isText: false, surrogate(high) + surrogate(low))
            }
        }

    private static func surrogate(_ tail: UInt16) -> [UInt8] { [0xED, UInt8(tail >> 8), UInt8(tail & 0xFF)] }

    /// The last two of each plane are no characters, and text all the same.
    private static let specials =
        (0...16).flatMap { plane in
            [0xFFFE, 0xFFFF].flatMap { last in
                sample("6.22 no character", isText: true, utf8(UInt32(plane) << 16 | UInt32(last)))
            }
        }
        + (0xFFF9...0xFFFF).flatMap { sample("6.23 special", isText: true, utf8($0)) }

    private static func utf8(_ value: UInt32) -> [UInt8] {
        Array(String(Character(Unicode.Scalar(value) ?? "?")).utf8)
    }
}
