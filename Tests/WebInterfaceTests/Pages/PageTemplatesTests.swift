import Foundation
import HTTPMessage
import Testing

@testable import WebInterface

@Suite struct PageTemplatesTests {
    private func pages(with files: [String: String]) throws(TemplateError) -> PagesFixture {
        try PagesFixture(try PageTemplates.builtIn.replacing(files.mapValues { Array($0.utf8) }))
    }

    @Test func canBeReplacedOneByOne() throws {
        let fixture = try pages(with: ["join.css": "b {}", "join.html": "<p>{{text.newcode}}</p>{{node.id}}"])
        #expect(try fixture.text("/assets/join.css") == "b {}\n")
        let page = try fixture.text("/join")
        #expect(page.hasPrefix("<p>Ask the person at atlas"))
        #expect(page.hasSuffix("nd_0123456789abc\n"))
    }

    @Test func canSpeakMoreLanguages() throws {
        let html = "{{language}}: {{text.hello}}"
        let fixture = try pages(with: [
            "join.html": html, "refusal.html": "", "join.en.json": #"{"hello": "Hello"}"#,
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
            (["nacl.js": ""], "nacl.js: there is no template of this name"),
            (["join.html": "\n{{text.nowhere}}"], "join.html:2: {{text.nowhere}} is not in join.en.json"),
            (["join.html": "{{nowhere}}"], "join.html:1: {{nowhere}} is not in join.en.json"),
            (
                ["refusal.html": "\n{{refusal.how}}"],
                "refusal.html:2: {{refusal.how}} is not in join.en.json, as nowhere"
            ),
            (["refusal.html": "<script>{{refusal.why}}"], "refusal.html:1: {{refusal.why}} stands in a script"),
            (["join.fr.json": "{}"], "join.html:5: {{text.starting.title}} is not in join.fr.json"),
            (["join.en.json": "{\n\n]"], "join.en.json:3: this byte cannot stand here"),
            (["join.en.json": "[]"], "join.en.json:1: this is no JSON object"),
            (["join.en.json": "{\n  \"a\": \"\",\n  \"b\": 1\n}"], "join.en.json:3: the value of this name is no text"),
            (
                ["join.en.json": "{\n  \"a\": \"{{asset.join.js}}\"}"],
                "join.en.json:2: {{asset.join.js}} is not in the values"
            ),
            (["join.en.json": "{\n  \"a\": \"\",\n  \"a\": \"\"\n}"], "join.en.json:3: a key is there twice"),
        ] as [([String: String], String)])
    func saysWhatIsWrongAndWhere(_ files: [String: String], _ wanted: String) throws {
        let error = try #require(throws: TemplateError.self) { try pages(with: files) }
        #expect(error.description.hasPrefix(wanted))
    }

    @Test func mustBeUTF8() throws {
        let error = try #require(throws: TemplateError.self) {
            try PageTemplates.builtIn.replacing(["join.css": [0x62, 0xFF]])
        }
        #expect(error.description == "join.css: this is not UTF-8")
    }

    /// The list in Package.swift and the one in PageTemplates: whatever lies in the folder is built in.
    @Test func areAllBuiltIn() throws {
        let folder = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/Templates"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        #expect(Set(names) == PageTemplates.builtIn.names)
    }

    @Test func sayTheSameInEveryLanguage() throws {
        let texts = try PageTemplates.builtIn.languages.map { language in
            let file = PageTemplates.file(ofLanguage: language)
            let values = ["node.name": "atlas"]
            return try Texts(PageTemplates.builtIn.bytes(file), file: file, values: values)
        }
        #expect(texts.count >= 2)
        let used = Set(
            String(decoding: PageTemplates.builtIn.bytes("join.html"), as: UTF8.self).matches(
                of: /\{\{text\.([^}]*)\}\}/
            ).map { String($0.1) })
        let told = Refusal.allCases.flatMap { kind in ["title", "why", "todo"].map { "\(kind.rawValue).\($0)" } }
        for language in texts {
            #expect(language.names == used.union(told), "\(language.file)")
        }
    }
}
