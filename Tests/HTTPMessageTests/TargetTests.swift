import HTTPMessage
import Testing

@Suite struct TargetTests {
    @Test(arguments: [
        ("/", [String]()), ("/join", ["join"]), ("/v1/peers/pe_1", ["v1", "peers", "pe_1"]), ("/a/", ["a", ""]),
        ("//a", ["", "a"]), ("/a%2Fb/c", ["a/b", "c"]), ("/caf%C3%A9?x", ["café"]), ("/../etc", ["..", "etc"]),
    ])
    func splitsPath(_ text: String, _ segments: [String]) throws {
        #expect(try #require(Target(text)).segments == segments)
    }

    @Test(arguments: ["/%", "/a/%zz", "/%00", "/%FF", "*"])
    func hasNoSegments(_ text: String) throws {
        #expect(try #require(Target(text)).segments == nil)
    }

    @Test(arguments: ["", "join", "/a b", "/a#b", "/é", "/a\r\n", "/\0", "/\u{7F}", "*/", "?a", "http://h/"])
    func refuses(_ text: String) {
        #expect(Target(text) == nil)
    }

    @Test func keepsWhatItWas() throws {
        for text in ["/a?", "/a?b=%20&c?d", "/", "/%41"] {
            #expect(try #require(Target(text)).description == text)
        }
        #expect(Target("/a" as String)?.rawQuery == nil)
        #expect(Target("/a?" as String)?.rawQuery == "")
        #expect(Target("/a?b?c" as String)?.rawQuery == "b?c")
    }

    @Test func readsQuery() throws {
        let query = try #require(("/join?token=ABCDEFGH12&a=1&a=2&empty=&bare&s=x+y%26z" as Target).query)
        #expect(query["token"] == "ABCDEFGH12")
        #expect(query["a"] == "1")
        #expect(query.values(of: "a") == ["1", "2"])
        #expect(query["empty"] == "")
        #expect(query["bare"] == "")
        #expect(query["s"] == "x y&z")
        #expect(query["Token"] == nil)
        #expect(query.all.count == 6)
        #expect(("/join" as Target).query?.all.isEmpty == true)
    }

    @Test(arguments: ["/?a=%", "/?%00=1", "/?a=1&b=%FF", "/?a=%4"])
    func refusesQuery(_ text: String) throws {
        #expect(try #require(Target(text)).query == nil)
    }
}
