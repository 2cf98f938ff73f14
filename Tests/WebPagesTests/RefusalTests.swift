import Core
import Credentials
import Foundation
import HTTPMessage
import Testing

@testable import API
@testable import WebPages

/// As a browser has it that opens a page.
private let navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

@Suite struct RefusalTests {
    private func refusals(
        _ accept: String?, method: Method = .get, language: String = "en", name: String = "atlas"
    ) throws -> RefusalPages? {
        var fields: HeaderFields = ["Accept-Language": language]
        fields["Accept"] = accept
        return try PagesFixture(name: name).pages.refusals(to: method, fields)
    }

    @Test(
        arguments: [
            (navigation, .get, true), (navigation, .head, true), ("TEXT/HTML ; q=0.5", .get, true),
            ("text/plain, text/html", .get, true), (navigation, .post, false), (navigation, .delete, false),
            ("*/*", .get, false), ("text/*", .get, false), ("application/json", .get, false),
            ("text/event-stream", .get, false), ("text/html;q=0", .get, false), ("text/html; q=0.000", .get, false),
            ("text/htmlx", .get, false), ("x=text/html", .get, false), ("", .get, false), (nil, .get, false),
        ] as [(String?, Method, Bool)])
    func areForBrowsersThatOpenAPage(_ accept: String?, _ method: Method, _ isForPage: Bool) throws {
        #expect((try refusals(accept, method: method) != nil) == isForPage)
    }

    @Test(
        arguments: [
            (.notFound, "en", "Page not found"), (.notFound, "de-AT", "Seite nicht gefunden"),
            (.tooManyRequests(retryAfter: .seconds(2)), "en", "Too many requests"),
            (.operatorsOnly, "fr", "for programs"),
            (.noCredential, "de", "für Programme"), (.storeBusy, "en", "atlas is busy"),
            (.storeFailed, "en", "atlas has a problem"), (.methodNotAllowed([.post]), "en", "for programs"),
        ] as [(Problem, String, String)])
    func keepStatusAndFields(_ problem: Problem, _ language: String, _ text: String) throws {
        let response = try #require(try refusals(navigation, language: language)).response(to: problem)
        #expect(response.status == problem.status)
        #expect(String(decoding: response.body, as: UTF8.self).contains(text))
        #expect(response.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(response.fields["Cache-Control"] == "no-store")
        #expect(response.fields["Vary"] == "Accept, Accept-Language")
        #expect(response.fields["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
        for field in problem.fields.all { #expect(response.fields[field.name] == field.value) }
        #expect(problem.code != "too_many_requests" || response.fields["Retry-After"] == "2")
    }

    @Test func loadOnlyWhatTheJoinPageLoads() throws {
        let fixture = try PagesFixture()
        let response = try #require(try refusals(navigation)).response(to: .notFound)
        let page = String(decoding: response.body, as: UTF8.self)
        let assets = try fixture.assets(page)
        #expect(Set(assets).isSubset(of: try fixture.assets(try fixture.text("/join"))))
        #expect(page.firstMatch(of: /<script|<style|\sstyle=|\son[a-z]+=|https?:|\{\{/) == nil)
        #expect(response.body.count < 2_048)
    }

    // At the host of a service.

    private func atService(
        _ problem: Problem, language: String = "en", home: String? = "https://kith.home.example"
    ) throws -> Response {
        var refusals = try #require(try refusals(navigation, language: language, name: "<i>"))
        refusals.place = .service(home: home)
        return refusals.response(to: problem)
    }

    @Test(
        arguments: [
            (.unknownService, "en", "may not use this service"), (.areaDisabled, "de", "darf diesen Dienst nicht"),
            (.scopeMissing(.use), "en", "may not use this service"), (.noCredential, "en", "signed out"),
            (.signInOver, "en", "has expired"), (.signInOver, "de", "ist abgelaufen"), (.notFound, "en", "not found"),
            (.tooManyRequests(retryAfter: .seconds(2)), "en", "Wait a minute"), (.imitatedField, "en", "programs"),
            (.storeBusy, "en", "is busy"), (.storeFailed, "de", "ein Problem"),
        ] as [(Problem, String, String)])
    func loadNothingAtAService(_ problem: Problem, _ language: String, _ text: String) throws {
        let response = try atService(problem, language: language)
        #expect(response.status == problem.status)
        for field in problem.fields.all { #expect(response.fields[field.name] == field.value) }
        let page = String(decoding: response.body, as: UTF8.self)
        #expect(page.contains(text) && page.contains("&lt;i&gt;") && !page.contains("<i>"))
        #expect(page.firstMatch(of: /<script|<link|<img|\sstyle=|\son[a-z]+=|src=|url\(|\{\{|@import/) == nil)
    }

    /// Only the style sheet that kith put into the page, by its hash.
    @Test func bringTheirStyle() throws {
        let response = try atService(.unknownService)
        let page = String(decoding: response.body, as: UTF8.self)
        let style = try #require(page.firstMatch(of: /<style>([^<]+)<\/style>/)).1
        let hash = Data(SHA256.hash(Array(style.utf8)).bytes).base64EncodedString()
        #expect(
            response.fields["Content-Security-Policy"]
                == "default-src 'none'; style-src 'sha256-\(hash)'; form-action 'none'; base-uri 'none'; "
                + "frame-ancestors 'none'")
    }

    @Test func leadHomeWhereBrowsersReachIt() throws {
        let page = String(decoding: try atService(.unknownService).body, as: UTF8.self)
        #expect(page.contains(#"href="https://kith.home.example">Open your page</a>"#))
        let alone = String(decoding: try atService(.unknownService, home: nil).body, as: UTF8.self)
        #expect(alone.contains(#"href=""></a>"#))
    }

    @Test func escapeTheNodesName() throws {
        let response = try #require(try refusals(navigation, name: "<i>")).response(to: .notFound)
        #expect(!String(decoding: response.body, as: UTF8.self).contains("<i>"))
    }

    /// A page of another's name that is bound to this node's address learns nothing of it.
    @Test func tellNothingToForeignHosts() throws {
        let refusals = try #require(try refusals(navigation))
        #expect(refusals.response(to: .foreignHost) == Problem.foreignHost.response)
    }
}
