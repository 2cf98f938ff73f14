import CLinux
import Glibc

/// Signals as events. Make it before any thread, so that all threads inherit the mask.
public struct Signals: ~Copyable {
    enum Event: Equatable {
        /// SIGTERM, SIGINT.
        case stop
        /// SIGHUP.
        case reload
    }

    private let descriptor: Int32
    private let hasTerminal: Bool

    /// From now on, these signals arrive here.
    public init() {
        var mask = Self.mask
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        descriptor = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        precondition(descriptor >= 0, "the kernel gives no signalfd")
        hasTerminal = Self.isTerminalThere
        // The reader of our output may close it. That must not end the process.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    deinit { close(descriptor) }

    /// Returns the next signal if it arrives in time, and before `other` becomes readable.
    func next(within patience: Duration, or other: Int32 = -1) -> Event? {
        // Rounded up: waking a millisecond early would be useless.
        let milliseconds = Int32(clamping: max(.zero, patience).inWholeMilliseconds + 1)
        var sources = [descriptor, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard unsafe poll(&sources, 2, milliseconds) > 0, sources[0].revents != 0 else { return nil }
        var info = signalfd_siginfo()
        guard unsafe read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 else { return nil }
        guard Int32(info.ssi_signo) == SIGHUP else { return .stop }
        // The user closed the terminal, and did not ask for a reload.
        return hasTerminal && !Self.isTerminalThere ? .stop : .reload
    }

    /// Lets the next SIGTERM or SIGINT end this process at once.
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
