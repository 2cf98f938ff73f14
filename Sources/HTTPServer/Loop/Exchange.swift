import CLinux
import Glibc
import HTTPMessage

/// The HTTP exchange of one connection: bytes become requests, and responses go out in the same order.
///
/// A value, so that its many parts are one thing for the exclusivity checks of the runtime. If each part were a
/// property of an object, the checks would cost more than the work.
struct Exchange: ~Copyable {
    enum Phase {
        /// Between requests or within one.
        case reading
        /// A handler has a request. Nothing more is read meanwhile: further bytes fill the kernel's buffer, not ours.
        case answering(ReplyTerms, since: LoopInstant)
        /// The last response is being sent. Then the connection ends, at once or after draining.
        case closing(lingers: Bool)
        /// Everything is sent, and further input is discarded: closing with unread bytes would reset the connection,
        /// and the client might never see its response.
        case draining
    }

    /// What receiving has led to.
    enum Received: Equatable {
        case goesOn
        /// Nothing is left to do for the other side.
        case ended
        /// The first bytes, of that number, are TLS. They are in the buffer.
        case startsTLS(Int)
    }

    /// Nil when the connection has become a stream.
    private var socket: ClientSocket?
    /// The TLS of the socket. Nil on a plain connection.
    private var secure: SecureLayer?
    /// Nothing was received yet.
    private(set) var isNew = true
    /// Nothing was received yet, so it may become TLS.
    private var isUndecided: Bool
    private let descriptor: Int32
    private let limits: Server.Limits
    private var reader: RequestReader
    private var input: [UInt8] = []
    /// How much of the input was read by the reader.
    private var consumed = 0
    private var output: [UInt8] = []
    /// How much of the output was written to the kernel.
    private var sent = 0
    private(set) var phase = Phase.reading
    /// The rest of the input is not a whole request: more must arrive first.
    private var needsMore = false
    /// The status of a refusal, until it is counted.
    private var refusal: Status?
    private var interest = Interest.reading
    private(set) var deadline: LoopInstant
    /// Bytes that are not counted yet.
    var traffic = Traffic()

    init(_ socket: consuming ClientSocket, limits: Server.Limits, now: LoopInstant) {
        descriptor = socket.descriptor
        isUndecided = socket.mayBeTLS
        self.socket = consume socket
        self.limits = limits
        reader = RequestReader(limits: limits.message)
        deadline = now + limits.idle
    }

    /// A client that does not read its responses gets no more: nothing is read or answered until some were sent.
    private var isFull: Bool { output.count - sent > 64 * 1_024 }

    /// Bytes held for both directions, including used ones.
    var heldBytes: Int { input.count + output.count }

    /// Part of a request is there that is not answered.
    private var isInside: Bool { reader.isInside || consumed < input.count || secure?.isInside == true }

    /// Everything was sent, also what TLS has sealed.
    private var isDrained: Bool { output.isEmpty && secure?.holdsUnsent != true }

    /// Whether TLS is not agreed on yet. There is no way to send a response then.
    var isShakingHands: Bool { secure?.isShakingHands == true }

    var isIdle: Bool { if case .reading = phase { !isInside && output.isEmpty } else { false } }

    /// Whether a response only waits for its client to read it.
    var isUntaken: Bool { if case .reading = phase { !isInside && !output.isEmpty } else { false } }

    /// Whether there may be a request that can be answered at once.
    private var hasNext: Bool {
        if case .reading = phase { consumed < input.count && !needsMore && !isFull } else { false }
    }

    /// Receives once: a client that sends without end gets no more of the loop's time than others.
    mutating func receive(into room: inout [UInt8], now: LoopInstant) -> Received {
        let wasInside = isInside
        let transfer = socket?.receive(into: &room) ?? .ended
        if case .count = transfer { isNew = false }
        if isUndecided, case .count(let count) = transfer {
            isUndecided = false
            if room[0] == ClientSocket.firstByteOfTLS { return .startsTLS(count) }
        }
        return take(transfer, room, wasInside: wasInside, now: now)
    }

    private mutating func take(
        _ transfer: Socket.Transfer, _ room: borrowing [UInt8], wasInside: Bool, now: LoopInstant
    ) -> Received {
        switch transfer {
        case .nothingNow:
            // A part of a record has its time, as a part of a request has. After the last response there is no more of it.
            if case .reading = phase, !wasInside, isInside { deadline = now + limits.patience }
            return .goesOn
        case .ended: return takesMore() ? .goesOn : .ended
        case .count(let count):
            traffic.received &+= UInt64(count)
            if case .draining = phase { return .goesOn }
            if !wasInside { deadline = now + limits.patience }
            forgetConsumed()
            input += room[..<count]
            needsMore = false
            return .goesOn
        }
    }

    /// From now on the connection is TLS. The first bytes are in the buffer.
    mutating func start(
        _ layer: SecureLayer, _ room: inout [UInt8], _ count: Int, now: LoopInstant
    ) -> Received {
        secure = layer
        socket?.start(layer)
        deadline = now + limits.patience
        let sealed = Array(room[..<count])
        let transfer = socket?.open(sealed[...], into: &room) ?? .ended
        return take(transfer, room, wasInside: true, now: now)
    }

    /// Refuses TLS with an alert. Further input is ignored.
    mutating func refuse(_ alert: TLSAlert, now: LoopInstant) {
        phase = .closing(lingers: true)
        deadline = now + limits.patience
        output = alert.record
    }

    /// A client that has closed its sending side may still wait for responses; these are then the last. If it has gone,
    /// sending shows it.
    private mutating func takesMore() -> Bool {
        guard case .reading = phase, !output.isEmpty else { return false }
        phase = .closing(lingers: false)
        return true
    }

    /// Returns the next whole request of the input.
    mutating func next(date: [UInt8], now: LoopInstant) -> ReceivedRequest? {
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

    /// The request that was read last, while its response is due.
    var request: ReceivedRequest { reader.request }

    /// When the request was complete whose response is due. Nil if none is due.
    var asked: LoopInstant? {
        if case .answering(_, let since) = phase { since } else { nil }
    }

    /// Frees memory when everything is read: connections are idle much longer than they are active.
    private mutating func take(_ count: Int) {
        consumed += count
        guard consumed == input.count else { return }
        input.removeAll(keepingCapacity: input.capacity <= 4_096)
        consumed = 0
    }

    /// A client that sends without end rarely stops at the end of a request.
    private mutating func forgetConsumed() {
        guard consumed > 0 else { return }
        input.removeFirst(consumed)
        consumed = 0
    }

    mutating func answer(_ response: Response, date: [UInt8], isStopping: Bool, now: LoopInstant) {
        guard case .answering(var terms, _) = phase else { return }
        // A client that asked for the end sends nothing more. Another client may already be sending.
        let lingers = terms.keepsAlive || consumed < input.count
        terms.keepsAlive = terms.keepsAlive && !isStopping
        phase = terms.keepsAlive ? .reading : .closing(lingers: lingers)
        deadline = now + limits.patience
        ResponseWriter.write(response, terms, date: date, into: &output)
    }

    /// Whether the connection has become a stream.
    var isStream: Bool { socket == nil }

    /// Returns the stream that the connection becomes. Returns nil if the request does not allow one.
    mutating func becomeStream(
        _ opening: StreamOpening, of connection: LoopConnection, date: [UInt8], now: LoopInstant
    ) -> StreamConnection? {
        guard case .answering(let terms, _) = phase, let framing = opening.framing(terms), let socket = socket.take()
        else { return nil }
        var unsent = Array(output[sent...])
        opening.writeHead(terms, date: date, into: &unsent)
        return StreamConnection(
            socket, pollKey: connection.pollKey, key: connection.key, framing: framing, unsent: unsent,
            interest: interest, limits: limits.streams, now: now)
    }

    /// Bytes after the last request.
    var unread: [UInt8] { Array(input[consumed...]) }

    /// Refuses a request whose framing is unclear, or that is too slow. Further input is ignored.
    mutating func refuse(_ status: Status, date: [UInt8]) {
        phase = .closing(lingers: true)
        refusal = status
        input = []
        consumed = 0
        ResponseWriter.write(Response(status), .refusal, date: date, into: &output)
    }

    /// How a turn has left the connection.
    struct Turn {
        /// The status of a refusal that is not counted yet.
        let refusal: Status?
        /// Whether the connection stays open.
        let goesOn: Bool
        let isIdle: Bool
        /// Whether there may be a request that can be answered at once.
        let hasNext: Bool
        /// What to wait for, if that has changed.
        let interest: Interest?
        /// Bytes that are not counted yet.
        let traffic: Traffic
    }

    /// Sends what can be sent now, and computes what to wait for. One call, because each use of a connection's exchange is
    /// checked by the runtime.
    mutating func endTurn(now: LoopInstant) -> Turn {
        defer { refusal = nil }
        let goesOn = flush() && !isOver
        let hasChanged = goesOn && settle(now: now)
        return Turn(
            refusal: refusal, goesOn: goesOn, isIdle: isIdle, hasNext: hasNext, interest: hasChanged ? interest : nil,
            traffic: goesOn ? traffic.take() : Traffic())
    }

    /// Whether the connection can be closed.
    private var isOver: Bool {
        switch phase {
        case .closing(lingers: false): isDrained
        // The end of TLS may have come with the last request.
        case .reading: secure?.peerHasEnded == true && !hasNext && isDrained
        case .answering, .closing, .draining: false
        }
    }

    /// Sends what can be sent now. Returns false if the other side has gone.
    mutating func flush() -> Bool {
        guard !output.isEmpty else { return socket?.flush() ?? true }
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

    /// A slow reader may never take everything. At least half is removed, so that each byte is moved once on average.
    private mutating func forgetSent() {
        guard sent > output.count / 2 else { return }
        output.removeFirst(sent)
        sent = 0
    }

    /// Makes closing send a reset, so that the kernel drops what it has not sent.
    func breakOff() { socket?.resetWhenClosed() }

    /// Ends TLS before the connection is closed.
    func sayEnd() { socket?.sayEnd() }

    /// Computes what to wait for. Returns whether that has changed.
    private mutating func settle(now: LoopInstant) -> Bool {
        if case .closing(lingers: true) = phase, isDrained {
            socket?.sayEnd()
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
        if !isDrained { wanted.insert(.writing) }
        defer { interest = wanted }
        return wanted != interest
    }
}
