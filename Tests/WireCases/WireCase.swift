public import HTTPMessage

/// Raw bytes, what is to become of them, and where that is written: a section of RFC 9112, or of RFC 9110 where it says
/// so, or "limit".
public struct WireCase: Sendable {
    /// What the server is to say of them.
    public enum Expected: Equatable, Sendable {
        /// With how many bytes behind it are left.
        case complete(Request, keepsAlive: Bool, left: Int)
        case refused(Status)
        case incomplete
    }

    /// Where it is written.
    public let section: String
    /// What a client sends, first to last.
    public let raw: [UInt8]
    /// What is to become of that.
    public let expected: Expected

    /// All there are.
    public static let all = RequestLineCases.all + FieldCases.all + BodyCases.all
}

extension WireCase {
    static let host: HeaderFields = ["Host": "h"]

    init(_ section: String, _ raw: String, _ expected: Expected) {
        self.init(section: section, raw: Array(raw.utf8), expected: expected)
    }

    init(_ section: String, _ raw: String, _ request: Request, keepsAlive: Bool = true, left: Int = 0) {
        self.init(section, raw, .complete(request, keepsAlive: keepsAlive, left: left))
    }

    init(_ section: String, _ raw: String, _ status: Status) { self.init(section, raw, .refused(status)) }

    /// A request line with a good Host behind it.
    static func line(_ section: String, _ text: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, "\(text)\r\nHost: h\r\n\r\n", status)
    }

    static func line(
        _ section: String, _ text: String, _ method: Method, _ target: Target, host: String = "h"
    ) -> WireCase {
        WireCase(section, "\(text)\r\nHost: h\r\n\r\n", Request(method, target, fields: ["Host": host]))
    }

    /// Field lines behind a good Host.
    static func field(_ section: String, _ text: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, "POST / HTTP/1.1\r\nHost: h\r\n\(text)\r\n\r\n", status)
    }

    static func field(
        _ section: String, _ text: String, reads fields: HeaderFields, keepsAlive: Bool = true
    ) -> WireCase {
        var all = host
        for field in fields.all { all.append(field) }
        let raw = "POST / HTTP/1.1\r\nHost: h\r\n\(text)\r\n\r\n"
        return WireCase(section, raw, Request(.post, "/", fields: all), keepsAlive: keepsAlive)
    }

    static let chunkedFields: HeaderFields = ["Host": "h", "Transfer-Encoding": "chunked"]

    private static func chunkedRaw(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    /// A body in chunks.
    static func chunks(_ section: String, _ body: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, chunkedRaw(body), status)
    }

    static func chunks(_ section: String, _ body: String, reads text: String, left: Int = 0) -> WireCase {
        let request = Request(.post, "/", fields: chunkedFields, body: Array(text.utf8))
        return WireCase(section, chunkedRaw(body), request, left: left)
    }

    static func chunksWait(_ section: String, _ body: String) -> WireCase {
        WireCase(section, chunkedRaw(body), .incomplete)
    }
}
