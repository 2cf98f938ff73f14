import HTTPMessage
import HTTPServer
import Testing

@Suite struct EntityTagTests {
    @Test(
        arguments: [
            (["\"a\""], true), (["W/\"a\""], true), (["*"], true), (["\"b\", \"a\""], true),
            (["\"b\"", "\"a\""], true),
            ([",, \"b\" ,\t\"a\","], true), (["\"b,a\", \"a\""], true), (["\"\", \"a\""], true),
            (["\"\u{E9}\",\"a\""], true),
            ([], false), ([""], false), (["\"b\""], false), (["a"], false), (["\"A\""], false), (["w/\"a\""], false),
            (["\"a"], false), (["\"a\" \"b\""], false), (["\"a\", *"], false), (["*", "*"], false),
            (["W/ \"a\""], false),
            (["\"a\"b"], false), (["\"b a\", \"a\""], false), (["\"a\", x"], false), (["\"x\"a\"\""], false),
        ] as [([String], Bool)])
    func isNamed(_ values: [String], _ expected: Bool) throws {
        #expect(try #require(EntityTag("a")).isNamed(in: values) == expected)
    }

    @Test func isMadeOfWhatMayBeQuoted() {
        #expect(EntityTag("a-1/+=")?.description == "\"a-1/+=\"")
        for text in ["a\"", "a b", "\u{E9}", "a\n", "\u{0}"] { #expect(EntityTag(text) == nil) }
    }

    private let page = Response(
        .ok, fields: ["Content-Type": "text/html", "Cache-Control": "no-cache", "vary": "Accept", "X": "y"], body: [1])

    @Test func answersWhatIsKnown() throws {
        let tag = try #require(EntityTag("a"))
        let kept: HeaderFields = ["Cache-Control": "no-cache", "vary": "Accept", "ETag": "\"a\""]
        for method in [Method.get, .head] {
            let answer = page.conditional(tag, answering: method, ifNoneMatch: ["\"a\""])
            #expect(answer == Response(.notModified, fields: kept))
        }
    }

    @Test func answersWhatIsNot() throws {
        let tag = try #require(EntityTag("a"))
        var tagged = page
        tagged.fields["ETag"] = "\"a\""
        for values in [[], ["\"b\""], ["bad"]] {
            #expect(page.conditional(tag, answering: .get, ifNoneMatch: values) == tagged)
        }
        #expect(page.conditional(tag, answering: .post, ifNoneMatch: ["*"]) == page)
        let missing = Response(.notFound)
        #expect(missing.conditional(tag, answering: .get, ifNoneMatch: ["*"]) == missing)
    }
}
