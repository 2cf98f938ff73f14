import HTTPMessage

// Requests and their responses.
extension Loop {
    func serve(_ connection: LoopConnection, _ event: Readiness) {
        if event.isBroken && !event.canRead { return end(connection) }
        if event.canRead, !continues(connection.exchange.receive(into: &room, now: now), connection) { return }
        goOn(connection)
    }

    /// Takes an answer of another thread, which may arrive too late.
    func take(_ answer: Answer, for pollKey: PollKey) {
        if let connection = connections[pollKey] {
            give(answer, to: connection)
            // The connection may have become a stream.
            if !connection.exchange.isStream { goOn(connection) }
        } else if case .stream = answer.content {
            application.streams(StreamID(pollKey: pollKey), .closed(.gone))
        }
    }

    /// Without this limit, a client with thousands of requests at once would delay all others.
    private static var requestsOfATurn: Int { 8 }

    /// Answers the requests that have arrived, sends what can be sent, and waits for the rest.
    func goOn(_ connection: LoopConnection) {
        // First: when responses have left, there may be space for more.
        guard connection.exchange.flush() else { return end(connection) }
        for _ in 0..<Self.requestsOfATurn {
            guard let request = connection.exchange.next(date: date.line, now: now) else { break }
            let reply = Reply(mailbox: mailbox, pollKey: connection.pollKey)
            guard let answer = application.handler(request, connection.info, reply) else { break }
            give(answer, to: connection)
            guard !connection.exchange.isStream else {
                metrics.traffic.add(connection.exchange.traffic.take())
                return
            }
            guard connection.exchange.flush() else { return end(connection) }
        }
        let turn = connection.exchange.endTurn(now: now)
        if let status = turn.refusal { noteRefusal(status) }
        guard turn.goesOn, !(isStopping && turn.isIdle) else { return end(connection) }
        if turn.hasNext { unfinished.insert(connection.pollKey) }
        if let interest = turn.interest { poller.change(connection.pollKey, to: interest) }
        metrics.traffic.add(turn.traffic)
    }

    private func give(_ answer: Answer, to connection: LoopConnection) {
        guard let asked = connection.exchange.asked else { return }
        // Once for each response: the next request in this turn begins now.
        now = .now
        let duration = now - asked
        switch answer.content {
        case .response(let response):
            note(response.status, on: connection, route: answer.route, duration)
            connection.exchange.answer(response, date: date.line, isStopping: isStopping, now: now)
        case .stream(let opening):
            note(opening.head.status, on: connection, route: answer.route, duration)
            open(opening, on: connection)
        }
    }

    private func note(_ status: Status, on connection: LoopConnection, route: Int, _ duration: Duration) {
        metrics.requests.record(route: route, status, took: duration)
        settings.log? {
            AccessRecord(connection: connection.info, route: route, status: status, duration: duration)
        }
    }

    private func noteRefusal(_ status: Status) {
        metrics.requests.record(route: 0, status, took: .zero)
        metrics.drop(status == .requestTimeout ? .slow : .malformed)
    }

    func end(_ connection: LoopConnection) {
        guard connections.removeValue(forKey: connection.pollKey) != nil else { return }
        metrics.traffic.add(connection.exchange.traffic.take())
        connection.exchange.sayEnd()
        // The kernel forgets a descriptor with its last copy, and there is only one.
        counts.close(connection.key)
        metrics.connections.close()
    }

    func endInTime(_ connection: LoopConnection) {
        switch connection.exchange.phase {
        case .reading where connection.exchange.isIdle:
            metrics.drop(.idle)
            end(connection)
        case .reading where connection.exchange.isShakingHands:
            metrics.drop(.slow)
            end(connection)
        case .reading where !connection.exchange.isUntaken:
            connection.exchange.refuse(.requestTimeout, date: date.line)
            goOn(connection)
        case .answering: break
        case .reading, .closing:
            metrics.drop(.slow)
            connection.exchange.breakOff()
            end(connection)
        case .draining: end(connection)
        }
    }
}
