import Core
import Seeded
import Testing

struct JoinTokenTests {
    static let read: [(String, String)] = [
        ("7K2MQ9XW4D", "7K2MQ9XW4D"), ("7k2mq9xw4d", "7K2MQ9XW4D"), ("0000000000", "0000000000"),
        ("OoOoOoOoOo", "0000000000"), ("IiLlIiLlIi", "1111111111"), ("ZZZZZZZZZZ", "ZZZZZZZZZZ"),
        ("abcdefghjk", "ABCDEFGHJK"), ("MNPQRSTVWX", "MNPQRSTVWX"),
    ]

    @Test(arguments: read) func readsAsMeant(_ text: String, _ canonical: String) throws {
        let token = try #require(JoinToken(text))
        #expect(token.text == canonical)
        #expect(JoinToken(canonical) == token)
    }

    static let refused = [
        "", "7K2MQ9XW4", "7K2MQ9XW4DD", "7K2MQ9XW4U", "7K2MQ9XW4u", "7K2MQ 9XW4", " 7K2MQ9XW4", "7K2MQ-9XW4",
        "7K2MQ9XW4\n",
        "7K2MQ9XW4\u{0}", "7K2MQ9XWé", "７Ｋ２Ｍ", "7K2MQ9XW4%", "7K2MQ9X\u{212A}",
    ]

    @Test(arguments: refused) func refuses(_ text: String) { #expect(JoinToken(text) == nil) }

    @Test func everyCharacterIsReadAsOneOfThirtyTwo() {
        let ascii = (0...127).map { String(repeating: String(Unicode.Scalar(UInt8($0))), count: 10) }
        let tokens = ascii.compactMap { JoinToken($0)?.text }
        #expect(Set(tokens).count == 32)
        // Ten digits, and all letters but U, in both sizes.
        #expect(tokens.count == 10 + 25 * 2)
    }

    @Test func drawnOnesReadThemselves() {
        var generator = SeededGenerator(seed: 50)
        let tokens = (0..<500).map { _ in JoinToken(using: &generator) }
        #expect(tokens.allSatisfy { JoinToken($0.text) == $0 && $0.text.utf8.count == JoinToken.length })
        #expect(Set(tokens).count == 500)
        for place in 0..<10 {
            let seen = Set(tokens.map { Array($0.text)[place] })
            #expect(seen.count == 32, "place \(place)")
        }
    }
}

struct Base32Tests {
    @Test func theWholeAlphabetInOrder() {
        let text = (0..<32).map { Base32.encode($0, characters: 1) }.joined()
        #expect(text == "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    }

    static let values: [(UInt64, Int, String)] = [
        (0, 13, "0000000000000"), (1, 2, "01"), (32, 2, "10"), (UInt64.max, 13, "FZZZZZZZZZZZZ"), (0, 0, ""),
        (1 << 63, 13, "8000000000000"),
    ]

    @Test(arguments: values) func bothWays(_ value: UInt64, _ characters: Int, _ text: String) {
        #expect(Base32.encode(value, characters: characters) == text)
        #expect(Base32.decode(text) == value)
    }

    @Test(arguments: ["G000000000000", "ZZZZZZZZZZZZZ", "U", "!", "é", "0000000000000U"])
    func refuses(_ text: String) { #expect(Base32.decode(text) == nil) }
}
