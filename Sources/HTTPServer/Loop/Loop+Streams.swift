import HTTPMessage

// Connections that carry streams. However one ends, the application gets exactly one callback.
extension Loop {
    func open(_ opening: StreamOpening, on connection: LoopConnection) {
        let id = StreamID(pollKey: connection.pollKey)
        guard !isStopping, let stream = stream(opening, connection) else {
            application.streams(id, .closed(isStopping ? .stopping : .gone))
            return connection.exchange.answer(opening.headAlone, date: date.line, isStopping: isStopping, now: now)
        }
        connections[connection.pollKey] = nil
        streams[stream.pollKey] = stream
        count(stream) { $0.open() }
        for message in opening.first where !stream.push(message, limits.streams) { return drop(stream) }
        take(stream.take(connection.exchange.unread[...]), from: stream)
        goOn(stream)
    }

    private func stream(_ opening: StreamOpening, _ connection: LoopConnection) -> StreamConnection? {
        connection.exchange.becomeStream(opening, of: connection, date: date.line, now: now)
    }

    func serve(_ stream: StreamConnection, _ event: Readiness) {
        if event.isBroken && !event.canRead { return forget(stream, .gone) }
        if event.canRead { receive(from: stream) } else { goOn(stream) }
    }

    /// TLS may have opened more than a turn takes: the kernel does not report that.
    func receive(from stream: StreamConnection) {
        take(stream.receive(into: &room), from: stream)
        if stream.hasRest, streams[stream.pollKey] != nil { unfinished.insert(stream.pollKey) }
        goOn(stream)
    }

    func deliver(_ message: StreamMessage, to ids: [StreamID]) {
        for id in ids {
            guard let stream = streams[id.pollKey] else { continue }
            if !stream.push(message, limits.streams) { drop(stream) }
            goOn(stream)
        }
    }

    func deliver(_ messages: [StreamMessage], inTurnTo id: StreamID) {
        guard let stream = streams[id.pollKey] else { return }
        stream.isAwaited = true
        for message in messages where !stream.push(message, limits.streams) { drop(stream) }
        goOn(stream)
    }

    func end(_ id: StreamID, with last: [StreamMessage]) {
        guard let stream = streams[id.pollKey] else { return }
        end(stream, .byServer, with: last)
    }

    func end(_ stream: StreamConnection, _ end: StreamEnd, with last: [StreamMessage]) {
        guard stream.isOpen else { return }
        metrics.streamEnds.count(end, of: stream.kind)
        stream.end(with: last, limits.streams, now: now)
        application.streams(StreamID(pollKey: stream.pollKey), .closed(end))
        goOn(stream)
    }

    /// Called at its deadline.
    func keepAlive(_ stream: StreamConnection) {
        guard let heartbeat = stream.heartbeat(limits.streams, now: now) else { return forget(stream, .gone) }
        if !stream.push(heartbeat, limits.streams) { drop(stream) }
        goOn(stream)
    }

    /// Nil means that the connection has ended.
    private func take(_ events: [FrameDecoder.Event]?, from stream: StreamConnection) {
        guard let events else { return forget(stream, .gone) }
        var pongs: [UInt8] = []
        for event in events where stream.isOpen {
            if case .ping(let payload) = event {
                pongs += FrameEncoder.pong(payload)
            } else {
                answer(&pongs, on: stream)
                take(event, from: stream)
            }
        }
        answer(&pongs, on: stream)
    }

    /// All in one write: a hostile client sends hundreds of pings.
    private func answer(_ pongs: inout [UInt8], on stream: StreamConnection) {
        if !stream.push(pongs, limits.streams) { drop(stream) }
        pongs = []
    }

    private func take(_ event: FrameDecoder.Event, from stream: StreamConnection) {
        let id = StreamID(pollKey: stream.pollKey)
        switch event {
        case .text(let text): application.streams(id, .text(text))
        case .binary(let bytes): application.streams(id, .binary(bytes))
        case .ping, .pong: break
        case .close(let code, _): end(stream, .byClient(code), with: [.end(code ?? .normal, reason: "")])
        case .failure(let code):
            metrics.drop(.malformed)
            end(stream, .violation(code), with: [.end(code, reason: "")])
        }
    }

    private func drop(_ stream: StreamConnection) {
        metrics.drop(.backlog)
        end(stream, .tooSlow, with: [.end(.tryAgainLater, reason: "too slow: reconnect and resume")])
    }

    /// Sends what can be sent, and waits for the rest.
    private func goOn(_ stream: StreamConnection) {
        guard streams[stream.pollKey] != nil else { return }
        defer { metrics.traffic.add(stream.traffic.take()) }
        guard stream.flush() else { return forget(stream, .gone) }
        if stream.hasBeenTaken() { application.streams(StreamID(pollKey: stream.pollKey), .taken) }
        if stream.settle() { poller.change(stream.pollKey, to: stream.interest) }
    }

    private func forget(_ stream: StreamConnection, _ end: StreamEnd) {
        guard streams.removeValue(forKey: stream.pollKey) != nil else { return }
        stream.sayEnd()
        counts.close(stream.key)
        metrics.connections.close()
        count(stream) { $0.close() }
        guard stream.isOpen else { return }
        metrics.streamEnds.count(end, of: stream.kind)
        application.streams(StreamID(pollKey: stream.pollKey), .closed(end))
    }

    private func count(_ stream: StreamConnection, _ change: (inout ServerMetrics.Gauge) -> Void) {
        switch stream.kind {
        case .webSocket: change(&metrics.webSockets)
        case .eventStream: change(&metrics.eventStreams)
        }
    }
}

extension StreamOpening {
    /// If no stream follows: HEAD gets the fields of GET. HTTP/1.0, which has no upgrade, gets a refusal.
    fileprivate var headAlone: Response { kind == .webSocket ? Response(.badRequest) : head }
}
