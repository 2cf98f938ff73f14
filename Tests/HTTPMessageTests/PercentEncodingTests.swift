import HTTPMessage
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("a%20b", "a b"), ("%C3%A9", "é"), ("%c3%a9", "é"), ("a+b", "a+b"),
        ("%2F", "/"), ("%25", "%"), ("%F0%9F%93%B1", "📱"), ("~-._", "~-._"),
    ])
    func decodes(_ encoded: String, _ text: String) {
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test(arguments: [
        "%", "%4", "%4g", "%g4", "a%", "%%41", "% 41", "%+1", "%00", "a\0b", "%FF", "%C3", "%C3%28", "%E2%82",
        "%ED%A0%80", "%C0%AF", "%F8%88%80%80%80",
    ])
    func refuses(_ encoded: String) {
        #expect(PercentEncoding.decode(encoded) == nil)
    }

    @Test func readsForms() throws {
        let form = try #require(FormFields("a+b=c+%2B&&=x&\u{301}=é&d=e=f"))
        #expect(form.all.map(\.name) == ["a b", "", "\u{301}", "d"])
        #expect(form.all.map(\.value) == ["c +", "x", "é", "e=f"])
        #expect(FormFields("")?.all.isEmpty == true)
    }

    @Test func findsFieldsByBytes() throws {
        let form = try #require(FormFields("\u{212A}=1&K=2&K=3"))
        #expect(form["K"] == "2")
        #expect(form["\u{212A}"] == "1")
        #expect(form.values(of: "K") == ["2", "3"])
    }

    @Test(arguments: ["", "Anna's iPhone", "a/b?c=d&e#f", "é 📱", "x\r\ny", "100%"])
    func comesBack(_ text: String) {
        let encoded = PercentEncoding.encode(text)
        #expect(PercentEncoding.decode(encoded) == text)
        #expect(HeaderField(name: "X-Kith-Name", value: encoded) != nil)
    }
}
