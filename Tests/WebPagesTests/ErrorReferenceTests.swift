import API
import HTTPMessage
import Testing

@testable import WebPages

@Suite struct ErrorReferenceTests {
    @Test(
        arguments: [
            (
                "| `name_taken` | 409 | Another peer has this name. |", "name_taken", "409",
                "Another peer has this name."
            ),
            (
                "| `bad_handshake` | 400, 426 | Read [the page](a.md#b) on `Host`. |", "bad_handshake", "400, 426",
                "Read the page on Host."
            ),
        ] as [(String, String, String, String)])
    func readsARow(_ row: String, _ code: String, _ statuses: String, _ explanation: String) throws {
        let reference = try #require(ErrorReference(row: row[...]))
        #expect((reference.code, reference.statuses, reference.explanation) == (code, statuses, explanation))
    }

    @Test(arguments: [
        "", "| code | status | when |", "| --- | --- | --- |", "text", "| a | 4 |", "| a | 400 | b | c |",
    ])
    func readsNothingElse(_ row: String) { #expect(ErrorReference(row: row[...]) == nil) }

    @Test(arguments: [("a [b](c) d", "a b d"), ("[a](b)[c](d)", "ac"), ("[a", "[a"), ("a](b)", "a](b)"), ("`a`", "a")])
    func leavesOutTheMarks(_ text: String, _ plain: String) { #expect(ErrorReference.plain(text) == plain) }

    /// Other codes, made by functions, are compared with the page by `scripts/check-errors`.
    @Test(arguments: [.notFound, .operatorsOnly, .storeBusy, .noCredential, .foreignHost, .claimUnknown] as [Problem])
    func theTypeOfAnErrorLeadsToItsExplanation(_ problem: Problem) throws {
        let pages = try PagesFixture().pages
        let response = try #require(pages.response(to: .error(code: problem.code), isTrustworthy: true)).response
        let reference = try #require(ErrorReference.all[problem.code])
        let page = String(decoding: response.body, as: UTF8.self)
        #expect(response.status == .ok)
        #expect(page.contains("<h1>Error: \(problem.code)</h1>"))
        #expect(page.contains("HTTP status \(problem.status.code)"))
        #expect(reference.statuses == "\(problem.status.code)")
        #expect(page.firstMatch(of: /<script|<style|\{\{|`/) == nil)
    }

    @Test(arguments: ["", "nothing", "../errors", "<b>"])
    func anUnknownCodeHasNoPage(_ code: String) throws {
        #expect(try PagesFixture().pages.response(to: .error(code: code), isTrustworthy: true) == nil)
    }
}
