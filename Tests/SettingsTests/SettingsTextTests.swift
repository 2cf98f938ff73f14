import Testing

@testable import Settings

@Suite struct SettingsTextTests {
    private func read(_ text: String) throws(SettingsText.Failure) -> [SettingsText.Entry] {
        try SettingsText(Array(text.utf8)).entries
    }

    @Test(
        arguments: [
            ("port = 6969", "port", "6969"), ("port=6969", "port", "6969"), ("  port\t= 6969  ", "port", "6969"),
            ("port = 6969 # the usual", "port", "6969"), ("name = Kitchen#2", "name", "Kitchen#2"),
            ("name = Anna's node", "name", "Anna's node"), ("name = a = b", "name", "a = b"),
            ("name = \"Kitchen # 2\"", "name", "Kitchen # 2"), ("name = \" a \"", "name", " a "),
            ("name = \"a\" # why", "name", "a"), (#"name = "a \"b\" \\ c""#, "name", #"a "b" \ c"#),
            ("name = Küche 🍲", "name", "Küche 🍲"), ("name = a\r", "name", "a"), ("\u{FEFF}name = a", "name", "a"),
        ])
    func readsALine(_ line: String, _ key: String, _ value: String) throws {
        #expect(try read(line) == [SettingsText.Entry(line: 1, key: key, value: value)])
    }

    @Test func countsLines() throws {
        let entries = try read("\n# a comment\n\nport = 1\r\n   # another\n\tname = b\n")
        #expect(entries.map(\.line) == [4, 6])
        #expect(entries.map(\.key) == ["port", "name"])
        #expect(try read("").isEmpty)
    }

    @Test(
        arguments: [
            ("port", "expected 'key = value'"), ("= 1", "expected 'key = value'"), ("[node]", "expected 'key = value'"),
            ("port =", "missing value"), ("port = # 1", "missing value"), ("port = \"\"", "missing value"),
            ("name = \"a", "not closed"), (#"name = "a\"#, "not closed"), (#"name = "a\n""#, "not closed"),
            ("name = \"a\" b", "after the closing quote"), ("name = a \"b\"", "inside the value"),
            ("name = a\u{0}", "invalid character"), ("name = a\u{1B}[31m", "invalid character"),
        ])
    func saysWhatIsWrong(_ line: String, _ text: String) {
        #expect { try read("port = 1\n\n\(line)\n") } throws: { error in
            guard let failure = error as? SettingsText.Failure else { return false }
            return failure.line == 3 && failure.text.contains(text)
        }
    }

    @Test func takesUTF8Alone() {
        #expect(throws: SettingsText.Failure.self) { try SettingsText([0x61, 0x3D, 0xFF]) }
        #expect(throws: SettingsText.Failure.self) { try SettingsText([0x61, 0x3D, 0xC3, 0x0A]) }
    }

    @Test func isBounded() throws {
        let line = Array("# 345678\n".utf8)
        let many = Array(repeatElement(line, count: SettingsText.most / line.count).joined())
        #expect(try SettingsText(many).entries.isEmpty)
        #expect(throws: SettingsText.Failure.self) { try SettingsText(many + line) }
    }
}
