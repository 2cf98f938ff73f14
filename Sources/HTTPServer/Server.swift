import Dispatch
public import HTTPMessage
import Synchronization

/// An HTTP/1.1 server on one thread. It knows who is at the other end, not what is asked.
/// Once it listens it lives until it is stopped.
public final class Server: Sendable {
    /// Answers one request, on the server's own thread: at once, or nil and later by the reply. It must not block.
    public typealias Handler = @Sendable (Request, ConnectionInfo, Reply) -> Response?

    private let limits: Limits
    private let handler: Handler
    private let mailbox = Mailbox()
    private let isRunning = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)
    private let endedClean = Mutex(true)

    /// Listens nowhere yet.
    public init(limits: Limits = Limits(), handler: @escaping Handler) {
        self.limits = limits
        self.handler = handler
    }

    /// Listens on one address (4 or 16 bytes), or on all of this machine, and says on which port; 0 asks for a free one.
    @discardableResult
    public func listen(address: [UInt8]? = nil, port: UInt16) throws(ListenError) -> UInt16 {
        let listener = try Listener.tcp(address, port: port)
        let bound = listener.socket.localAddress?.port ?? port
        try start(listener)
        return bound
    }

    /// Listens on a Unix socket of mode 0660. A socket file that nobody answers on is replaced.
    public func listen(unix path: String) throws(ListenError) {
        try start(Listener.unix(path))
    }

    /// Takes no more connections, and waits for the requests that a handler is at. False where some were not done in time.
    @discardableResult
    public func stop(within patience: Duration = .seconds(5)) -> Bool {
        let wasRunning = isRunning.withLock { isRunning in
            defer { isRunning = false }
            return isRunning
        }
        guard wasRunning else { return true }
        mailbox.post(.stop(by: .now + patience))
        ended.wait()
        return endedClean.withLock { $0 }
    }

    private func start(_ listener: Listener) throws(ListenError) {
        let isStarted = isRunning.withLock { isRunning in
            if !isRunning { isRunning = detach(run) }
            return isRunning
        }
        guard isStarted else { throw .noThread }
        mailbox.post(.listen(listener))
    }

    private func run() {
        let loop = Loop(limits: limits, mailbox: mailbox, handler: handler)
        let isClean = loop.run()
        endedClean.withLock { $0 = isClean }
        ended.signal()
    }
}
