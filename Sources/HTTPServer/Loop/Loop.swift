import CLinux
import Glibc
import HTTPMessage

/// The one thread that owns all connections. Nothing of it is shared: others speak to it through its mailbox.
final class Loop {
    private let limits: Server.Limits
    private let handler: Server.Handler
    private let mailbox: Mailbox
    private var poller = Poller()
    private var listeners: [Token: Listener] = [:]
    private var connections: [Token: LoopConnection] = [:]
    private var counts: ConnectionCounts
    private var generation: UInt32 = 0
    private var room = [UInt8](repeating: 0, count: 64 * 1_024)
    private var date = HTTPDate()
    private var now = ContinuousClock.now
    private var lastSweep = ContinuousClock.now
    private var stopBy: ContinuousClock.Instant?
    /// Held back for the moment when there are no descriptors left: giving it up lets one connection be taken and closed,
    /// instead of waking for it for ever.
    private var spare = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)

    init(limits: Server.Limits, mailbox: Mailbox, handler: @escaping Server.Handler) {
        self.limits = limits
        self.mailbox = mailbox
        self.handler = handler
        counts = ConnectionCounts(most: limits.connections, fromAddress: limits.connectionsOfAnAddress)
        precondition(poller.add(Token(descriptor: mailbox.descriptor, generation: 0), .reading), "no eventfd in epoll")
    }

    /// Until it is stopped. False where some requests were not done in time.
    func run() -> Bool {
        while !isDone {
            let ready = poller.wait(milliseconds: patience)
            now = .now
            date.update()
            for event in ready { take(event) }
            sweep()
        }
        let isClean = connections.isEmpty
        close(spare)
        return isClean
    }

    private var isDone: Bool {
        guard let stopBy else { return false }
        return connections.isEmpty || now >= stopBy
    }

    /// Only connections have deadlines, and a second is fine enough for all of them: an idle server never wakes.
    private var patience: Int32 {
        if let stopBy { return Int32(min(1_000, max(.zero, stopBy - now) / .milliseconds(1) + 1)) }
        return connections.isEmpty ? -1 : 1_000
    }

    private func take(_ event: Readiness) {
        if event.token.descriptor == mailbox.descriptor {
            for message in mailbox.take() { take(message) }
        } else if let listener = listeners[event.token] {
            accept(from: listener)
        } else if let connection = connections[event.token] {
            serve(connection, event)
        }
    }

    private func take(_ message: Message) {
        switch message {
        case .listen(let listener):
            generation += 1
            let token = Token(descriptor: listener.socket.descriptor, generation: generation)
            if poller.add(token, .reading) { listeners[token] = listener }
        case .answer(let token, let response):
            guard let connection = connections[token] else { return }
            connection.answer(response, date: date.line, isStopping: stopBy != nil, now: now)
            goOn(connection)
        case .stop(let moment): stop(by: moment)
        }
    }

    private func stop(by moment: ContinuousClock.Instant) {
        stopBy = moment
        for (token, listener) in listeners {
            poller.remove(token)
            listener.stop()
        }
        listeners = [:]
        for connection in connections.values where connection.isIdle { end(connection) }
    }
}

// Connections.
extension Loop {
    /// A bounded number at a time, so that a flood of new ones does not keep the others waiting.
    private func accept(from listener: Listener) {
        for _ in 0..<64 {
            guard let socket = Socket(kith_accept_now(listener.socket.descriptor)) else {
                if errno == EMFILE || errno == ENFILE { refuseOne(from: listener) }
                return
            }
            guard let info = ConnectionInfo(socket, isUnix: listener.isUnix) else { continue }
            let key = info.key(onLink: limits.onLink)
            guard counts.open(key) == .admitted else { continue }
            generation += 1
            let token = Token(descriptor: socket.descriptor, generation: generation)
            socket.setOption(TCP_NODELAY, level: Int32(IPPROTO_TCP), to: 1)
            guard poller.add(token, .reading) else {
                counts.close(key)
                continue
            }
            connections[token] = LoopConnection(socket, token: token, info: info, key: key, limits: limits, now: now)
        }
    }

    private func refuseOne(from listener: Listener) {
        close(spare)
        _ = Socket(kith_accept_now(listener.socket.descriptor))
        spare = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    }

    private func serve(_ connection: LoopConnection, _ event: Readiness) {
        if event.isBroken && !event.canRead { return end(connection) }
        if event.canRead, !connection.receive(into: &room, now: now) { return end(connection) }
        goOn(connection)
    }

    /// Answers what is there to answer, sends what can be sent, and waits for the rest.
    private func goOn(_ connection: LoopConnection) {
        while let request = connection.next(date: date.line) {
            let reply = Reply(mailbox: mailbox, token: connection.token)
            guard let response = handler(request, connection.info, reply) else { break }
            connection.answer(response, date: date.line, isStopping: stopBy != nil, now: now)
            guard connection.flush() else { return end(connection) }
        }
        guard connection.flush(), !connection.isOver else { return end(connection) }
        if connection.settle(now: now) { poller.change(connection.token, to: connection.interest) }
    }

    private func end(_ connection: LoopConnection) {
        guard connections.removeValue(forKey: connection.token) != nil else { return }
        poller.remove(connection.token)
        counts.close(connection.key)
    }

    /// Ends what has run out of time.
    private func sweep() {
        guard now - lastSweep >= .seconds(1) else { return }
        lastSweep = now
        for connection in connections.values where now >= connection.deadline {
            switch connection.phase {
            case .reading where !connection.isIdle:
                connection.refuse(.requestTimeout, date: date.line)
                goOn(connection)
            case .answering: break
            case .reading, .closing, .draining: end(connection)
            }
        }
    }
}
