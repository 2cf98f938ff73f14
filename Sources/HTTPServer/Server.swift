public import HTTPMessage
import Synchronization
import System
public import TLS

/// An HTTP/1.1 server on one thread. It knows the caller's address, but not the meaning of a request. Once it listens,
/// it lives until it is stopped, and its thread until then.
public final class Server: Sendable {
    /// Answers one request, on the server's thread: at once, or by returning nil and using the reply later. It must not
    /// block.
    public typealias Handler = @Sendable (ReceivedRequest, ConnectionInfo, Reply) -> Answer?
    /// Receives events of streams, on the server's thread. It must not block.
    public typealias StreamHandler = @Sendable (StreamID, StreamEvent) -> Void

    struct Settings: Sendable {
        let limits: Limits
        let routes: [String]
        let fields: HeaderFields
        let log: AccessLog?
    }

    /// Receives a request and its result, on the server's thread. It makes the record only if it logs it.
    public typealias AccessLog = @Sendable (() -> AccessRecord) -> Void

    /// The handlers. The thread owns them and releases them at its end, because they often hold the server.
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

    /// Listens nowhere and answers nothing yet: see ``serve(streams:handler:)``. Requests are counted by `routes`; the
    /// first one is also for requests that reach no handler. `log` receives each request, on the server's thread.
    /// `fields` are in every final response, also to malformed requests. A handler must not set them.
    public init(
        limits: Limits = Limits(), routes: [String] = ["other"], fields: HeaderFields = [:],
        log: AccessLog? = nil
    ) {
        settings = Settings(limits: limits, routes: routes, fields: fields, log: log)
    }

    /// Listens nowhere yet. Requests go to `handler`.
    public convenience init(
        limits: Limits = Limits(), routes: [String] = ["other"], fields: HeaderFields = [:],
        log: AccessLog? = nil,
        streams: @escaping StreamHandler = { _, _ in }, handler: @escaping Handler
    ) {
        self.init(limits: limits, routes: routes, fields: fields, log: log)
        serve(streams: streams, handler: handler)
    }

    deinit { stop(within: .zero) }

    /// Sets the handlers. Once, before it listens. They may need the server for sending, so they are made after it.
    public func serve(streams: @escaping StreamHandler = { _, _ in }, handler: @escaping Handler) {
        state.withLock { state in
            guard case .new = state else { preconditionFailure("serve is called once, before the server listens") }
            state = .ready(Application(streams: streams, handler: handler))
        }
    }

    /// Listens on one address (4 or 16 bytes), or on all addresses of this machine. Returns the port; 0 asks for a free
    /// one.
    @discardableResult
    public func listen(address: [UInt8]? = nil, port: UInt16) throws(ListenError) -> UInt16 {
        let listener = try ListeningSocket.tcp(address, port: port)
        let bound = listener.socket.localAddress?.port ?? port
        try start(listener)
        return bound
    }

    /// Listens on a Unix socket of mode 0660. Replaces a socket file on which nobody listens.
    public func listen(unix path: String) throws(ListenError) {
        try start(ListeningSocket.unix(path))
    }

    /// Listens on a socket that another process made and already listens on, such as systemd. Returns its port, or nil
    /// for a Unix socket. From now on the server owns the descriptor. At the end it closes it without a shutdown, so
    /// that new connections wait for the next program that listens on it.
    @discardableResult
    public func listen(inherited descriptor: Int32) throws(ListenError) -> UInt16? {
        let listener = try ListeningSocket.inherited(descriptor)
        let bound = listener.socket.localAddress?.port
        try start(listener)
        return bound
    }

    /// Accepts no more connections, and waits for requests that handlers work on. Returns false if some were not
    /// finished in time.
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
            case .new: preconditionFailure("serve must be called before the server listens")
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

// From any thread, in the order of the calls. A message for a stream that has ended is dropped.
extension Server {
    /// Sends the same message to all of them. A stream that does not read its messages is dropped; no one waits for it.
    public func send(_ message: StreamMessage, to streams: [StreamID]) { mailbox.post(.deliver(message, to: streams)) }

    /// Sends these to one stream, and reports with ``StreamEvent/taken`` when they were sent. A caller with many
    /// messages waits for that, and so is no faster than the client.
    public func send(_ messages: [StreamMessage], inTurnTo stream: StreamID) {
        mailbox.post(.deliverInTurn(messages, to: stream))
    }

    /// Ends them, with a last message and a reason. Messages that are not being sent yet are dropped.
    public func close(_ streams: [StreamID], _ code: CloseCode, reason: String = "", last: StreamMessage? = nil) {
        let end = StreamMessage.end(code, reason: reason)
        mailbox.post(.close(streams, with: last.map { [$0, end] } ?? [end]))
    }

    /// Sets the limits for new connections. Open ones keep theirs.
    public func update(limits: Limits) { mailbox.post(.limits(limits)) }

    /// Sets the machine's networks, by which connections are counted from now on.
    public func update(onLink prefixes: OnLinkPrefixes) { mailbox.post(.onLink(prefixes)) }

    /// Sets the certificate for new connections, which may then be HTTPS on the same ports. Without one, TLS is refused.
    /// Open connections keep the one that they began with.
    public func update(tls context: TLSContext?) { mailbox.post(.tls(context)) }

    /// Calls `use` with the counts, on the server's thread.
    public func readMetrics(_ use: @escaping @Sendable (ServerMetrics) -> Void) { mailbox.post(.readMetrics(use)) }
}

/// How a server's thread ended. The thread keeps this, and never the server.
private final class Ending: Sendable {
    /// Whether all requests were finished in time.
    let isClean = Atomic(true)
}
