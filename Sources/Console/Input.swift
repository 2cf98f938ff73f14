import CLinux
import Glibc

/// Waits for input and for signals together, with a time limit.
public struct Input: ~Copyable {
    public enum Event: Equatable {
        case bytes([UInt8])
        case end
        /// A request to stop: Ctrl-C, a closed terminal, a shutdown.
        case interrupted
        case resized
        /// Ctrl-Z. The process still runs: ``stopHere()`` stops it.
        case suspended
        case resumed
        case nothing
    }

    /// Signals for a command that runs until it is stopped.
    public static let ends = [SIGINT, SIGTERM]
    /// The same for a command that must clean up when its terminal closes.
    public static let endsOfADialogue = ends + [SIGHUP]
    /// The same for a command that uses the whole screen.
    public static let screen = endsOfADialogue + [SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT]

    private let signals: Int32
    private var hasEnded = false
    /// Whether a signal other than Ctrl-C asked this process to end.
    public private(set) var isToldToEnd = false

    /// From now on, these signals arrive as events. Make it before any thread, so that all threads inherit the mask. A
    /// signal that is already ignored stays ignored: `nohup` and shells rely on that.
    public init(_ wanted: [Int32] = Input.ends) {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in wanted where !Self.isIgnored(signal) { unsafe sigaddset(&mask, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        signals = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC))
    }

    deinit { close(signals) }

    /// Without `reading`, typed input stays unread.
    public mutating func next(within milliseconds: Int32, reading: Bool = true) -> Event {
        var sources = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
        if reading && !hasEnded { sources.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
        guard unsafe poll(&sources, nfds_t(sources.count), milliseconds) > 0 else { return .nothing }
        if sources[0].revents != 0 { return takeSignal() }
        guard sources.count > 1, sources[1].revents != 0 else { return .nothing }
        return readMore()
    }

    public static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Stops this process as Ctrl-Z does, and returns when it continues.
    public static func stopHere() {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGTSTP)
        kill(getpid(), SIGTSTP)
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
    }

    /// The next Ctrl-C or SIGTERM ends this process at once.
    public func letNextOneEnd() {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in Self.ends { unsafe sigaddset(&mask, signal) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    private mutating func takeSignal() -> Event {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe read(signals, &information, size) == size else { return .nothing }
        switch Int32(information.ssi_signo) {
        case SIGWINCH: return .resized
        case SIGTSTP: return .suspended
        case SIGCONT: return .resumed
        case SIGINT: return .interrupted
        default:
            isToldToEnd = true
            return .interrupted
        }
    }

    private mutating func readMore() -> Event {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else {
            hasEnded = true
            return .end
        }
        return .bytes(Array(bytes.prefix(count)))
    }
}
