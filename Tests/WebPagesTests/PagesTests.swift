import Core
import Credentials
import Foundation
import HTTPMessage
import JSON
import Testing

@testable import API
@testable import WebAPI
@testable import WebPages

/// The pages as a node has them.
struct PagesFixture {
    let pages: Pages

    init(
        _ templates: PageTemplates = .builtIn, name: String = "atlas", id: String = "nd_0123456789abc"
    ) throws(TemplateError) {
        pages = try Pages(templates, about: PageSubject(name: name, id: id)) { SHA256.hash($0).bytes }
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
        try page.matches(of: /(?:href|src)="(\/assets\/[^"]*)"/).map { try #require(Target($0.1)) }
    }
}

@Suite struct PagesTests {
    @Test(
        arguments: [
            ("/join?token=7K2MQ9XW4D", "fr", "en", "Your PIN"),
            ("/join?token=7K2MQ9XW4D", "de-CH,en;q=0.5", "de", "Deine PIN"),
            ("/", "fr", "en", "What this device may do"), ("/", "de-CH,en;q=0.5", "de", "Was dieses Gerät darf"),
        ] as [(Target, String, String, String)])
    func speakTheLanguageThatIsAskedFor(
        _ target: Target, _ request: String, _ language: String, _ text: String
    ) throws {
        let fixture = try PagesFixture()
        let response = try fixture.response(target, ["Accept-Language": request])
        #expect(response.status == .ok)
        #expect(response.fields["Content-Language"] == language)
        #expect(response.fields["Vary"] == "Accept-Language")
        let page = String(decoding: response.body, as: UTF8.self)
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language)\">\n"))
        #expect(page.contains(text))
        #expect(page.contains("<noscript>"))
        #expect(!page.contains("{{"))
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
                + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        #expect(fields["Referrer-Policy"] == "no-referrer")
        #expect(fields["Cache-Control"] == "no-store")
        #expect(fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(fields["Permissions-Policy"]?.contains("camera=()") == true)
        #expect(fields["Cross-Origin-Opener-Policy"] == "same-origin")
        let overPlainHTTP = try PagesFixture().response("/join", isTrustworthy: false).fields
        #expect(overPlainHTTP["Cross-Origin-Opener-Policy"] == nil)
    }

    @Test(arguments: ["/join", "/"] as [Target])
    func keepToTheirPolicy(_ target: Target) throws {
        let page = try PagesFixture().text(target)
        #expect(page.firstMatch(of: /<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! defer src="\/assets\/)/) == nil)
        #expect(page.firstMatch(of: /(?:href|src|action)="(?!\/assets\/|\/"|#)/) == nil)
        #expect(page.firstMatch(of: /https?:/) == nil)
        for name in PageTemplates.scripts.keys {
            let script = try PagesFixture().text(try #require(Target("/assets/\(name)")))
            #expect(
                script.firstMatch(of: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/)
                    == nil)
        }
    }

    @Test func escapeTheNodesName() throws {
        let page = try PagesFixture(name: "<i>&\"'</i>").text("/join")
        #expect(page.contains("<b>&lt;i&gt;&amp;&quot;&#39;&lt;/i&gt;</b>"))
        #expect(!page.contains("<i>"))
    }

    /// All of it, as a phone receives it: the longest page, and the longest name that a node can have.
    /// A device's page adds to what the join page has brought.
    @Test func stayUnderTheirBudget() throws {
        let fixture = try PagesFixture(name: String(repeating: "n", count: Limits.nameCharacters))
        for language in ["en", "de"] {
            let join = try fixture.text("/join", ["Accept-Language": language])
            let home = try fixture.text("/", ["Accept-Language": language])
            let shown = Set(try fixture.assets(join))
            let more = Set(try fixture.assets(home)).subtracting(shown)
            func bytes(_ page: String, _ assets: Set<Target>) throws -> Int {
                try page.utf8.count + assets.map { try fixture.response($0).body.count }.reduce(0, +)
            }
            #expect(shown.count == 5)
            #expect(try bytes(join, shown) <= 48 * 1_024, "\(language)")
            #expect(try bytes(home, more) <= 56 * 1_024, "\(language)")
        }
    }

    /// The texts and the script that the join page loads later, by addresses and hashes that the page names.
    @Test(arguments: [("en", "This code has expired"), ("de", "Dieser Code ist abgelaufen")])
    func bringOtherTextsLater(_ language: String, _ title: String) throws {
        let fixture = try PagesFixture(name: "<i>atlas</i>")
        for isOverTLS in [true, false] {
            let fields: HeaderFields = ["Accept-Language": language]
            guard case .page(let route) = try Route(Request(.get, "/join", fields: fields)) else {
                throw Problem.notFound
            }
            let response = try #require(fixture.pages.response(to: route, isTrustworthy: true, isOverTLS: isOverTLS))
            let page = String(decoding: response.response.body, as: UTF8.self)
            #expect(!page.contains(title))
            let named = try #require(page.firstMatch(of: /data-texts="([^"]*)" data-texts-hash="sha256-([^"]*)"/))
            let script = try #require(page.firstMatch(of: /data-script="([^"]*)" data-script-hash="sha256-([^"]*)"/))
            let scriptFile = try fixture.response(try #require(Target(script.1)))
            #expect(Data(base64Encoded: String(script.2)).map(Array.init) == SHA256.hash(scriptFile.body).bytes)
            let file = try fixture.response(try #require(Target(named.1)))
            #expect(file.fields["Content-Type"] == "application/json")
            #expect(file.fields["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(Data(base64Encoded: String(named.2)).map(Array.init) == SHA256.hash(file.body).bytes)
            let texts = try #require(try JSONValue(parsing: file.body).object)
            #expect(texts.keys == LaterTexts.names)
            #expect(texts["expired.title"]?.string == title)
            #expect(texts["newcode.how"]?.string?.contains("<i>atlas</i>") == true)
        }
    }

    @Test(
        arguments: [
            ("/join", ["kith.css", "kith.js", "join.js", "mark.svg", "nacl.js"]),
            ("/", ["kith.css", "home.css", "kith.js", "home.js", "mark.svg", "icon.png", "nacl.js"]),
        ] as [(Target, [String])])
    func onlyLoadWhatIsThere(_ target: Target, _ names: [String]) throws {
        let fixture = try PagesFixture()
        let assets = try fixture.assets(try fixture.text(target))
        #expect(Set(assets.map(\.rawPath)) == Set(names.map { "/assets/\($0)" }))
        for target in assets {
            let response = try fixture.response(target)
            #expect(response.status == .ok)
            #expect(response.fields["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(!response.body.isEmpty)
        }
    }

    /// A browser may have kept another file under the same address: it runs only what the page means.
    @Test(arguments: ["/join", "/"] as [Target], [true, false])
    func nameTheHashOfAllThatRuns(_ target: Target, _ isOverTLS: Bool) throws {
        let fixture = try PagesFixture()
        guard case .page(let route) = try Route(Request(.get, target)) else { throw Problem.notFound }
        let page = try #require(fixture.pages.response(to: route, isTrustworthy: isOverTLS, isOverTLS: isOverTLS))
        try expectHashes(String(decoding: page.response.body, as: UTF8.self), fixture)
    }

    @Test func nameTheHashOfTheStylesOfNotices() throws {
        let fixture = try PagesFixture()
        let notice = try #require(fixture.pages.refusals(to: .get, ["Accept": "text/html"])).response(to: .notFound)
        try expectHashes(String(decoding: notice.body, as: UTF8.self), fixture)
    }

    private func expectHashes(_ page: String, _ fixture: PagesFixture) throws {
        let tags = page.matches(of: /<(?:script|link rel="stylesheet")[^>]*>/).map { String($0.0) }
        #expect(!tags.isEmpty)
        for tag in tags {
            let named = try #require(tag.firstMatch(of: /(?:href|src)="([^"]*)" integrity="sha256-([^"]*)"/), "\(tag)")
            let body = try fixture.response(try #require(Target(named.1))).body
            #expect(Data(base64Encoded: String(named.2)).map(Array.init) == SHA256.hash(body).bytes, "\(tag)")
        }
    }

    /// Who has met another node of the same release does not know them.
    @Test func haveAddressesOfTheirOwn() throws {
        let (one, other) = (try PagesFixture(id: "nd_0123456789abc"), try PagesFixture(id: "nd_0123456789abd"))
        let (ours, theirs) = (try one.assets(try one.text("/join")), try other.assets(try other.text("/join")))
        #expect(ours.count == theirs.count && Set(ours).isDisjoint(with: theirs))
    }

    /// A name in it is a name, whatever it holds.
    @Test func canBeInstalled() throws {
        let fixture = try PagesFixture(name: #"a"},{"<b>"#)
        let page = try fixture.text("/")
        let address = try #require(page.firstMatch(of: /data-manifest="([^"]*)"/)).1
        let manifest = try JSONValue(parsing: try fixture.response(try #require(Target(address))).body)
        #expect(manifest.object?["short_name"]?.string == #"a"},{"<b>"#)
        #expect(manifest.object?["start_url"]?.string == "/")
        let icon = try #require(manifest.object?["icons"]?.array?.first?.object?["src"]?.string)
        let picture = try fixture.response(try #require(Target(icon)))
        #expect(picture.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(picture.fields["Cache-Control"] == "public, max-age=31536000, immutable")
        // Where a browser cannot install it, it is not offered: the script decides that.
        #expect(!page.contains("rel=\"manifest\""))
    }

    @Test(arguments: ["/assets/join.js", "/assets/join.js?v=old", "/assets/join.js?w=%zz"] as [Target])
    func areNotKeptUnderAnotherAddress(_ target: Target) throws {
        #expect(try PagesFixture().response(target).fields["Cache-Control"] == "no-cache")
    }

    @Test func haveTypesThatBrowsersInsistOn() throws {
        let fixture = try PagesFixture()
        for (name, type) in [
            ("join.js", "text/javascript; charset=utf-8"), ("nacl.js", "text/javascript; charset=utf-8"),
            ("home.css", "text/css; charset=utf-8"), ("mark.svg", "image/svg+xml"), ("icon.png", "image/png"),
            ("manifest.webmanifest", "application/manifest+json"),
        ] {
            #expect(try fixture.response(try #require(Target("/assets/\(name)"))).fields["Content-Type"] == type)
        }
    }

    @Test func haveScriptsOfAllParts() throws {
        let fixture = try PagesFixture()
        for (name, parts) in [
            ("kith.js", ["function joinProof", "function memory", "const node={", "function showSection"]),
            ("join.js", ["function sendClaim", "const page={", "begin();"]),
            ("later.js", ["const inTime=", "function askForName"]),
            ("home.js", ["const inTime=", "const device={", "const live={", "const page={", "begin();"]),
        ] {
            let script = try fixture.text(try #require(Target("/assets/\(name)")))
            for part in parts { #expect(script.contains(part)) }
        }
        #expect(try fixture.text("/assets/kith.js").hasPrefix("'use strict';"))
    }

    /// What setup takes from the package is compared there; this is what the program came to hold.
    @Test func haveTheCryptoThatWasExamined() throws {
        let script = try PagesFixture().response("/assets/nacl.js").body
        #expect(script.count == 24_938)
        #expect(Base64URL.encode(SHA256.hash(script).bytes) == "1MrDQj3DtR2XffP9eeMXrDaJ1Vo83CT5K6qhGP2XS7M")
    }
}
