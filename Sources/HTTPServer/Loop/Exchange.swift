import CLinux
import Glibc
import HTTPMessage

/// What goes over one connection: bytes in, requests out one after the other, answers in the same order.
///
/// A value, so that its many parts are one thing to the exclusivity checks of the runtime, which cost more than the work
/// where each part is a property of an object.
struct Exchange: ~Copyable {
    enum Phase {
        /// Between requests or within one.
        case reading
        /// A request is with the handler. Nothing more is read meanwhile: who sends on fills the kernel's buffer, not ours.
        case answering(ReplyTerms, since: ContinuousClock.Instant)
        /// The last answer is on its way; then the connection ends, at once or after draining.
        case closing(lingers: Bool)
        /// All is sent, and what still comes is thrown away: closing with bytes unread would reset the connection, and the
        /// other side might never see its answer.
        case draining
    }

    /// Gone once the connection has become a stream.
    private var socket: Socket?
    private let descriptor: Int32
    private let limits: Server.Limits
    private var reader: RequestReader
    private var input: [UInt8] = []
    /// How much of the input the reader is done with.
    private var consumed = 0
    private var output: [UInt8] = []
    /// How much of the output the kernel has.
    private var sent = 0
    private(set) var phase = Phase.reading
    /// What is left of the input is no whole request: nothing comes of it before more is received.
    private var needsMore = false
    /// What was refused, until it is counted.
    private var refusal: Status?
    private(set) var interest = Interest.reading
    private(set) var deadline: ContinuousClock.Instant
    /// Until it is counted.
    var traffic = Traffic()

    init(_ socket: consuming Socket, limits: Server.Limits, now: ContinuousClock.Instant) {
        descriptor = socket.descriptor
        self.socket = consume socket
        self.limits = limits
        reader = RequestReader(limits: limits.message)
        deadline = now + limits.idle
    }

    /// Who does not take its answers gets no more of them: nothing is read or answered until some have left.
    private var isFull: Bool { output.count - sent > 64 * 1_024 }

    /// Bytes of both directions, those included that are done with.
    var heldBytes: Int { input.count + output.count }

    /// Something of a request is there that has not been answered.
    private var isInside: Bool { reader.isInside || consumed < input.count }

    var isIdle: Bool { if case .reading = phase { !isInside && output.isEmpty } else { false } }

    /// An answer waits for nothing but that its client takes it.
    var isUntaken: Bool { if case .reading = phase { !isInside && !output.isEmpty } else { false } }

    /// A request may be there that could be answered at once.
    var hasNext: Bool {
        if case .reading = phase { consumed < input.count && !needsMore && !isFull } else { false }
    }

    /// Takes what has come, once: who sends without end gets no more of the loop's time than the others. False where
    /// nothing is left to do for the other side.
    mutating func receive(into room: inout [UInt8], now: ContinuousClock.Instant) -> Bool {
        switch socket?.receive(into: &room) ?? .ended {
        case .nothingNow: return true
        case .ended: return takesMore()
        case .count(let count):
            traffic.received &+= UInt64(count)
            if case .draining = phase { return true }
            if !isInside { deadline = now + limits.patience }
            forgetConsumed()
            input += room[..<count]
            needsMore = false
            return true
        }
    }

    /// Who has said all may still wait for answers: then these are the last. Who is gone shows when they are sent.
    private mutating func takesMore() -> Bool {
        guard case .reading = phase, !output.isEmpty else { return false }
        phase = .closing(lingers: false)
        return true
    }

    /// The next request of what has come, if it is whole.
    mutating func next(date: [UInt8], now: ContinuousClock.Instant) -> ReceivedRequest? {
        guard hasNext else { return nil }
        switch reader.read(input, consumed..<input.count) {
        case .incomplete(let count):
            needsMore = true
            take(count)
        case .awaitsContinue(let count):
            needsMore = true
            take(count)
            output += ResponseWriter.continue
        case .complete(let count):
            take(count)
            phase = .answering(ReplyTerms(answering: reader.request), since: now)
            return reader.request
        case .refused(let status): refuse(status, date: date)
        }
        return nil
    }

    /// What was read last, as long as its answer is due.
    var request: ReceivedRequest { reader.request }

    /// When the request was whole to which an answer is due; nil where none is.
    var asked: ContinuousClock.Instant? {
        if case .answering(_, let since) = phase { since } else { nil }
    }

    /// Room beyond a little is given back when all is read: connections idle much longer than they speak.
    private mutating func take(_ count: Int) {
        consumed += count
        guard consumed == input.count else { return }
        input.removeAll(keepingCapacity: input.capacity <= 4_096)
        consumed = 0
    }

    /// Who sends without end hardly ever stops where a request ends.
    private mutating func forgetConsumed() {
        guard consumed > 0 else { return }
        input.removeFirst(consumed)
        consumed = 0
    }

    mutating func answer(_ response: Response, date: [UInt8], isStopping: Bool, now: ContinuousClock.Instant) {
        guard case .answering(var terms, _) = phase else { return }
        // Who asked for the end sends nothing more; who did not may be sending already.
        let lingers = terms.keepsAlive || consumed < input.count
        terms.keepsAlive = terms.keepsAlive && !isStopping
        phase = terms.keepsAlive ? .reading : .closing(lingers: lingers)
        deadline = now + limits.patience
        ResponseWriter.write(response, terms, date: date, into: &output)
    }

    /// Whether the connection is a stream by now.
    var isStream: Bool { socket == nil }

    /// The stream that it goes on as. Nil where the request allows none.
    mutating func becomeStream(
        _ opening: StreamOpening, of connection: LoopConnection, date: [UInt8], now: ContinuousClock.Instant
    ) -> StreamConnection? {
        guard case .answering(let terms, _) = phase, let framing = opening.framing(terms), let socket = socket.take()
        else { return nil }
        var unsent = Array(output[sent...])
        opening.writeHead(terms, date: date, into: &unsent)
        return StreamConnection(
            socket, pollKey: connection.pollKey, key: connection.key, framing: framing, unsent: unsent,
            interest: interest, limits: limits.streams, now: now)
    }

    /// What had come behind the last request.
    var unread: [UInt8] { Array(input[consumed...]) }

    /// The framing is in doubt, or too slow: nothing that still comes is looked at.
    mutating func refuse(_ status: Status, date: [UInt8]) {
        phase = .closing(lingers: true)
        refusal = status
        input = []
        consumed = 0
        ResponseWriter.write(Response(status), .refusal, date: date, into: &output)
    }

    mutating func takeRefusal() -> Status? {
        defer { refusal = nil }
        return refusal
    }

    /// Nothing is left to do but to close.
    var isOver: Bool { if case .closing(lingers: false) = phase { output.isEmpty } else { false } }

    /// Sends what can be sent now. False where the other side is gone.
    mutating func flush() -> Bool {
        guard !output.isEmpty else { return true }
        while sent < output.count {
            switch socket?.send(output[sent...]) ?? .ended {
            case .count(let count):
                sent += count
                traffic.sent &+= UInt64(count)
            case .nothingNow:
                forgetSent()
                return true
            case .ended: return false
            }
        }
        output.removeAll(keepingCapacity: output.capacity <= 4_096)
        sent = 0
        return true
    }

    /// Who reads slowly may never have taken all. Half at least, so that each byte is moved once on average.
    private mutating func forgetSent() {
        guard sent > output.count / 2 else { return }
        output.removeFirst(sent)
        sent = 0
    }

    /// When it is closed, the other side gets a reset, and the kernel forgets what it has still to send.
    func breakOff() { socket?.resetWhenClosed() }

    /// What to wait for from here, and whether that has changed.
    mutating func settle(now: ContinuousClock.Instant) -> Bool {
        if case .closing(lingers: true) = phase, output.isEmpty {
            shutdown(descriptor, Int32(SHUT_WR))
            phase = .draining
            deadline = now + .seconds(1)
        }
        if isIdle { deadline = now + limits.idle }
        var wanted: Interest =
            switch phase {
            case .reading: isFull || hasNext ? [] : .reading
            case .draining: .reading
            case .answering, .closing: []
            }
        if !output.isEmpty { wanted.insert(.writing) }
        defer { interest = wanted }
        return wanted != interest
    }
}
