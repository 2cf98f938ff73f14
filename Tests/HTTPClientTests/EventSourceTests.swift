import Glibc
import HTTPMessage
import HTTPServer
import Testing

@testable import HTTPClient

@Suite struct EventSourceTests {
    private static let framings = ["chunked", "counted", "until the close"]
    private let patience = Duration.seconds(10)

    /// A head, and what goes out for a portion of the body.
    private static func frame(_ framing: String) -> (head: String, portion: @Sendable (String) -> String) {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\n"
        switch framing {
        case "chunked":
            return ("\(head)Transfer-Encoding: chunked\r\n\r\n", { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" })
        case "counted": return ("\(head)Content-Length: 100000\r\n\r\n", { $0 })
        default: return ("\(head)\r\n", { $0 })
        }
    }

    private func open(
        _ destination: HTTPClient.Destination, timeout: Duration = .seconds(10)
    ) throws -> EventSource {
        switch try HTTPClient.events(Request(.get, "/"), from: destination, timeout: timeout) {
        case .stream(let source): return source
        case .other(let response): throw Unexpected(response: response)
        }
    }

    private struct Unexpected: Error {
        let response: Response
    }

    /// The second event is written only when the first was read.
    @Test(arguments: framings) func givesEventsAsTheyCome(_ framing: String) throws {
        let (head, portion) = Self.frame(framing)
        let path = "/tmp/kith-client-\(getpid())-\(UInt32.random(in: .min ... .max))"
        for isUnix in [false, true] {
            let firstWasRead = Flag()
            let script: Script = { connection in
                connection.say(head + portion("id: 1\nretry: 20\ndata: one\n\n"))
                firstWasRead.wait()
                connection.say(portion(": still here\n\n") + portion("event: e\nda") + portion("ta: two\n\n"))
                firstWasRead.wait()
            }
            let destination: HTTPClient.Destination
            if isUnix {
                try startCannedServer(on: path, script)
                destination = .unix(path)
            } else {
                destination = .tcp("127.0.0.1", port: try startCannedServer(script))
            }
            var source = try open(destination)
            #expect(source.head.status == .ok)
            #expect(try source.next(within: patience) == ServerSentEvent(id: "1", event: "message", data: "one"))
            #expect(source.lastEventID == "1")
            #expect(source.retry == .milliseconds(20))
            firstWasRead.raise()
            #expect(try source.next(within: patience) == ServerSentEvent(id: "1", event: "e", data: "two"))
        }
    }

    @Test func mayWaitOnAfterSilence() throws {
        let goOn = Flag()
        let port = try startCannedServer { connection in
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: o")
            goOn.wait()
            connection.say("ne\n\n")
        }
        var source = try open(.tcp("127.0.0.1", port: port))
        for idle in [Duration.zero, .milliseconds(50)] {
            do throws(ClientError) {
                let event = try source.next(within: idle)
                Issue.record("\(String(describing: event))")
            } catch { #expect(error == .timedOut) }
        }
        goOn.raise()
        #expect(try source.next(within: patience)?.data == "one")
        #expect(try source.next(within: patience) == nil)
        #expect(try source.next(within: patience) == nil, "the end stays the end")
    }

    /// A comment now and then keeps the stream alive for longer than it may be silent.
    @Test func takesACommentForASignOfLife() throws {
        let port = try startCannedServer { connection in
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            for _ in 0..<6 {
                usleep(500_000)
                connection.say(":\n")
            }
            connection.say("data: late\n\n")
        }
        var source = try open(.tcp("127.0.0.1", port: port))
        #expect(try source.next(within: .milliseconds(2_500))?.data == "late")
    }

    @Test func endsWhereTheStreamEnds() throws {
        let whole = "data: one\n\ndata: cut off\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Type: TEXT/Event-Stream\r\n"
        for (answer, error) in [
            ("\(head)\r\n\(whole)", nil), ("\(head)Content-Length: 25\r\n\r\n\(whole)", nil),
            ("\(head)Transfer-Encoding: chunked\r\n\r\n19\r\n\(whole)\r\n0\r\n\r\n", nil),
            ("\(head)Content-Length: 26\r\n\r\n\(whole)", .malformed),
            ("\(head)Transfer-Encoding: chunked\r\n\r\n19\r\n\(whole)\r\n", .malformed),
            ("\(head)Transfer-Encoding: chunked\r\n\r\n19\r\n\(whole)\r\nno size\r\n", .malformed),
            ("\(head)Transfer-Encoding: chunked\r\n\r\n19\r\n\(whole)", .malformed),
        ] as [(String, ClientError?)] {
            for portion in [1, 13, .max] {
                let port = try startCannedServer { $0.say(answer, portion: portion) }
                var source = try open(.tcp("127.0.0.1", port: port))
                #expect(try source.next(within: patience)?.data == "one")
                do throws(ClientError) {
                    #expect(try source.next(within: patience) == nil)
                    #expect(error == nil)
                } catch let found { #expect(found == error) }
            }
        }
    }

    @Test func givesAnythingElseWhole() throws {
        for (status, type) in [
            (Status.notFound, "text/event-stream"), (.ok, "application/json"), (.ok, "text/event-streams"),
            (.noContent, "text/event-stream"),
        ] {
            let server = Server { _, _, _ in
                .response(Response(status, fields: ["Content-Type": type], body: Array("body".utf8)))

            }
            let port = try server.listen(address: [127, 0, 0, 1], port: 0)
            switch try HTTPClient.events(Request(.get, "/"), from: .tcp("127.0.0.1", port: port)) {
            case .stream: Issue.record("\(status) \(type)")
            case .other(let response):
                #expect(response.status == status)
                #expect(response.body == (status == .noContent ? [] : Array("body".utf8)))
            }
            server.stop()
        }
    }

    @Test func saysWhatItWants() throws {
        let server = Server { request, _, _ in
            .response(Response(.ok, body: Array(request["Accept"] ?? [])))
        }
        let port = try server.listen(address: [127, 0, 0, 1], port: 0)
        for (fields, accepted) in [([:], "text/event-stream"), (["Accept": "*/*"], "*/*")] as [(HeaderFields, String)] {
            switch try HTTPClient.events(Request(.get, "/", fields: fields), from: .tcp("127.0.0.1", port: port)) {
            case .stream: Issue.record("that was no stream")
            case .other(let response): #expect(String(decoding: response.body, as: UTF8.self) == accepted)
            }
        }
        server.stop()
    }

    @Test func waitsNotForEverForTheHead() throws {
        for answer in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"] {
            let over = Flag()
            let port = try startCannedServer { connection in
                connection.say(answer)
                over.wait()
            }
            #expect(throws: ClientError.timedOut) {
                let source = try open(.tcp("127.0.0.1", port: port), timeout: .milliseconds(150))
                _ = consume source
            }
            over.raise()
        }
        #expect(throws: ClientError.notReachable("Connection refused")) {
            let source = try open(.tcp("127.0.0.1", port: 1))
            _ = consume source
        }
    }

    /// Bodies of any kind, portion by portion.
    @Test func opensAnyBody() throws {
        let firstWasRead = Flag()
        let port = try startCannedServer { connection in
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n")
            firstWasRead.wait()
            connection.say("3\r\nllo\r\n0\r\n\r\n")
        }
        var answer = try HTTPClient.open(Request(.get, "/"), to: .tcp("127.0.0.1", port: port))
        #expect(answer.head == Response(.ok, fields: ["Transfer-Encoding": "chunked"]))
        var body = try answer.next(within: patience) ?? []
        if body.count == 1 { body += try answer.next(within: patience) ?? [] }
        #expect(body == Array("he".utf8))
        firstWasRead.raise()
        while let portion = try answer.next(within: patience) { body += portion }
        #expect(body == Array("hello".utf8))
    }
}
