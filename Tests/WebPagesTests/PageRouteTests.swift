import HTTPMessage
import Testing
import WebPages

@testable import API
@testable import WebAPI

@Suite struct PageRouteTests {
    private func page(_ method: Method, _ target: Target) throws -> PageRoute? {
        if case .page(let page) = try Route(Request(method, target)) { page } else { nil }
    }

    @Test(arguments: [.get, .head] as [Method])
    func readsPagesAndAssets(_ method: Method) throws {
        #expect(try page(method, "/join") == .join(LanguageChoice([])))
        #expect(try page(method, "/join?token=x") == .join(LanguageChoice([])))
        #expect(try page(method, "/") == .home(LanguageChoice([])))
        #expect(try page(method, "/?from=home") == .home(LanguageChoice([])))
        #expect(try page(method, "/assets/join.js?v=1") == .asset(name: "join.js", version: "1"))
        #expect(try page(method, "/errors/expired") == .error(code: "expired"))
        #expect(try page(method, "/assets/join%2Ejs") == .asset(name: "join.js", version: nil))
    }

    @Test(
        arguments: [
            (.put, "/join", "GET, HEAD, POST"), (.delete, "/join", "GET, HEAD, POST"),
            (.post, "/assets/join.js", "GET, HEAD"), (.post, "/", "GET, HEAD"), (.put, "/errors/expired", "GET, HEAD"),
            (.delete, "/", "GET, HEAD"),
        ] as [(Method, Target, String)])
    func saysHowItCanBeAsked(_ method: Method, _ target: Target, _ allowed: String) throws {
        let problem = try #require(throws: Problem.self) { try page(method, target) }
        #expect(problem.response.status == .methodNotAllowed)
        #expect(problem.response.fields["Allow"] == allowed)
    }

    @Test(
        arguments: [
            "/assets", "/assets/", "/assets/a/b", "/join/", "/Join", "/templates/join.html", "//", "/home",
            "/errors", "/errors/", "/errors/nothing", "/errors/expired/", "/errors/a/b",
        ] as [Target])
    func knowsNothingElse(_ target: Target) throws {
        let pages = try PagesFixture().pages
        let route = try? page(.get, target)
        #expect(route.flatMap { pages.response(to: $0, isTrustworthy: true) } == nil)
    }

    @Test func isForEverybody() throws {
        #expect(try Route(Request(.get, "/join")).access == .anyone)
        #expect(try Route(Request(.get, "/")).access == .anyone)
        #expect(try Route(Request(.get, "/assets/join.js")).access == .anyone)
        #expect(try Route(Request(.get, "/errors/expired")).access == .anyone)
    }
}
