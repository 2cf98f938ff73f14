import HTTPMessage
import Testing

@Suite struct MessageTests {
    @Test func readsMethods() {
        for name in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "PURGE"] {
            #expect(Method(name)?.name == name)
        }
        #expect(Method("GET") == .get)
        #expect(Method("get") == .other("get"))
        for name in ["", "G T", "GET\r", "GÉT", "a/b"] { #expect(Method(name) == nil) }
    }

    @Test func knowsStatus() {
        #expect(Status.notFound.code == 404)
        #expect(Status(code: 404) == .notFound)
        #expect(Status.contentTooLarge.reason == "Content Too Large")
        #expect(Status(code: 299)?.reason == "")
        for code in [99, 600, 0, -1] { #expect(Status(code: code) == nil) }
        #expect(Status.noContent.forbidsBody)
        #expect(!Status.ok.forbidsBody)
    }

    @Test func writesRequests() {
        let get = Request(.get, "/a?b", fields: ["Host": "h", "content-length": "9", "Transfer-Encoding": "chunked"])
        #expect(text(get.wireBytes) == "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n")
        let post = Request(.post, "/", fields: ["Host": "h"], body: Array("{}".utf8))
        #expect(text(post.wireBytes) == "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}")
        #expect(text(Request(.put, "/").wireBytes) == "PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(
        arguments: [
            ("a", "a", nil), ("Kith.Local:6969", "kith.local", 6969), ("192.168.1.2:80", "192.168.1.2", 80),
            ("[FE80::1]", "fe80::1", nil), ("[::1]:65535", "::1", 65535), ("a_b-c", "a_b-c", nil),
            ("[::ffff:1.2.3.4]:0", "::ffff:1.2.3.4", 0),
        ] as [(String, String, UInt16?)])
    func readsAuthority(_ text: String, _ host: String, _ port: UInt16?) throws {
        let authority = try #require(Authority(text))
        #expect(authority.host == host)
        #expect(authority.port == port)
    }

    @Test(arguments: [
        "", ":", ":80", "a:", "a:x", "a:+1", "a:65536", "a:1:2", "::1", "[::1", "[::1]x", "[::1]80", "[]", "[a]",
        "[:g:]", "[fe80::1%25eth0]", "a b", "a/b", "u@a", "a,b", "é", "a\0", "%41", "[::1]:",
        "[\u{301}::1]", "[::1]\u{301}", "a:\u{301}1",
    ])
    func refusesAuthority(_ text: String) {
        #expect(Authority(text) == nil)
    }

    @Test func assemblesLines() {
        #expect(steps("ab\r\n\r\n") == [.more, .more, .more, .line([97, 98]), .more, .line([])])
        #expect(steps("a\n").last == .broken)
        #expect(steps("\n").last == .broken)
        #expect(steps("a\rb").last == .broken)
        #expect(steps("\r\r").last == .broken)
    }

    private func steps(_ text: String) -> [LineAssembler.Step] {
        var lines = LineAssembler()
        return text.utf8.map { lines.take($0) }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
