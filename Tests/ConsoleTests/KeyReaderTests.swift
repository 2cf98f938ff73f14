import Testing

@testable import Console

@Suite struct KeyReaderTests {
    static let cases: [(String, [Key])] = [
        ("n", [.character("n")]),
        ("12 3\r", [.character("1"), .character("2"), .character(" "), .character("3"), .enter]),
        ("\n", [.enter]),
        ("\u{7F}\u{08}", [.erase, .erase]),
        ("\u{15}\u{17}", [.eraseLine, .eraseLine]),
        ("\u{04}\u{0C}", [.end, .redraw]),
        // Arrows, Home, F5, a mouse: their letters are no keys.
        ("\u{1B}[A\u{1B}[1;5C\u{1B}OP\u{1B}[15~n", [.character("n")]),
        ("\u{1B}[<0;3;4M7", [.character("7")]),
        // An Escape by itself, and a key with Alt.
        ("\u{1B}n", [.character("n")]),
        ("\u{1B}\u{1B}[Bn", [.character("n")]),
        // What is no key here: other control characters, and letters beyond ASCII.
        ("\u{00}\u{01}é漢🙂a", [.character("a")]),
    ]

    @Test(arguments: cases) func readsKeys(_ text: String, _ keys: [Key]) {
        var reader = KeyReader()
        #expect(reader.take(Array(text.utf8)) == keys)
    }

    @Test(arguments: cases) func readsTheSameByteByByte(_ text: String, _ keys: [Key]) {
        var reader = KeyReader()
        #expect(text.utf8.flatMap { reader.take([$0]) } == keys)
    }
}

@Suite struct LineReaderTests {
    @Test(arguments: [
        ("", []), ("123456", []), ("123456\n", ["123456"]), ("a\r\nb\n\nc", ["a", "b", ""]),
    ]) func readsLines(_ text: String, _ lines: [String]) {
        var reader = LineReader()
        #expect(reader.take(Array(text.utf8)) == lines)
        var slow = LineReader()
        #expect(text.utf8.flatMap { slow.take([$0]) } == lines)
    }

    @Test func aLineEndsLater() {
        var reader = LineReader()
        #expect(reader.take(Array("123".utf8)) == [])
        #expect(reader.take(Array("456\n7".utf8)) == ["123456"])
        #expect(reader.take(Array("\n".utf8)) == ["7"])
    }

    @Test func keepsNoMoreThanItMay() {
        var reader = LineReader()
        let lines = reader.take(Array(repeating: UInt8(ascii: "x"), count: 10_000) + [UInt8(ascii: "\n")])
        #expect(lines.map(\.utf8.count) == [LineReader.longest])
        #expect(reader.take(Array("y\n".utf8)) == ["y"])
    }
}
