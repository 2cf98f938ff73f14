import HTTPMessage
import HTTPServer
import JSON
import Synchronization

/// Reports what the server has understood of each request, to the client and on standard output.
final class Echo: Sendable {
    private static let shownBytes = 64

    /// All requests of this process: a request that no client sent shows in the number of the next one.
    private let count = Mutex<Int64>(0)

    func answer(_ request: Request, from sender: ConnectionInfo) -> Response {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let text = Self.describe(request, sender, number).text
        say(text)
        return Response(.ok, fields: ["Content-Type": "application/json"], body: Array(text.utf8))
    }

    /// `note` is what a proxy adds to a request, so that requests through it can be recognised.
    private static func describe(_ request: Request, _ sender: ConnectionInfo, _ number: Int64) -> JSONValue {
        var told = JSONObject()
        told["count"] = .integer(number)
        if case .tcp(let peer, _, _, let isTLS) = sender {
            told["port"] = .integer(Int64(peer.port))
            told["is_tls"] = .bool(isTLS)
        }
        told["method"] = .string(request.method.name)
        told["target"] = .string(request.target.description)
        told["host"] = request.fields["Host"].map { .string($0) } ?? .null
        told["note"] = request.fields["Kith-Note"].map { .string($0) } ?? .null
        told["fields"] = .integer(Int64(request.fields.all.count))
        told["body_bytes"] = .integer(Int64(request.body.count))
        told["body_starts"] = .string(hex(request.body.prefix(shownBytes)))
        return .object(told)
    }
}

func hex(_ bytes: some Collection<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
