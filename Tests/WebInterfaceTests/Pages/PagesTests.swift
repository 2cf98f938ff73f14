import Credentials
import HTTPMessage
import PairingCore
import Testing

@testable import WebInterface

/// The pages as a node has them, with a fingerprint that shows what it was made of.
struct PagesFixture {
    let pages: Pages

    init(_ templates: PageTemplates = .builtIn, name: String = "atlas") throws(TemplateError) {
        pages = try Pages(templates, about: PageSubject(name: name, id: "nd_0123456789abc")) { "v\($0.count)" }
    }

    func response(_ target: Target, _ fields: HeaderFields = [:], isTrustworthy: Bool = true) throws -> Response {
        let request = Request(.get, target, fields: fields)
        guard case .page(let page) = try Route(request) else { throw Problem.notFound }
        return try #require(pages.response(to: page, isTrustworthy: isTrustworthy)).response
    }

    func text(_ target: Target, _ fields: HeaderFields = [:]) throws -> String {
        String(decoding: try response(target, fields).body, as: UTF8.self)
    }

    /// What the page loads.
    func assets(_ page: String) throws -> [Target] {
        try page.matches(of: /(?:href|src)="([^"]*)"/).map { try #require(Target($0.1)) }
    }
}

@Suite struct PagesTests {
    @Test func speakTheLanguageThatIsAskedFor() throws {
        let fixture = try PagesFixture()
        for (wish, language, text) in [("fr", "en", "Your PIN"), ("de-CH,en;q=0.5", "de", "Ihre PIN")] {
            let response = try fixture.response("/join?token=7K2MQ9XW4D", ["Accept-Language": wish])
            #expect(response.status == .ok)
            #expect(response.fields["Content-Language"] == language)
            #expect(response.fields["Vary"] == "Accept-Language")
            let page = String(decoding: response.body, as: UTF8.self)
            #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language)\">\n"))
            #expect(page.contains(text))
            #expect(page.contains("<noscript>"))
            #expect(!page.contains("{{"))
        }
    }

    @Test func areTheSameWithAndWithoutAToken() throws {
        let fixture = try PagesFixture()
        #expect(try fixture.response("/join") == fixture.response("/join?token=7K2MQ9XW4D&x=%zz"))
    }

    @Test func allowNothingFromElsewhereAndNothingInline() throws {
        let fields = try PagesFixture().response("/join").fields
        #expect(
            fields["Content-Security-Policy"]
                == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        #expect(fields["Referrer-Policy"] == "no-referrer")
        #expect(fields["X-Content-Type-Options"] == "nosniff")
        #expect(fields["Cache-Control"] == "no-store")
        #expect(fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(fields["Permissions-Policy"]?.contains("camera=()") == true)
        #expect(fields["Cross-Origin-Opener-Policy"] == "same-origin")
        let overPlainHTTP = try PagesFixture().response("/join", isTrustworthy: false).fields
        #expect(overPlainHTTP["Cross-Origin-Opener-Policy"] == nil)
    }

    @Test func keepToTheirPolicy() throws {
        let page = try PagesFixture().text("/join")
        #expect(page.firstMatch(of: /<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! defer src="\/assets\/)/) == nil)
        #expect(page.firstMatch(of: /(?:href|src|action)="(?!\/assets\/)/) == nil)
        #expect(page.firstMatch(of: /https?:/) == nil)
        let script = try PagesFixture().text("/assets/join.js")
        #expect(
            script.firstMatch(of: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/) == nil)
    }

    @Test func escapeTheNodesName() throws {
        let page = try PagesFixture(name: "<i>&\"'</i>").text("/join")
        #expect(page.contains("<b>&lt;i&gt;&amp;&quot;&#39;&lt;/i&gt;</b>"))
        #expect(!page.contains("<i>"))
    }

    /// All of it, as it goes to a phone: the longest page of those there are, and the longest name that a node can have.
    @Test func stayUnderTheirBudget() throws {
        let fixture = try PagesFixture(name: String(repeating: "n", count: Limits.nameCharacters))
        for language in PageTemplates.builtIn.languages {
            let page = try fixture.text("/join", ["Accept-Language": language])
            let assets = Set(try fixture.assets(page))
            #expect(assets.count == 4)
            let bytes = try page.utf8.count + assets.map { try fixture.response($0).body.count }.reduce(0, +)
            #expect(bytes <= 48 * 1_024, "\(language)")
        }
    }

    @Test func onlyLoadWhatIsThere() throws {
        let fixture = try PagesFixture()
        let assets = try fixture.assets(try fixture.text("/join"))
        #expect(
            Set(assets.map(\.rawPath)) == [
                "/assets/join.css", "/assets/join.js", "/assets/mark.svg", "/assets/nacl.js",
            ])
        for target in assets {
            let response = try fixture.response(target)
            #expect(response.status == .ok)
            #expect(response.fields["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(response.fields["X-Content-Type-Options"] == "nosniff")
            #expect(!response.body.isEmpty)
        }
    }

    @Test(arguments: ["/assets/join.js", "/assets/join.js?v=old", "/assets/join.js?w=%zz"] as [Target])
    func areNotKeptUnderAnotherAddress(_ target: Target) throws {
        #expect(try PagesFixture().response(target).fields["Cache-Control"] == "no-cache")
    }

    @Test func haveTypesThatBrowsersInsistOn() throws {
        let fixture = try PagesFixture()
        for (name, type) in [
            ("join.js", "text/javascript; charset=utf-8"), ("nacl.js", "text/javascript; charset=utf-8"),
            ("join.css", "text/css; charset=utf-8"), ("mark.svg", "image/svg+xml"),
        ] {
            #expect(try fixture.response(try #require(Target("/assets/\(name)"))).fields["Content-Type"] == type)
        }
    }

    @Test func haveOneScriptOfAllParts() throws {
        let script = try PagesFixture().text("/assets/join.js")
        #expect(script.hasPrefix("'use strict';\n"))
        for part in ["function joinProof", "function memory", "const node = {", "const page = {", "begin();"] {
            #expect(script.contains(part))
        }
    }

    /// What setup takes from the package is compared there; this is what the program came to hold.
    @Test func haveTheCryptoThatWasExamined() throws {
        let script = try PagesFixture().response("/assets/nacl.js").body
        #expect(script.count == 24_938)
        #expect(Base64URL.encode(SHA256.hash(script).bytes) == "1MrDQj3DtR2XffP9eeMXrDaJ1Vo83CT5K6qhGP2XS7M")
    }
}
