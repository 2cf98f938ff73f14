import Testing

@testable import Console

@Suite struct TextTests {
    @Test(arguments: [
        ("Anna's phone", "Anna's phone"),
        ("a\u{1B}[2Jb\u{07}\u{9B}c\r\n", "a[2Jbc"),
        ("abc\u{202E}fdp.exe\u{2066}x\u{2069}", "abcfdp.exex"),
        ("a\u{2028}b\u{2029}c\u{200B}d\u{FEFF}", "abcd"),
        ("a\u{E000}b\u{FFFF}", "ab"),
        ("Müller 漢字 👩\u{200D}💻", "Müller 漢字 👩\u{200D}💻"),
    ]) func cleans(_ text: String, _ clean: String) {
        #expect(text.cleaned == clean)
        #expect(clean.cleaned == clean)
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("Müller", 6), ("Mu\u{308}ller", 6), ("漢字", 4), ("🙂", 2), ("👩\u{200D}💻", 2), ("ｆ", 2),
    ]) func countsCells(_ text: String, _ cells: Int) { #expect(text.columns == cells) }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("漢字漢", 4, "漢…"),
        ("漢字漢", 5, "漢字…"),
    ]) func fits(_ text: String, _ width: Int, _ fitted: String) {
        #expect(text.fitted(to: width) == fitted)
        #expect(text.fitted(to: width).columns <= width)
    }

    @Test func pads() {
        #expect("漢".padded(to: 4) == "漢  ")
        #expect("abcd".padded(to: 2) == "abcd")
    }

    @Test(arguments: [
        ("", 10, [""]), ("one two three", 20, ["one two three"]), ("one two three", 7, ["one two", "three"]),
        ("one two three", 3, ["one", "two", "thr", "ee"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("漢字漢字", 3, ["漢", "字", "漢", "字"]), ("a abcdef b", 3, ["a", "abc", "def", "b"]),
    ]) func wraps(_ text: String, _ width: Int, _ lines: [String]) { #expect(text.wrapped(at: width) == lines) }

    @Test func wrappedTextLosesNothing() {
        let text = "An alarm: iPhone, Safari at fd00:0123:4567:89ab:cdef:0123:4567:89ab has used this code again."
        for width in 2...120 {
            let lines = text.wrapped(at: width)
            #expect(lines.allSatisfy { $0.columns <= width })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }
}
