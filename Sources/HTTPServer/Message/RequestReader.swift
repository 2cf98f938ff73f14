import HTTPMessage

/// Reads the requests of one connection from its receive buffer, one after another. The result does not depend on the
/// portions in which the bytes arrived. Bytes after a request stay for the next one.
struct RequestReader: Sendable {
    /// The result of a call. `consumed` bytes were used; the next call begins after them.
    enum Outcome: Equatable, Sendable {
        /// More bytes are needed.
        case incomplete(consumed: Int)
        /// The same, and the client waits for `100 Continue` before it sends its body (RFC 9110, 10.1.1). Returned
        /// once.
        case awaitsContinue(consumed: Int)
        /// The request is in ``RequestReader/request`` until the next call.
        case complete(consumed: Int)
        /// The framing is unclear: send an error, then close. Do not call it again.
        case refused(Status)
    }

    private enum Stage {
        case head
        case fixed(missing: Int)
        case chunked(ChunkedDecoder)
        case over
        case refused(Status)
    }

    /// The request that was read last.
    private(set) var request = ReceivedRequest()
    private let limits: MessageLimits
    private var stage = Stage.over
    private var scanner = HeadScanner()
    private var notes = HeadNotes()

    init(limits: MessageLimits = MessageLimits()) { self.limits = limits }

    /// Whether part of a request has arrived: silence then means a slow request, not an idle connection.
    var isInside: Bool {
        switch stage {
        case .head: scanner.position > 0
        case .fixed, .chunked: true
        case .over, .refused: false
        }
    }

    /// `unread` is the range of bytes that no call has consumed: the rest of the last call, then new ones.
    mutating func read(_ buffer: [UInt8], _ unread: Range<Int>) -> Outcome {
        do {
            switch stage {
            case .refused(let status): return .refused(status)
            case .over: return try start(buffer, unread)
            case .head: return try readHead(buffer, unread)
            case .fixed, .chunked: return try readBody(buffer, unread, behind: 0)
            }
        } catch {
            stage = .refused(error.status)
            return .refused(error.status)
        }
    }

    private mutating func start(_ buffer: [UInt8], _ unread: Range<Int>) throws(Refusal) -> Outcome {
        request.clear()
        scanner = HeadScanner()
        notes = HeadNotes()
        stage = .head
        return try readHead(buffer, unread)
    }

    private mutating func readHead(_ buffer: [UInt8], _ unread: Range<Int>) throws(Refusal) -> Outcome {
        try scanner.scan(buffer.span.extracting(unread), limits, &request.fields, &notes)
        guard scanner.isOver else { return .incomplete(consumed: 0) }
        try finishHead(buffer, unread)
        let head = scanner.position
        if case .over = stage { return .complete(consumed: head) }
        guard unread.count == head, notes.wantsContinue, !request.isHTTP10 else {
            return try readBody(buffer, unread.lowerBound + head..<unread.upperBound, behind: head)
        }
        return .awaitsContinue(consumed: head)
    }

    private mutating func finishHead(_ buffer: [UInt8], _ unread: Range<Int>) throws(Refusal) {
        let bytes = buffer.span.extracting(unread)
        let line = scanner.line
        try notes.checkHost(isHTTP10: line.isHTTP10, in: bytes)
        let framing = try notes.framing(isHTTP10: line.isHTTP10, in: bytes, limits)
        try notes.checkExpectation(isHTTP10: line.isHTTP10)
        describe(line, buffer[unread.lowerBound..<unread.lowerBound + scanner.position])
        switch framing {
        case .none: stage = .over
        case .length(let count): stage = .fixed(missing: count)
        case .chunked: stage = .chunked(ChunkedDecoder(limits: limits))
        }
    }

    private mutating func describe(_ line: RequestLine, _ head: ArraySlice<UInt8>) {
        request.bytes.append(contentsOf: head)
        request.method = line.verb
        request.target = line.target
        request.isHTTP10 = line.isHTTP10
        request.keepsAlive = notes.keepsAlive(isHTTP10: line.isHTTP10)
        request.wantsUpgrade = notes.wantsUpgrade && !line.isHTTP10
        guard case .absolute(let authority, let rest) = line.form else { return }
        request.overrule(authority: authority, rest: rest, hostIndex: notes.hostIndex)
    }

    /// `behind` bytes of this call were consumed before these.
    private mutating func readBody(
        _ buffer: [UInt8], _ unread: Range<Int>, behind: Int
    ) throws(Refusal) -> Outcome {
        let taken: Int
        switch stage {
        case .fixed(let missing): taken = readFixed(buffer, unread, missing)
        case .chunked(var decoder):
            taken = try decoder.read(buffer, unread, into: &request.body)
            stage = decoder.isOver ? .over : .chunked(decoder)
        case .head, .over, .refused: taken = 0
        }
        if case .over = stage { return .complete(consumed: behind + taken) }
        return .incomplete(consumed: behind + taken)
    }

    private mutating func readFixed(_ buffer: [UInt8], _ unread: Range<Int>, _ missing: Int) -> Int {
        let part = buffer[unread.prefix(missing)]
        request.body.append(contentsOf: part)
        stage = part.count == missing ? .over : .fixed(missing: missing - part.count)
        return part.count
    }
}
