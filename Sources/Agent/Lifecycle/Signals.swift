import CLinux
import Glibc

/// Signals as events. To be made before any thread is, so that all inherit what is blocked.
public struct Signals: ~Copyable {
    enum Event: Equatable {
        /// SIGTERM, SIGINT.
        case stop
        /// SIGHUP.
        case reload
    }

    private let descriptor: Int32
    private let hasTerminal: Bool

    /// From here on these signals arrive here.
    public init() {
        var mask = Self.mask
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        descriptor = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        precondition(descriptor >= 0, "the kernel has no signalfd to give")
        hasTerminal = Self.isTerminalThere
        // Whoever read what is written here may go: that is no reason to end.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    deinit { close(descriptor) }

    /// The next one, if it comes in time, and before there is something to read from `other`.
    func next(within patience: Duration, or other: Int32 = -1) -> Event? {
        // Rounded up: a millisecond too early would be a turn for nothing.
        let milliseconds = Int32(clamping: max(.zero, patience).inWholeMilliseconds + 1)
        var sources = [descriptor, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard unsafe poll(&sources, 2, milliseconds) > 0, sources[0].revents != 0 else { return nil }
        var info = signalfd_siginfo()
        guard unsafe read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 else { return nil }
        guard Int32(info.ssi_signo) == SIGHUP else { return .stop }
        // Who ran it by hand has closed the window, and did not mean settings.
        return hasTerminal && !Self.isTerminalThere ? .stop : .reload
    }

    /// The next SIGTERM or SIGINT ends this process at once.
    func letNextOneEnd() {
        var mask = Self.mask
        unsafe sigdelset(&mask, SIGHUP)
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    private static var mask: sigset_t {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&mask, signal) }
        return mask
    }

    private static var isTerminalThere: Bool { isatty(STDIN_FILENO) == 1 || isatty(STDERR_FILENO) == 1 }
}

extension Duration {
    fileprivate var inWholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds > 1_000_000 ? 1_000_000_000 : seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
