public import HTTPMessage
import Synchronization
import System

/// An HTTP/1.1 server on one thread. It knows who is at the other end, not what is asked.
/// Once it listens it lives until it is stopped, and its thread until then.
public final class Server: Sendable {
    /// Answers one request, on the server's own thread: at once, or nil and later by the reply. It must not block.
    public typealias Handler = @Sendable (ReceivedRequest, ConnectionInfo, Reply) -> Answer?
    /// Hears what becomes of streams, on the server's own thread. It must not block.
    public typealias StreamHandler = @Sendable (StreamID, StreamEvent) -> Void

    struct Settings: Sendable {
        let limits: Limits
        let routes: [String]
        let fields: HeaderFields
        let log: (@Sendable (AccessRecord) -> Void)?
    }

    /// What answers. The thread owns it and lets it go at its end, for it often holds the server in turn.
    struct Application: Sendable {
        let streams: StreamHandler
        let handler: Handler
    }

    private enum State {
        /// It cannot answer yet.
        case new
        case ready(Application)
        case running(Thread)
        case stopped
    }

    private let settings: Settings
    private let mailbox = Mailbox()
    private let state = Mutex(State.new)
    private let ending = Ending()

    /// Listens nowhere and answers nothing yet: see ``serve(streams:handler:)``. Requests are counted by `routes`, of which
    /// the first is also for what reaches no handler; `log` gets each of them, on the server's thread. `fields` are in every
    /// final answer, also to what is no request; an answer must not have them as well.
    public init(
        limits: Limits = Limits(), routes: [String] = ["other"], fields: HeaderFields = [:],
        log: (@Sendable (AccessRecord) -> Void)? = nil
    ) {
        settings = Settings(limits: limits, routes: routes, fields: fields, log: log)
    }

    /// Listens nowhere yet, and will answer by `handler`.
    public convenience init(
        limits: Limits = Limits(), routes: [String] = ["other"], fields: HeaderFields = [:],
        log: (@Sendable (AccessRecord) -> Void)? = nil,
        streams: @escaping StreamHandler = { _, _ in }, handler: @escaping Handler
    ) {
        self.init(limits: limits, routes: routes, fields: fields, log: log)
        serve(streams: streams, handler: handler)
    }

    deinit { stop(within: .zero) }

    /// Answers by `handler` from now on, and tells `streams` what becomes of streams. Once, before it listens: what answers
    /// may need the server to send with, so it is made after it.
    public func serve(streams: @escaping StreamHandler = { _, _ in }, handler: @escaping Handler) {
        state.withLock { state in
            guard case .new = state else { preconditionFailure("a server is told once what answers") }
            state = .ready(Application(streams: streams, handler: handler))
        }
    }

    /// Listens on one address (4 or 16 bytes), or on all of this machine, and says on which port; 0 asks for a free one.
    @discardableResult
    public func listen(address: [UInt8]? = nil, port: UInt16) throws(ListenError) -> UInt16 {
        let listener = try ListeningSocket.tcp(address, port: port)
        let bound = listener.socket.localAddress?.port ?? port
        try start(listener)
        return bound
    }

    /// Listens on a Unix socket of mode 0660. A socket file that nobody answers on is replaced.
    public func listen(unix path: String) throws(ListenError) {
        try start(ListeningSocket.unix(path))
    }

    /// Listens on a socket that somebody made and listens on already, as systemd does, and says on which port; nil for a
    /// Unix socket. The descriptor is the server's from then on. At the end the socket is left as it is, so that who comes
    /// meanwhile waits for the next program that listens on it.
    @discardableResult
    public func listen(inherited descriptor: Int32) throws(ListenError) -> UInt16? {
        let listener = try ListeningSocket.inherited(descriptor)
        let bound = listener.socket.localAddress?.port
        try start(listener)
        return bound
    }

    /// Takes no more connections, and waits for the requests that a handler is at. False where some were not done in time.
    @discardableResult
    public func stop(within patience: Duration = .seconds(5)) -> Bool {
        let thread = state.withLock { state -> Thread? in
            defer { state = .stopped }
            if case .running(let thread) = state { return thread }
            return nil
        }
        guard let thread else { return true }
        mailbox.post(.stop(by: .now + patience))
        thread.join()
        return ending.isClean.load(ordering: .relaxed)
    }

    private func start(_ listener: ListeningSocket) throws(ListenError) {
        try state.withLock { state throws(ListenError) in
            switch state {
            case .new: preconditionFailure("a server listens when it can answer")
            case .running: break
            case .stopped: throw .noThread
            case .ready(let application):
                let thread = Thread.start { [settings, mailbox, ending] in
                    let isClean = Loop(settings, application, mailbox: mailbox).run()
                    ending.isClean.store(isClean, ordering: .relaxed)
                }
                guard let thread else { throw .noThread }
                state = .running(thread)
            }
        }
        mailbox.post(.listen(listener))
    }
}

// From any thread, in the order of the calls. What is for a stream that is over is dropped.
extension Server {
    /// Sends the same to all of them. One that does not take what there is for it is dropped; nobody waits for it.
    public func send(_ message: StreamMessage, to streams: [StreamID]) { mailbox.post(.deliver(message, to: streams)) }

    /// Sends these to one, and tells by ``StreamEvent/taken`` when they have gone: who has much to say waits for that, and
    /// so goes as fast as the client and no faster.
    public func send(_ messages: [StreamMessage], inTurnTo stream: StreamID) {
        mailbox.post(.deliverInTurn(messages, to: stream))
    }

    /// Ends them, with a last message and a reason. What has not begun to go is forgotten.
    public func close(_ streams: [StreamID], _ code: CloseCode, reason: String = "", last: StreamMessage? = nil) {
        let end = StreamMessage.end(code, reason: reason)
        mailbox.post(.close(streams, with: last.map { [$0, end] } ?? [end]))
    }

    /// What connections may cost from now on; one that is open keeps what it began with.
    public func update(limits: Limits) { mailbox.post(.limits(limits)) }

    /// The machine's networks have changed: connections are counted by these from now on.
    public func update(onLink prefixes: OnLinkPrefixes) { mailbox.post(.onLink(prefixes)) }

    /// What was counted so far, told on the server's thread.
    public func readMetrics(_ use: @escaping @Sendable (ServerMetrics) -> Void) { mailbox.post(.readMetrics(use)) }
}

/// How a server's thread ended. The thread keeps this, and never the server.
private final class Ending: Sendable {
    /// Whether all requests were done in time.
    let isClean = Atomic(true)
}
