import Glibc
public import HTTPMessage
import Synchronization

/// A plain HTTP/1.1 server: a thread and one request a connection. It knows who is at the other end, not what is asked.
/// Once it listens it lives until it is stopped.
public final class Server: Sendable {
    /// Answers one request, on the thread of its connection.
    public typealias Handler = @Sendable (Request, ConnectionInfo) -> Response

    private struct State {
        var listeners: [Listener] = []
        var connections = 0
        var running = 0
        var isStopping = false
    }

    private let limits: Limits
    private let handler: Handler
    private let state = Mutex(State())

    /// Listens nowhere yet.
    public init(limits: Limits = Limits(), handler: @escaping Handler) {
        self.limits = limits
        self.handler = handler
    }

    /// Listens on one address (4 or 16 bytes), or on all of this machine, and says on which port; 0 asks for a free one.
    @discardableResult
    public func listen(address: [UInt8]? = nil, port: UInt16) throws(ListenError) -> UInt16 {
        let listener = try Listener.tcp(address, port: port)
        try start(listener)
        return listener.socket.localAddress?.port ?? port
    }

    /// Listens on a Unix socket of mode 0660. A socket file that nobody answers on is replaced.
    public func listen(unix path: String) throws(ListenError) {
        try start(Listener.unix(path))
    }

    /// Takes no more connections, and waits for the requests that a handler is at. False where some were not done in time.
    @discardableResult
    public func stop(within patience: Duration = .seconds(5)) -> Bool {
        let listeners = state.withLock { state in
            state.isStopping = true
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.stop() }
        let deadline = ContinuousClock.now + patience
        while state.withLock({ $0.running > 0 }) {
            guard ContinuousClock.now < deadline else { return false }
            usleep(2_000)
        }
        return true
    }

    private func start(_ listener: Listener) throws(ListenError) {
        state.withLock { $0.listeners.append(listener) }
        let isStarted = detach { while let socket = listener.accept() { self.admit(socket) } }
        guard isStarted else { throw .noThread }
    }

    /// Over the cap, the socket is closed by being forgotten.
    private func admit(_ socket: consuming Socket) {
        let isAdmitted = state.withLock { state in
            guard state.connections < limits.connections, !state.isStopping else { return false }
            state.connections += 1
            return true
        }
        guard isAdmitted else { return }
        let connection = Connection(socket, limits: limits)
        let isStarted = detach {
            connection.serve(self.answer)
            self.state.withLock { $0.connections -= 1 }
        }
        if !isStarted { state.withLock { $0.connections -= 1 } }
    }

    /// The answer counts as running until it is sent.
    private func answer(_ request: Request, _ info: ConnectionInfo, send: (Response) -> Void) {
        let isTaken = state.withLock { state in
            if !state.isStopping { state.running += 1 }
            return !state.isStopping
        }
        guard isTaken else { return send(Response(.serviceUnavailable, fields: ["Retry-After": "1"])) }
        send(handler(request, info))
        state.withLock { $0.running -= 1 }
    }
}
