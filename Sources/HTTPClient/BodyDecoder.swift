import HTTPMessage

/// Turns the bytes after a head into those of the body: by length, in chunks, or until the connection closes.
struct BodyDecoder {
    private enum Stage { case counted, untilClose, chunkSize, chunk, chunkEnd, trailers, over }

    private var stage: Stage
    /// Missing bytes of the body, or of its current chunk.
    private var missing = 0
    private var lines = LineAssembler()
    /// Bytes since the last chunk that do not belong to the body.
    private var lineBytes = 0

    init(of head: Response, answering method: Method) throws(ClientError) {
        stage = .over
        guard method != .head, !head.status.forbidsBody else { return }
        let lengths = Set(head.fields.values(of: "Content-Length"))
        if let coding = head.fields["Transfer-Encoding"] {
            guard coding.lowercased() == "chunked", lengths.isEmpty else { throw .malformed }
            stage = .chunkSize
            return
        }
        stage = .untilClose
        guard let length = lengths.first else { return }
        guard lengths.count == 1, let count = number(length, radix: 10) else { throw .malformed }
        missing = count
        stage = count == 0 ? .over : .counted
    }

    var isOver: Bool { stage == .over }

    /// Returns the next contiguous bytes of the body. Returns none if more must arrive first, or at the end. Removes
    /// them and what precedes them, so that valid bytes before an error are returned before it.
    mutating func read(_ bytes: inout ArraySlice<UInt8>) throws(ClientError) -> ArraySlice<UInt8> {
        while !bytes.isEmpty {
            switch stage {
            case .untilClose:
                defer { bytes = [] }
                return bytes
            case .counted, .chunk:
                let portion = bytes.prefix(missing)
                bytes = bytes.dropFirst(portion.count)
                missing -= portion.count
                if missing == 0 { stage = stage == .counted ? .over : .chunkEnd }
                return portion
            case .chunkSize, .chunkEnd, .trailers: try take(bytes.removeFirst())
            case .over: return []
            }
        }
        return []
    }

    /// Called at the end of the stream.
    mutating func finish() throws(ClientError) {
        guard stage == .untilClose || stage == .over else { throw .malformed }
        stage = .over
    }

    private mutating func take(_ byte: UInt8) throws(ClientError) {
        lineBytes += 1
        guard lineBytes <= HeadParser.limit else { throw .malformed }
        switch lines.take(byte) {
        case .more: break
        case .broken: throw .malformed
        case .line(let line): try take(line: line)
        }
    }

    private mutating func take(line: [UInt8]) throws(ClientError) {
        switch stage {
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

    private func readChunkSize(_ line: [UInt8]) throws(ClientError) -> Int {
        let text = String(decoding: line, as: UTF8.self)
        let digits = text.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard let size = number(digits, radix: 16) else { throw .malformed }
        return size
    }
}
