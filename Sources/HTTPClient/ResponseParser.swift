import HTTPMessage

/// Bytes in, a response out; sizes are bounded, and whatever is not HTTP/1.x is malformed.
struct ResponseParser {
    static let maximumHead = 16 * 1024
    static let maximumBody = 1024 * 1024

    private enum Stage { case statusLine, fields, counted, untilClose, chunkSize, chunk, chunkEnd, trailers, over }

    private let method: Method
    private var stage = Stage.statusLine
    private var lines = LineAssembler()
    private var lineBytes = 0
    private var response = Response(.ok)
    /// Bytes of the body, or of its present chunk, still to come.
    private var missing = 0

    init(answering method: Method) { self.method = method }

    /// The response, once it is whole. Bytes after its end are left alone.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(ClientError) -> Response? {
        for byte in bytes where stage != .over {
            try take(byte)
        }
        return stage == .over ? response : nil
    }

    /// At the end of the stream.
    func finish() throws(ClientError) -> Response {
        guard stage == .untilClose || stage == .over else { throw .malformed }
        return response
    }

    private mutating func take(_ byte: UInt8) throws(ClientError) {
        switch stage {
        case .counted, .chunk:
            response.body.append(byte)
            missing -= 1
            if missing == 0 { stage = stage == .counted ? .over : .chunkEnd }
        case .untilClose:
            guard response.body.count < Self.maximumBody else { throw .malformed }
            response.body.append(byte)
        case .statusLine, .fields, .chunkSize, .chunkEnd, .trailers:
            lineBytes += 1
            guard lineBytes <= Self.maximumHead else { throw .malformed }
            switch lines.take(byte) {
            case .more: break
            case .broken: throw .malformed
            case .line(let line): try take(line: line)
            }
        case .over: break
        }
    }

    private mutating func take(line: [UInt8]) throws(ClientError) {
        switch stage {
        case .statusLine:
            response = Response(try readStatus(line))
            stage = .fields
        case .fields where line.isEmpty: stage = try stageAfterHead()
        case .fields:
            guard let field = HeaderField(line: line) else { throw .malformed }
            response.fields.append(field)
        case .chunkSize:
            missing = try readChunkSize(line)
            stage = missing == 0 ? .trailers : .chunk
        case .chunkEnd:
            guard line.isEmpty else { throw .malformed }
            (stage, lineBytes) = (.chunkSize, 0)
        case .trailers: if line.isEmpty { stage = .over }
        case .counted, .untilClose, .chunk, .over: break
        }
    }

    private func readStatus(_ line: [UInt8]) throws(ClientError) -> Status {
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].utf8.count == 3,
            let code = number(parts[1], radix: 10), let status = Status(code: code)
        else { throw .malformed }
        return status
    }

    private mutating func stageAfterHead() throws(ClientError) -> Stage {
        guard response.status.code >= 200 else {
            // No upgrade was asked for, so this is a word before the answer.
            guard response.status != .switchingProtocols else { throw .malformed }
            return .statusLine
        }
        lineBytes = 0
        guard method != .head, !response.status.forbidsBody else { return .over }
        let lengths = Set(response.fields.values(of: "Content-Length"))
        if let coding = response.fields["Transfer-Encoding"] {
            guard coding.lowercased() == "chunked", lengths.isEmpty else { throw .malformed }
            return .chunkSize
        }
        guard let length = lengths.first else { return .untilClose }
        guard lengths.count == 1, let count = number(length, radix: 10), count <= Self.maximumBody
        else { throw .malformed }
        missing = count
        return count == 0 ? .over : .counted
    }

    private func readChunkSize(_ line: [UInt8]) throws(ClientError) -> Int {
        let text = String(decoding: line, as: UTF8.self)
        let digits = text.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard let size = number(digits, radix: 16), size <= Self.maximumBody - response.body.count
        else { throw .malformed }
        return size
    }
}

/// `Int.init` alone would take a sign.
private func number(_ text: some StringProtocol, radix: Int) -> Int? {
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    return Int(text, radix: radix)
}
