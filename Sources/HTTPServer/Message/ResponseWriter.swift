import HTTPMessage

/// What a response depends on in its request.
struct ReplyTerms: Equatable, Sendable {
    var isHead = false
    var isHTTP10 = false
    /// Whether the connection stays open after the response.
    var keepsAlive = true

    /// For a request that could not be read. Nothing follows it.
    static let refusal = ReplyTerms(keepsAlive: false)
}

extension ReplyTerms {
    init(answering request: ReceivedRequest, closing: Bool = false) {
        isHead = request.method == .head
        isHTTP10 = request.isHTTP10
        keepsAlive = request.keepsAlive && !closing
    }
}

/// Writes responses as bytes (RFC 9112, 4 and 6), appended to a buffer that is reused. Framing, date and connection
/// belong to the transport: fields of the response about them are left out.
enum ResponseWriter {
    /// Never sent to HTTP/1.0 (RFC 9110, 15.2).
    static let `continue` = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The line that every response repeats until the next second.
    static func dateLine(_ date: String) -> [UInt8] { Array("Date: \(date)\r\n".utf8) }

    /// A complete response. `date` is a ``dateLine(_:)``.
    static func write(_ response: Response, _ terms: ReplyTerms, date: [UInt8], into out: inout [UInt8]) {
        let status = response.status
        let hasBody = allowsBody(status)
        writeHead(response, date, &out)
        if !status.forbidsBody { appendLength(hasBody ? response.body.count : 0, &out) }
        finishHead(status, terms, &out)
        if hasBody, !terms.isHead { out.append(contentsOf: response.body) }
    }

    /// The head of a response whose body is sent in parts. Its own body is ignored. The result frames the parts, and
    /// says whether the connection can be used again.
    static func start(
        _ response: Response, _ terms: ReplyTerms, date: [UInt8], into out: inout [UInt8]
    ) -> BodyStream {
        let stream = BodyStream(response.status, terms)
        writeHead(response, date, &out)
        if !allowsBody(response.status), !response.status.forbidsBody {
            appendLength(0, &out)
        } else if !terms.isHTTP10, allowsBody(response.status) {
            // HEAD gets the fields of GET (RFC 9110, 9.3.2).
            out.append(contentsOf: chunkedLine)
        }
        finishHead(response.status, ReplyTerms(isHTTP10: terms.isHTTP10, keepsAlive: stream.keepsAlive), &out)
        return stream
    }

    /// 205 has no body either, but says so by its length (RFC 9110, 15.3.6).
    fileprivate static func allowsBody(_ status: Status) -> Bool { !status.forbidsBody && status.code != 205 }

    private static func writeHead(_ response: Response, _ date: [UInt8], _ out: inout [UInt8]) {
        let status = response.status
        out.append(contentsOf: statusLines[status.code - 100])
        if status.code >= 200 { out.append(contentsOf: date) }
        out.append(contentsOf: response.lines.bytes)
        for field in response.fields.all where !isTransports(field.name, status) {
            append(field.name, &out)
            out.append(contentsOf: separator)
            append(field.value, &out)
            out.append(contentsOf: lineEnd)
        }
    }

    /// Interim responses leave the connection unchanged (RFC 9110, 15.2). 101 names its own upgrade.
    private static func finishHead(_ status: Status, _ terms: ReplyTerms, _ out: inout [UInt8]) {
        if status.code >= 200, !terms.keepsAlive {
            out.append(contentsOf: closeLine)
        } else if status.code >= 200, terms.isHTTP10 {
            out.append(contentsOf: keepAliveLine)
        }
        out.append(contentsOf: lineEnd)
    }

    private static func isTransports(_ name: String, _ status: Status) -> Bool {
        switch name.utf8.count {
        case 4: isName(name, "date")
        case 10: status != .switchingProtocols && (isName(name, "connection") || isName(name, "keep-alive"))
        case 14: isName(name, "content-length")
        case 17: isName(name, "transfer-encoding")
        default: false
        }
    }

    private static func isName(_ name: String, _ word: String) -> Bool {
        zip(name.utf8, word.utf8).allSatisfy { Octet.lowercased($0) == $1 }
    }

    private static func append(_ text: String, _ out: inout [UInt8]) { out.append(contentsOf: text.utf8) }

    private static func appendLength(_ count: Int, _ out: inout [UInt8]) {
        out.append(contentsOf: lengthName)
        appendDecimal(count, &out)
        out.append(contentsOf: lineEnd)
    }

    private static func appendDecimal(_ number: Int, _ out: inout [UInt8]) {
        var power = 1
        while power <= number / 10 { power *= 10 }
        while power > 0 {
            out.append(0x30 + UInt8(number / power % 10))
            power /= 10
        }
    }

    /// By code, from 100 on. A reason may be empty. The space before it is required (RFC 9112, 4).
    private static let statusLines: [[UInt8]] = (100...599).map { code in
        Array("HTTP/1.1 \(code) \(Status(code: code)?.reason ?? "")\r\n".utf8)
    }
    private static let lineEnd: [UInt8] = [Octet.carriageReturn, Octet.lineFeed]
    private static let separator: [UInt8] = [Octet.colon, Octet.space]
    private static let lengthName = Array("Content-Length: ".utf8)
    private static let chunkedLine = Array("Transfer-Encoding: chunked\r\n".utf8)
    private static let closeLine = Array("Connection: close\r\n".utf8)
    private static let keepAliveLine = Array("Connection: keep-alive\r\n".utf8)
}

/// Frames a body that is sent in parts, after a head that announces how.
struct BodyStream: Equatable, Sendable {
    enum Framing: Equatable, Sendable {
        /// There is no body, as for HEAD and 204.
        case none
        case chunked
        /// HTTP/1.0 has no chunks: the body ends with the connection.
        case untilClose
    }

    let framing: Framing
    let keepsAlive: Bool

    /// For parts that are framed once and sent to many streams.
    static let chunked = BodyStream(framing: .chunked, keepsAlive: false)
    static let lastChunk = Array("0\r\n\r\n".utf8)

    private init(framing: Framing, keepsAlive: Bool) {
        self.framing = framing
        self.keepsAlive = keepsAlive
    }

    fileprivate init(_ status: Status, _ terms: ReplyTerms) {
        let hasBody = ResponseWriter.allowsBody(status) && !terms.isHead
        framing = !hasBody ? .none : terms.isHTTP10 ? .untilClose : .chunked
        keepsAlive = terms.keepsAlive && framing != .untilClose
    }

    /// An empty part writes nothing: an empty chunk would end the body.
    func write(_ part: some Collection<UInt8>, into out: inout [UInt8]) {
        guard framing != .none, !part.isEmpty else { return }
        if framing == .chunked {
            out.append(contentsOf: String(part.count, radix: 16).utf8)
            out.append(contentsOf: [Octet.carriageReturn, Octet.lineFeed])
        }
        out.append(contentsOf: part)
        if framing == .chunked { out.append(contentsOf: [Octet.carriageReturn, Octet.lineFeed]) }
    }

    /// Called after the last part.
    func end(into out: inout [UInt8]) {
        if framing == .chunked { out.append(contentsOf: Self.lastChunk) }
    }
}
