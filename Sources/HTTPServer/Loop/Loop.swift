import CLinux
import Glibc
import HTTPMessage
import TLS

/// The thread that owns all connections. It shares nothing: other threads reach it through its mailbox.
final class Loop {
    let settings: Server.Settings
    let application: Server.Application
    let mailbox: Mailbox
    private(set) var limits: Server.Limits
    var poller = Poller()
    var connections: [PollKey: LoopConnection] = [:]
    var streams: [PollKey: StreamConnection] = [:]
    var counts: ConnectionCounts
    var metrics: ServerMetrics
    /// Connections with more requests than were answered in their last turn.
    var unfinished: Set<PollKey> = []
    private var onLink: OnLinkPrefixes
    /// The bytes that were read last, of any connection.
    var room = [UInt8](repeating: 0, count: 64 * 1_024)
    /// The address of the last connection.
    private var place = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
    var date: HTTPDate
    var now = LoopInstant.now
    private var listeners: [PollKey: ListeningSocket] = [:]
    private var pollKeys = PollKeyMint()
    private var closedWhenTrimmed: UInt64 = 0
    private var lastTrim = LoopInstant.now
    private var lastSweep = LoopInstant.now
    private var stopBy: LoopInstant?
    /// Until then, a stop waits for clients that have just connected.
    private var newcomersUntil: LoopInstant?
    private var spare = SpareDescriptor()
    /// Listening sockets that wait for a free descriptor.
    private var muted: Set<PollKey> = []

    /// The certificate for new connections. Nil if there is none.
    private(set) var tls: TLSContext?
    /// Made for the first TLS connection.
    var tlsBuffers: TLSBuffers?
    var handshakes: HandshakeRates
    let startedAt = LoopInstant.now

    var isStopping: Bool { stopBy != nil }

    init(_ settings: Server.Settings, _ application: Server.Application, mailbox: Mailbox) {
        self.settings = settings
        self.application = application
        self.mailbox = mailbox
        limits = settings.limits
        date = HTTPDate(with: settings.fields)
        counts = ConnectionCounts(limits)
        handshakes = HandshakeRates(limits)
        metrics = ServerMetrics(routes: settings.routes)
        onLink = settings.limits.onLink
        precondition(
            poller.add(PollKey(descriptor: mailbox.descriptor, generation: 0), .reading), "no eventfd in epoll")
    }

    /// Runs until it is stopped. Returns false if some requests were not finished in time.
    func run() -> Bool {
        while !isDone {
            let ready = poller.wait(milliseconds: patience)
            now = .now
            date.update()
            let waiting = unfinished
            unfinished = []
            for event in ready { take(event) }
            for pollKey in waiting { resume(pollKey) }
            if let until = newcomersUntil, now >= until { endIdle(at: until) }
            sweep()
        }
        return connections.isEmpty
    }

    private var isDone: Bool {
        guard let stopBy else { return false }
        return connections.isEmpty && streams.isEmpty || now >= stopBy
    }

    /// An idle server never wakes. One with a few idle connections, as other nodes keep, wakes when a deadline has passed.
    private var patience: Int32 {
        if !unfinished.isEmpty { return 0 }
        if let stopBy {
            let next = min(stopBy, newcomersUntil ?? stopBy)
            return Int32(min(1_000, max(.zero, next - now) / .milliseconds(1) + 1))
        }
        guard let next = nextSweep else { return -1 }
        return Int32(min(Self.longestPatience, max(.zero, next - now)) / .milliseconds(1) + 1)
    }

    /// Nil if a sweep would find nothing. Looking at many connections costs more than waking each second, which is fine enough for
    /// their deadlines.
    private var nextSweep: LoopInstant? {
        let soonest = lastSweep + .seconds(1)
        guard muted.isEmpty, connections.count + streams.count <= Self.fewConnections else { return soonest }
        var due: LoopInstant?
        if hasMemoryToGiveBack { due = closedSinceTrimmed >= 1_000 ? soonest : lastTrim + .seconds(10) }
        for connection in connections.values {
            due = min(due ?? connection.exchange.deadline, connection.exchange.deadline)
        }
        for stream in streams.values { due = min(due ?? stream.deadline, stream.deadline) }
        return due.map { max($0, soonest) }
    }

    private static let fewConnections = 16
    private static let longestPatience: Duration = .seconds(3_600)

    private func take(_ event: Readiness) {
        if let connection = connections[event.pollKey] {
            serve(connection, event)
        } else if let stream = streams[event.pollKey] {
            serve(stream, event)
        } else if let listener = listeners[event.pollKey] {
            accept(from: listener, event.pollKey)
        } else if event.pollKey.descriptor == mailbox.descriptor {
            for message in mailbox.take() { take(message) }
        }
    }

    private func resume(_ pollKey: PollKey) {
        if let connection = connections[pollKey] {
            goOn(connection)
        } else if let stream = streams[pollKey] {
            receive(from: stream)
        }
    }

    private func take(_ message: Message) {
        switch message {
        case .listen(let listener): listen(listener)
        case .answer(let pollKey, let answer): take(answer, for: pollKey)
        case .makeAnswer(let pollKey, let answer): take(answer(), for: pollKey)
        case .deliver(let message, let ids): deliver(message, to: ids)
        case .deliverInTurn(let messages, let id): deliver(messages, inTurnTo: id)
        case .close(let ids, let last): for id in ids { end(id, with: last) }
        case .limits(let new): use(new)
        case .onLink(let prefixes): onLink = prefixes
        case .tls(let context): tls = context
        case .readMetrics(let use): use(metrics)
        case .stop(let moment): stop(by: moment)
        }
    }

    private func listen(_ listener: ListeningSocket) {
        bound(listener)
        let pollKey = pollKeys.pollKey(for: listener.socket.descriptor)
        if poller.add(pollKey, .reading) { listeners[pollKey] = listener }
    }

    /// The kernel, too, keeps unread bytes no longer than the server does, also after the connection was closed. Twice
    /// the time, so that the loop acts first. Connections inherit it.
    private func bound(_ listener: ListeningSocket) {
        let patience = (limits.patience * 2).components.seconds * 1_000
        listener.socket.setOption(TCP_USER_TIMEOUT, level: Int32(IPPROTO_TCP), to: Int32(clamping: max(patience, 1)))
    }

    private func use(_ new: Server.Limits) {
        limits = new
        onLink = new.onLink
        counts.change(to: new)
        handshakes.change(to: new)
        listeners.values.forEach(bound)
    }

    private func stop(by moment: LoopInstant) {
        stopBy = moment
        for (pollKey, listener) in listeners {
            poller.remove(pollKey)
            listener.stop()
        }
        listeners = [:]
        newcomersUntil = now + limits.newcomers
        endIdle(at: now)
        for stream in streams.values { end(stream, .stopping, with: [.end(.goingAway, reason: "the server stops")]) }
    }

    /// Ends the connections that wait for a request. A client that has just connected is about to send its first one.
    private func endIdle(at moment: LoopInstant) {
        for connection in connections.values where connection.exchange.isIdle && !isNewcomer(connection, at: moment) {
            end(connection)
        }
        if let until = newcomersUntil, moment >= until { newcomersUntil = nil }
    }

    private func isNewcomer(_ connection: LoopConnection, at moment: LoopInstant) -> Bool {
        connection.exchange.isNew && moment < connection.openedAt + limits.newcomers
    }

    /// Ends what has run out of time.
    private func sweep() {
        guard now - lastSweep >= .seconds(1) else { return }
        lastSweep = now
        for connection in connections.values where now >= connection.exchange.deadline { endInTime(connection) }
        for stream in streams.values where now >= stream.deadline { keepAlive(stream) }
        resumeListening()
        giveBackMemory()
    }

    private var closedSinceTrimmed: UInt64 { metrics.connections.closed - closedWhenTrimmed }
    private var hasMemoryToGiveBack: Bool { closedSinceTrimmed > 0 }

    /// The allocator would keep the memory of a crowd. A few connections may also have needed much.
    private func giveBackMemory() {
        guard closedSinceTrimmed >= 1_000 || hasMemoryToGiveBack && now - lastTrim >= .seconds(10) else { return }
        closedWhenTrimmed = metrics.connections.closed
        lastTrim = now
        malloc_trim(0)
    }
}

// Accepting connections.
extension Loop {
    /// A limited number at a time, so that a flood of new connections does not delay the others.
    private func accept(from listener: ListeningSocket, _ pollKey: PollKey) {
        for _ in 0..<256 {
            guard let socket = Socket(acceptedBy: listener.socket.descriptor, from: &place) else {
                if errno == EMFILE || errno == ENFILE { refuseOne(from: listener, pollKey) }
                return
            }
            guard let info = ConnectionInfo(socket, from: place, isUnix: listener.isUnix) else { continue }
            admit(socket, info)
        }
    }

    private func admit(_ socket: consuming Socket, _ info: ConnectionInfo) {
        let key = info.key(limits, onLink: onLink)
        switch counts.open(key) {
        case .admitted: break
        case .tooMany: return metrics.drop(.tooManyConnections)
        case .tooManyFromAddress: return metrics.drop(.tooManyFromAddress)
        }
        let pollKey = pollKeys.pollKey(for: socket.descriptor)
        guard poller.add(pollKey, .reading) else { return counts.close(key) }
        connections[pollKey] = LoopConnection(socket, pollKey: pollKey, info: info, key: key, limits: limits, now: now)
        metrics.connections.open()
    }

    /// Without a spare descriptor, the server cannot even refuse: it ignores the listening socket until the next sweep,
    /// instead of waking for it without end.
    private func refuseOne(from listener: ListeningSocket, _ pollKey: PollKey) {
        guard spare.isThere else {
            poller.change(pollKey, to: [])
            muted.insert(pollKey)
            return
        }
        spare.without { _ = Socket(acceptedBy: listener.socket.descriptor, from: &place) }
        metrics.drop(.tooManyConnections)
    }

    private func resumeListening() {
        spare.refill()
        for pollKey in muted where listeners[pollKey] != nil { poller.change(pollKey, to: .reading) }
        muted = []
    }
}
