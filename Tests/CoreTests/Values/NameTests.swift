import Core
import Testing

struct NameTests {
    /// What was typed, and what is kept.
    static let good: [(String, String)] = [
        ("a", "a"), ("Anna's iPhone", "Anna's iPhone"), ("  Anna  ", "Anna"), ("\u{A0}Anna\u{3000}", "Anna"),
        ("Anna  B", "Anna  B"), ("山田\u{3000}太郎", "山田\u{3000}太郎"), ("Müller", "Müller"), ("👨‍👩‍👧 phone", "👨‍👩‍👧 phone"),
        ("❤️", "❤️"), ("🇩🇪", "🇩🇪"), ("e\u{301}", "e\u{301}"),
        (String(repeating: "x", count: 64), String(repeating: "x", count: 64)),
        (String(repeating: " ", count: 99) + "x", "x"),
        (String(repeating: "😀", count: 64), String(repeating: "😀", count: 64)),
        ("<b>&\"", "<b>&\""), ("עברית", "עברית"), ("العربية", "العربية"), ("1", "1"), ("-", "-"),
        ("a" + String(repeating: "\u{301}", count: 127), "a" + String(repeating: "\u{301}", count: 127)),
    ]

    @Test(arguments: good) func takes(_ raw: String, _ kept: String) throws {
        let name = try Name(raw)
        #expect(Array(name.text.unicodeScalars) == Array(kept.unicodeScalars))
        #expect("\(name)" == name.text)
    }

    private static let tooLong = FieldRejection.Problem.tooLong(limit: 64)

    static let bad: [(String, FieldRejection.Problem)] = [
        ("", .empty), (" ", .empty), ("   ", .empty), ("\u{A0}", .empty), ("\u{2003}\u{3000}", .empty),
        ("\u{2800}", .empty), ("\u{200D}", .empty), ("\u{200D} \u{200D}", .empty), ("\u{FE0F}", .empty),
        ("\u{3164}", .empty), ("\u{115F}\u{1160}", .empty), ("\u{34F}", .empty),
        (String(repeating: "x", count: 65), tooLong), (String(repeating: "😀", count: 65), tooLong),
        ("a" + String(repeating: "\u{301}", count: 128), tooLong),
        (String(repeating: "👨‍👩‍👧", count: 15), tooLong), (String(repeating: "x", count: 60_000), tooLong),
    ]

    @Test(arguments: bad) func refuses(_ raw: String, _ problem: FieldRejection.Problem) {
        #expect(throws: FieldRejection(field: "name", problem: problem)) { try Name(raw) }
        #expect(throws: FieldRejection(field: "person", problem: problem)) { try Name(raw, field: "person") }
    }

    /// Control, bidi, zero-width and line-separating characters, and what no font knows.
    static let forbidden: [UInt32] = [
        0x00, 0x07, 0x08, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x61C, 0x70F, 0x180E, 0x200B, 0x200C, 0x200E,
        0x200F,
        0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2061, 0x2066, 0x2067, 0x2068, 0x2069, 0x206F,
        0xE000, 0xFEFF, 0x1D159, 0xFFF9, 0xFFFB, 0xFFFE, 0xFFFF, 0x378, 0x1D173, 0xE0001, 0xE0041, 0xE007F, 0xF0000,
        0x10FFFF,
    ]

    @Test(arguments: forbidden) func refusesInvisibleCharacters(_ value: UInt32) throws {
        let scalar = String(try #require(Unicode.Scalar(value)))
        let rejection = FieldRejection(field: "name", problem: .forbiddenCharacter(scalar: value))
        for text in ["a" + scalar + "b", "a" + scalar, scalar + "a"] {
            #expect(throws: rejection) { try Name(text) }
        }
        #expect(UserAgent(cleaning: "a" + scalar + "b").text == "ab")
    }

    /// Names that a person cannot tell apart, or would call the same.
    static let same: [(String, String)] = [
        ("Anna", "anna"), ("ANNA", "anna"), ("Straße", "STRASSE"), ("Straße", "strasse"), ("STRAẞE", "strasse"),
        ("ΟΔΟΣ", "οδος"),
        ("οδος", "οδοσ"),
        ("Ö", "ö"), ("ﬁ", "FI"), ("I", "i"), ("ı", "I"), ("K", "k"), ("Anna\u{200D}", "Anna"), ("A\u{34F}nna", "Anna"),
        ("Anna\u{FE0F}", "Anna"),
        ("Anna\u{3164}", "Anna"), ("Anna\u{A0}B", "Anna B"), ("Anna\u{2003}B", "anna b"), ("ǅ", "ǆ"),
        // A letter and its mark, as one character or as two, and the marks in another order.
        ("opé", "ope\u{301}"), ("OPÉ", "ope\u{301}"), ("x\u{323}\u{307}", "x\u{307}\u{323}"),
        ("각", "\u{1100}\u{1161}\u{11A8}"),
        ("e\u{34F}\u{301}", "é"), ("Å", "\u{212B}"), ("ᾳ", "α\u{345}"),
        // Blanks: how many, and where an invisible character hides them.
        ("a  b", "a b"), ("a \u{3000}\u{A0}b", "A b"), ("a \u{200D} b", "a b"), ("\u{200D} owner", "owner"),
        ("\u{3164} owner", "owner"), ("owner \u{200D}", "owner"), ("owner\u{2800}\u{FE0F}", "owner"),
        ("ｏｗｎｅｒ", "owner"), ("Ｏwner！", "OWNER!"),
    ]

    @Test(arguments: same) func foldsTogether(_ one: String, _ other: String) throws {
        let (one, other) = (try Name(one), try Name(other))
        #expect(Array(one.folded.utf8) == Array(other.folded.utf8))
        #expect(Name(trusted: one.folded).folded == one.folded, "folding again changes it")
    }

    static let plain: [(String, String)] = [
        ("iphone (2)", "iphone (2)"), ("iPhone, Safari", "iphone, safari"), ("Z", "z"), (" a", "a"), ("a ", "a"),
        ("a  b", "a b"), ("A  B", "a b"), (" a   B c ", "a b c"), ("@[`{~", "@[`{~"), (" ", ""), ("", ""),
    ]

    @Test(arguments: plain) func foldsPlainLetters(_ text: String, _ folded: String) {
        #expect(Array(Name(trusted: text).folded.utf8) == Array(folded.utf8))
    }

    static let different: [(String, String)] = [
        ("Anna", "Hanna"), ("Anna 2", "Anna 3"), ("e", "é"), ("İ", "I"), ("Anna B", "AnnaB"), ("😀", "😁"), ("a", "ä"),
        ("ope", "opé"), ("o", "о"), ("カ", "ｶ"),
    ]

    @Test(arguments: different) func keepsApart(_ one: String, _ other: String) throws {
        #expect(try Name(one).folded != Name(other).folded)
    }

    /// A form that is stored is compared with forms that are computed later.
    @Test func foldsEveryCharacterOnce() {
        let scripts: [Range<UInt32>] = [
            0x20..<0x600, 0x10A0..<0x1100, 0x13A0..<0x1400, 0x1E00..<0x2200, 0xA640..<0xA800, 0xAB70..<0xABC0,
            0xFB00..<0xFB50, 0xFF00..<0x10000, 0x10400..<0x10450, 0x1D150..<0x1D170,
        ]
        let changed = scripts.joined().compactMap { Unicode.Scalar($0) }.filter { scalar in
            let once = Name(trusted: "a" + String(scalar) + " b").folded
            return !Name(trusted: once).folded.utf8.elementsEqual(once.utf8)
        }
        #expect(changed == [])
    }

    @Test func foldsTheTurkishCapitalToWhatItLooksLike() throws {
        #expect(try Name("İ").folded.unicodeScalars.map(\.value) == [0x69, 0x307])
    }
}
