import HTTPMessage
import Testing

@testable import HTTPServer

@Suite struct WebSocketHandshakeTests {
    /// Changes to the request of RFC 6455, 1.3, and what then comes of it.
    struct Case: CustomTestStringConvertible {
        let name: String
        let status: Status
        let change: @Sendable (inout Request) -> Void

        init(_ name: String, _ status: Status, _ change: @escaping @Sendable (inout Request) -> Void) {
            (self.name, self.status, self.change) = (name, status, change)
        }

        /// A field with other values than in the example; none for a field that is missing.
        init(_ field: String, _ values: String..., status: Status = .switchingProtocols) {
            self.init("\(field): \(values)", status) { request in
                request.fields[field] = nil
                for value in values { request.fields.append(field, value) }
            }
        }

        var testDescription: String { name }
    }

    private static let example = Request(
        .get, "/v1/events",
        fields: [
            "Host": "server.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
        ])

    private static let accepted: [Case] = [
        Case("as it stands", .switchingProtocols) { _ in },
        Case("Upgrade", "WebSocket"), Case("Upgrade", "h2c, websocket"), Case("Upgrade", "h2c", "websocket"),
        Case("Upgrade", " ,websocket\t,"), Case("Connection", "upgrade"), Case("Connection", "keep-alive, Upgrade"),
        Case("Connection", "keep-alive", "UPGRADE"), Case("Sec-WebSocket-Extensions", "permessage-deflate"),
        Case("Sec-WebSocket-Key", "+/AAAAAAAAAAAAAAAAAAAA=="), Case("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAB=="),
        Case("Sec-WebSocket-Protocol", "unknown"), Case("Sec-WebSocket-Protocol", ",,, ,"),
    ]

    private static let refused: [Case] = [
        Case("a post", .methodNotAllowed) { $0.method = .post },
        Case("some other method", .methodNotAllowed) { $0.method = .other("get") },
        Case("a body", .badRequest) { $0.body = [1] },
        Case("Upgrade", status: .upgradeRequired), Case("Upgrade", "h2c", status: .upgradeRequired),
        Case("Upgrade", "websockets", status: .upgradeRequired),
        Case("Upgrade", "web socket", status: .upgradeRequired),
        Case("Connection", status: .badRequest), Case("Connection", "keep-alive", status: .badRequest),
        Case("Connection", "upgrades", status: .badRequest), Case("Connection", "close upgrade", status: .badRequest),
        Case("Sec-WebSocket-Version", status: .upgradeRequired),
        Case("Sec-WebSocket-Version", "8", status: .upgradeRequired),
        Case("Sec-WebSocket-Version", "013", status: .upgradeRequired),
        Case("Sec-WebSocket-Version", "13, 8", status: .upgradeRequired),
        Case("Sec-WebSocket-Version", "13", "13", status: .badRequest),
        Case("Sec-WebSocket-Key", status: .badRequest), Case("Sec-WebSocket-Key", "", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ===", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQA=", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQAA", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==AA==", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j-Q==", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j\u{E9}==", status: .badRequest),
        Case("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j Q==", status: .badRequest),
        Case(
            "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==", status: .badRequest),
    ]

    @Test(arguments: accepted + refused) func decides(_ given: Case) {
        var request = Self.example
        given.change(&request)
        #expect(status(of: answer(request)) == given.status)
    }

    @Test func provesThatItReadTheKey() {
        guard case .accepted(let fields, nil) = answer(Self.example) else {
            Issue.record("refused")
            return
        }
        #expect(fields["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(fields["Upgrade"] == "websocket")
        #expect(fields["Connection"] == "Upgrade")
        #expect(fields.all.count == 3)
    }

    @Test func saysWhatToSendInstead() {
        var request = Self.example
        request.fields["Sec-WebSocket-Version"] = "7"
        #expect(
            answer(request)
                == .refused(
                    .upgradeRequired,
                    ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"]))
        request.method = .post
        #expect(answer(request) == .refused(.methodNotAllowed, ["Allow": "GET"]))
    }

    /// HTTP/1.0 has no upgrade.
    @Test func wantsTheCurrentVersion() {
        #expect(answer(Self.example, isCurrentVersion: false) == .refused(.badRequest, [:]))
    }

    @Test(arguments: [
        ("kith.events.v1", "kith.events.v1"), ("a, kith.events.v1", "kith.events.v1"),
        ("b,kith.events.v1", "b"), ("KITH.events.v1", nil), ("", nil), ("x kith.events.v1", nil),
    ])
    func choosesSubprotocol(_ named: String, _ chosen: String?) {
        var request = Self.example
        request.fields["Sec-WebSocket-Protocol"] = named
        guard case .accepted(let fields, let subprotocol) = answer(request) else {
            Issue.record("refused")
            return
        }
        #expect(subprotocol == chosen)
        #expect(fields["Sec-WebSocket-Protocol"] == chosen)
    }

    @Test func leavesOtherRequestsAlone() {
        #expect(WebSocketHandshake.isAsked(by: Self.example))
        #expect(!WebSocketHandshake.isAsked(by: Request(.get, "/v1/events")))
    }

    @Test func hashes() {
        let hash = sha1(Array("abc".utf8)).prefix(4)
        #expect(hash.elementsEqual([0xA9, 0x99, 0x3E, 0x36]))
        #expect(sha1([UInt8](repeating: 97, count: 119)).prefix(4).elementsEqual([0xEE, 0x97, 0x10, 0x65]))
    }

    private func answer(_ request: Request, isCurrentVersion: Bool = true) -> WebSocketHandshake {
        WebSocketHandshake(
            request, isCurrentVersion: isCurrentVersion, subprotocols: ["b", "kith.events.v1"], sha1: sha1)
    }

    private func status(of answer: WebSocketHandshake) -> Status {
        switch answer {
        case .accepted: .switchingProtocols
        case .refused(let status, _): status
        }
    }
}
