import Core
import Foundation
import HTTPMessage
import Testing

@testable import WebPages

@Suite struct PageTemplatesTests {
    private func pages(with files: [String: String]) throws(TemplateError) -> PagesFixture {
        try PagesFixture(try PageTemplates.builtIn.replacing(files.mapValues { Array($0.utf8) }))
    }

    @Test func canBeReplacedOneByOne() throws {
        let fixture = try pages(with: ["join.css": "b {}", "join.html": "<p>{{text.busy.title}}</p>{{node.id}}"])
        #expect(try fixture.text("/assets/kith.css").hasSuffix("b{}"))
        let page = try fixture.text("/join")
        #expect(page.hasPrefix("<p>atlas is busy</p>"))
        #expect(page.hasSuffix("nd_0123456789abc\n"))
    }

    @Test func canSpeakMoreLanguages() throws {
        let html = "{{language}}: {{text.hello}}"
        let fixture = try pages(with: [
            "join.html": html, "notice.html": "", "service.html": "<style></style>",
            "join.en.json": #"{"hello": "Hello"}"#,
            "join.de.json": #"{"hello": "Hallo"}"#,
            "join.pt-BR.json": #"{"hello": "Olá, {{node.name}}"}"#,
        ])
        #expect(try fixture.text("/join", ["Accept-Language": "pt-BR, pt;q=0.9"]) == "pt-BR: Olá, atlas\n")
        #expect(try fixture.text("/join", ["Accept-Language": "nl"]) == "en: Hello\n")
    }

    @Test(
        arguments: [
            (["join.htm": ""], "join.htm: there is no template of this name"),
            (["join.json": ""], "join.json: there is no template of this name"),
            (["join..json": ""], "join..json: there is no template of this name"),
            (["home..json": ""], "home..json: there is no template of this name"),
            (["kith..json": ""], "kith..json: there is no template of this name"),
            (["nacl.js": ""], "nacl.js: there is no template of this name"),
            (["join.html": "\n{{text.nowhere}}"], "join.html:2: {{text.nowhere}} is not in join.en.json"),
            (["join.html": "{{nowhere}}"], "join.html:1: {{nowhere}} is not in join.en.json"),
            (["notice.html": "\n{{notice.how}}"], "notice.html:2: {{notice.how}} is not in join.en.json, as nothing"),
            (["service.html": "<p>"], "service.html: there is no '<style></style>', where the style sheet goes"),
            (["notice.html": "<script>{{notice.why}}"], "notice.html:1: {{notice.why}} is in a script"),
            (["join.fr.json": "{}"], "join.html:5: {{text.starting.title}} is not in join.fr.json"),
            (["home.fr.json": "{}"], "home.html:5: {{text.starting.title}} is not in home.fr.json"),
            (["kith.en.json": "{}"], "join.html:5: {{text.starting.title}} is not in join.en.json"),
            (["join.en.json": "{\n\n]"], "join.en.json:3: this byte is not allowed here"),
            (["join.en.json": "[]"], "join.en.json:1: this is not a JSON object"),
            (
                ["join.en.json": "{\n  \"a\": \"\",\n  \"b\": 1\n}"],
                "join.en.json:3: the value of this name is not a text"
            ),
            (
                ["join.en.json": "{\n  \"a\": \"{{asset.join.js}}\"}"],
                "join.en.json:2: {{asset.join.js}} is not in the values"
            ),
            (["join.en.json": "{\n  \"a\": \"\",\n  \"a\": \"\"\n}"], "join.en.json:3: a key occurs twice"),
        ] as [([String: String], String)])
    func saysWhatIsWrongAndWhere(_ files: [String: String], _ wanted: String) throws {
        let error = try #require(throws: TemplateError.self) { try pages(with: files) }
        #expect(error.description.hasPrefix(wanted))
    }

    /// Also those that the join page loads later, unless it has them in itself.
    @Test func areComplete() throws {
        let source = String(decoding: PageTemplates.builtIn.bytes("join.en.json"), as: UTF8.self)
        let others = source.replacing(#""expired.why""#, with: #""expired.reason""#)
        let form = ["notice.html": "{{notice.title}}"]
        let error = try #require(throws: TemplateError.self) {
            try pages(with: form.merging(["join.en.json": others]) { $1 })
        }
        #expect(error.description == "join.en.json: 'expired.why' is missing, which the join page loads later")
        _ = try pages(with: form.merging(["join.en.json": others, "join.html": "<p>{{text.busy.why}}</p>"]) { $1 })
    }

    @Test func mustBeUTF8() throws {
        let error = try #require(throws: TemplateError.self) {
            try PageTemplates.builtIn.replacing(["join.css": [0x62, 0xFF]])
        }
        #expect(error.description == "join.css: this is not UTF-8")
    }

    /// The lists in Package.swift and in PageTemplates: every file in the folder is built in.
    @Test func areAllBuiltIn() throws {
        let folder = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/Templates"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        #expect(Set(names) == PageTemplates.builtIn.names)
    }

    /// A language more for one page is none for the other.
    @Test func haveLanguagesOfTheirOwn() throws {
        let fixture = try pages(with: [
            "home.html": "{{language}}: {{text.hello}}", "home.en.json": #"{"hello": "Hello"}"#,
            "home.de.json": #"{"hello": "Hallo"}"#, "home.fr.json": #"{"hello": "Bonjour"}"#,
        ])
        #expect(try fixture.text("/", ["Accept-Language": "fr"]) == "fr: Bonjour\n")
        #expect(try fixture.response("/join", ["Accept-Language": "fr"]).fields["Content-Language"] == "en")
    }

    @Test(arguments: PageName.allCases) func sayTheSameInEveryLanguage(_ page: PageName) throws {
        let texts = try PageTemplates.builtIn.languages(of: page).map { language in
            try PageTemplates.builtIn.texts(of: page, in: language, values: ["node.name": "atlas"])
        }
        #expect(texts.count >= 2)
        let used = Set(
            String(decoding: PageTemplates.builtIn.skeleton(of: page), as: UTF8.self).matches(
                of: /\{\{text\.([^}]*)\}\}/
            ).map { String($0.1) })
        // What is said of errors is in the texts of the join page.
        let told = Refusal.allCases.flatMap { kind in
            ["\(kind.rawValue).title", "\(kind.rawValue).why", kind.notice.todo ?? "\(kind.rawValue).todo"]
        }
        let toldAtServices = ServiceRefusal.allCases.flatMap { kind in
            let notice = kind.notice
            return ["\(kind).title", notice.why ?? "\(kind).why", notice.todo ?? "\(kind).todo"]
        }
        // Those of a form that has no other words for it.
        let ofForms = ["form.wait", "form.incomplete", "form.back"]
        let later = LaterTexts.names
        let ofOthers = try sharedNames("en").subtracting(used).subtracting(page == .join ? later : [])
        for language in texts {
            let own = language.names.subtracting(ofOthers)
            let all = page == .join ? used.union(told + toldAtServices + ofForms + later) : used
            #expect(own == all, "\(language.file)")
        }
    }

    private func sharedNames(_ language: String) throws -> Set<String> {
        let file = PageName.sharedTexts(in: language)
        return try Texts(PageTemplates.builtIn.bytes(file), file: file, values: [:]).names
    }

    private func isLater(_ skeleton: String, _ name: String) -> Bool {
        skeleton.contains("{{asset.texts}}") && LaterTexts.names.contains(name)
    }

    /// What both pages say is written once. Besides that there are the scopes, which a device's page lists.
    @Test func shareTheTextsOfBoth() throws {
        let skeletons = PageName.allCases.map {
            String(decoding: PageTemplates.builtIn.skeleton(of: $0), as: UTF8.self)
        }
        let shared = try sharedNames("en")
        #expect(try sharedNames("de") == shared)
        for name in shared where !name.hasPrefix("scope.") {
            #expect(skeletons.allSatisfy { $0.contains("{{text.\(name)}}") || isLater($0, name) }, "\(name)")
        }
    }

    /// German pages say "du". No page uses a word that only the documentation explains, but for a command.
    @Test(arguments: PageName.allCases) func speakPlainly(_ page: PageName) throws {
        func unwanted(_ language: String) -> Regex<Substring> {
            language == "de"
                ? /\b(?:Sie|Ihnen|Ihre?[nmrs]?|Bereiche?n?|Tür|gestolpert|eintreten|eingetreten)\b/
                : /(?i)\b(?:claim|scope|areas?|anew|door|stumbled|any more|whoever|peers?)\b/
        }
        for language in ["en", "de"] {
            let texts = try PageTemplates.builtIn.texts(of: page, in: language, values: ["node.name": "atlas"])
            for name in texts.names {
                let text = texts[name]?.replacing("kith pair --peer", with: "")
                #expect(text?.firstMatch(of: unwanted(language)) == nil, "\(language): \(name)")
            }
        }
    }

    /// The texts of scopes are written once for each language, and a device's page has one for each scope.
    @Test(arguments: ["en", "de"]) func sayWhatEachScopeAllows(_ language: String) throws {
        let file = PageName.sharedTexts(in: language)
        let shared = try Texts(PageTemplates.builtIn.bytes(file), file: file, values: [:])
        let names = shared.names.filter { $0.hasPrefix("scope.") }
        #expect(names == Set(Scope.allCases.map { "scope.\($0.rawValue)" }))
        let page = try PagesFixture().text("/", ["Accept-Language": language])
        let rows = page.matches(of: /<li data-scope="(\w+)">([^<]+)/)
        #expect(rows.map { String($0.1) } == Scope.allCases.map(\.rawValue))
        #expect(
            rows.map { $0.2.trimmingCharacters(in: .whitespaces) }
                == Scope.allCases.map { shared["scope.\($0.rawValue)"] })
    }

    /// A page asks the node what it may show, and compares nothing with the word of a scope.
    @Test func haveScriptsThatNameNoScope() {
        for name in PageTemplates.scripts.values.flatMap({ $0 }) {
            let script = String(decoding: PageTemplates.builtIn.bytes(name), as: UTF8.self)
            for scope in Scope.allCases { #expect(!script.contains("== '\(scope.rawValue)'"), "\(name)") }
        }
    }

    /// The script asks for words by name, and holds none of any language.
    @Test func haveEveryWordThatTheScriptAsksFor() throws {
        let text = { (name: String) in String(decoding: PageTemplates.builtIn.bytes(name), as: UTF8.self) }
        let there = Set(text("home.html").matches(of: /data-word="([^"]*)"/).map { String($0.1) })
        let parts = try #require(PageTemplates.scripts["home.js"])
        let asked = parts.flatMap { part in
            text(part).matches(of: /word\((?:[^'()]*\? '([^']*)' : )?'([^']*)'\)/)
                .flatMap { [$0.1, $0.2].compactMap { $0.map(String.init) } }
        }
        #expect(!asked.isEmpty)
        #expect(Set(asked).subtracting(there).isEmpty, "\(Set(asked).subtracting(there))")
        #expect(there.isSuperset(of: PeerKind.allCases.map(\.rawValue)))
        #expect(there.isSuperset(of: Presence.allCases.map(\.rawValue)))
    }

    /// What a script looks for is in its page.
    @Test(arguments: PageName.allCases) func haveEveryPlaceThatTheScriptLooksFor(_ page: PageName) throws {
        let text = { (name: String) in String(decoding: PageTemplates.builtIn.bytes(name), as: UTF8.self) }
        let later = page == .join ? PageTemplates.scripts["later.js"] ?? [] : []
        let parts = try #require(PageTemplates.scripts["\(page.rawValue).js"]) + later
        let ids = Set(text(page.skeleton).matches(of: /\bid="([^"]*)"/).map { String($0.1) })
        let found = Set(parts.flatMap { text($0).matches(of: /find\('([^']*)'\)/).map { String($0.1) } })
        #expect(!found.isEmpty)
        let ends = LaterTexts.names.compactMap { $0.hasSuffix(".title") ? String($0.dropLast(".title".count)) : nil }
        let missing = found.subtracting(ids).subtracting(page == .join ? ends : [])
        #expect(missing.isEmpty, "\(missing)")
    }
}
