import Core
import Seeded
import Testing

struct Base64URLTests {
    /// RFC 4648, section 10, without padding; then the two characters that are not those of base 64.
    static let pairs: [([UInt8], String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xFF], "-_8"), ([0xFF, 0xFF, 0xFF], "____"), ([0, 0, 0, 0], "AAAAAA"),
    ]

    @Test(arguments: pairs) func bothWays(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.length(ofBytes: bytes.count) == text.utf8.count)
        #expect(isText(text, ofBytes: bytes.count))
        #expect(!isText(text, ofBytes: bytes.count + 1))
    }

    private func isText(_ text: String, ofBytes count: Int) -> Bool { Base64URL.isText(text.utf8.span, ofBytes: count) }

    static let refused = [
        "Zg==", "Zg=", "Zm8=", "=", "Z", "Zm9vY", "Zh", "Zm9", "ZmA-B", "Z g", "Zg\n", " Zg", "Zg ", "-+", "_/",
        "Zm9v.", "Zm\u{0}v", "Zmé", "ＺＧ", "Zm9v\u{301}", "A", "AB", "A_", "AAB", "AA_",
    ]

    @Test(arguments: refused) func refuses(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
        for count in 0...4 { #expect(!isText(text, ofBytes: count)) }
    }

    @Test func everyByteAndEveryLength() {
        var generator = SeededGenerator(seed: 4_648)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test func noBytesHaveTwoTexts() {
        let characters = (0...127).map { String(Unicode.Scalar(UInt8($0))) }
        for length in [2, 3] {
            let head = length == 2 ? "Q" : "QU"
            let decoded = characters.compactMap { Base64URL.decode(head + $0) }
            #expect(Set(decoded).count == decoded.count)
            #expect(decoded.count == (length == 2 ? 4 : 16))
        }
    }
}
