import API
import Core
import Foundation
import HTTPMessage
import Settings
import Testing
import WebAPI
import WebPages

@testable import Access
@testable import Agent
@testable import HTTPServer
@testable import Handlers

@Suite struct PageAnswersTests {
    private let loopback = "127.0.0.1"
    private let network = "192.168.1.20"

    private func pages(templates folder: String? = nil) throws(Agent.StartFailure) -> Pages {
        var settings = AgentSettings(stateFolder: "", controlSocket: "")
        settings.templates = folder
        return try Pages(settings, about: PageSubject(name: "atlas", id: NodeID(number: 1).description))
    }

    /// A folder with these files, for as long as `use` takes.
    private func withFolder(_ files: [String: String], _ use: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/kith-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        try use(folder)
    }

    /// What the node with this address answers to somebody with the same.
    private func answer(
        _ target: Target, _ fields: HeaderFields = [:], method: HTTPMessage.Method = .get, at address: String,
        with pages: Pages? = nil
    ) throws -> Response {
        var request = Request(method, target, fields: fields)
        request.fields["Host"] = "\(address):6969"
        let socket = SocketAddress(bytes: try #require(HostAddress(address)).bytes, port: 6_969)
        let connection = ConnectionInfo.tcp(peer: socket, local: socket, owner: SocketOwner(user: 0))
        let origin = try RequestSource(
            request, isHTTP10: false, connection, OwnNames(), TrustRules(), LocalUsers(agent: 995),
            onLink: OnLinkPrefixes())
        guard case .page(let page) = try Route(request) else { throw Problem.notFound }
        return try (pages ?? self.pages()).answer(page, request, from: origin)
    }

    @Test func letABrowserKeepWhatItHas() throws {
        let first = try answer("/assets/nacl.js", at: network)
        let tag = try #require(first.fields["ETag"])
        #expect(tag.hasPrefix("\"") && tag.count == 18)
        for method in [.get, .head] as [HTTPMessage.Method] {
            let again = try answer("/assets/nacl.js", ["If-None-Match": tag], method: method, at: network)
            #expect(again.status == .notModified)
            #expect(again.body.isEmpty)
            #expect(again.fields["ETag"] == tag)
        }
        #expect(try answer("/assets/nacl.js", ["If-None-Match": "\"other\""], at: network) == first)
        #expect(try answer("/assets/join.js", at: network).fields["ETag"] != tag)
    }

    @Test func doNotLetABrowserKeepThePage() throws {
        let page = try answer("/join", ["If-None-Match": "*"], at: network)
        #expect(page.status == .ok)
        #expect(page.fields["ETag"] == nil)
        #expect(page.fields["Cache-Control"] == "no-store")
    }

    @Test func sayWhatBrowsersHeedWhereTheyHeedIt() throws {
        #expect(try answer("/join", at: loopback).fields["Cross-Origin-Opener-Policy"] == "same-origin")
        #expect(try answer("/join", at: network).fields["Cross-Origin-Opener-Policy"] == nil)
    }

    @Test func haveNoAssetsButTheirOwn() throws {
        let problem = try #require(throws: Problem.self) { try answer("/assets/other.js", at: network) }
        #expect(problem == .notFound)
    }

    @Test func comeFromAFolder() throws {
        try withFolder(["mark.svg": "<svg/>", ".mark.svg.swp": "an editor's"]) { folder in
            let response = try answer("/assets/mark.svg", at: network, with: pages(templates: folder))
            #expect(response.body == Array("<svg/>".utf8))
        }
    }

    @Test(arguments: [
        ("join.html", "<p>\n{{nothing}}", "/join.html:2: {{nothing}} is not in join.en.json. Fix or remove it."),
        ("joln.html", "", "/joln.html: there is no template of this name"),
    ])
    func areNotMadeOfBadTemplates(_ name: String, _ text: String, _ problem: String) throws {
        try withFolder([name: text]) { folder in
            let failure = #expect(throws: Agent.StartFailure.self) { try pages(templates: folder) }
            guard case .templates(let reason) = failure else { return #expect(Bool(false), "another failure") }
            #expect(reason.text.hasPrefix("a template is invalid: \(folder)\(problem)"))
        }
    }

    @Test func haveALimit() throws {
        let large = String(repeating: "x", count: PageTemplates.mostBytes / 2 + 1)
        try withFolder(["join.css": large, "join.html": large]) { folder in
            let failure = #expect(throws: Agent.StartFailure.self) { try pages(templates: folder) }
            guard case .templates(let reason) = failure else { return #expect(Bool(false), "another failure") }
            #expect(
                reason.text.contains(
                    "it cannot be read: the templates are larger than \(PageTemplates.mostBytes) bytes"))
        }
    }

    @Test func needTheirFolder() throws {
        let failure = #expect(throws: Agent.StartFailure.self) { try pages(templates: "/nowhere/kith") }
        guard case .templates(let reason) = failure else { return #expect(Bool(false), "another failure") }
        #expect(reason.text.contains("/nowhere/kith/.: it cannot be read: No such file"))
    }
}
