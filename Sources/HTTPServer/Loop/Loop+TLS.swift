import TLS

// Connections that begin with TLS.
extension Loop {
    /// Takes the first bytes of a TLS connection, which are in the buffer. Returns false if it has ended.
    func startTLS(_ connection: LoopConnection, _ count: Int) -> Bool {
        guard let tls else { return refuseTLS(connection, .handshakeFailure, .noTLS) }
        guard handshakes.take(connection.key, at: now - startedAt) else {
            return refuseTLS(connection, .internalError, .tooManyHandshakes)
        }
        let buffers = tlsBuffers ?? TLSBuffers()
        tlsBuffers = buffers
        guard let session = TLSSession(tls, buffers) else {
            return refuseTLS(connection, .internalError, .handshake)
        }
        connection.info = connection.info.overTLS
        let received = connection.exchange.start(SecureLayer(session, buffers), &room, count, now: now)
        return continues(received, connection)
    }

    private func refuseTLS(_ connection: LoopConnection, _ alert: TLSAlert, _ reason: DropReason) -> Bool {
        metrics.drop(reason)
        connection.exchange.refuse(alert, now: now)
        return true
    }

    /// Ends the connection if nothing is left to do for the other side. Returns whether it continues.
    func continues(_ received: Exchange.Received, _ connection: LoopConnection) -> Bool {
        switch received {
        case .goesOn: return true
        case .startsTLS(let count): return startTLS(connection, count)
        case .ended:
            if connection.exchange.isShakingHands { metrics.drop(.handshake) }
            end(connection)
            return false
        }
    }
}
