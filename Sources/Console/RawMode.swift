import CLinux
import Glibc

/// The terminal in raw mode: single keys without echo, the alternate screen, no wrapping. The former state is restored
/// at the end, on request, and if this process crashes.
///
/// Ctrl-C and Ctrl-Z still send their signals. The caller handles those (``Input/screen``).
public struct RawMode: ~Copyable {
    private(set) var isOn = false
    private var errors: HeldErrors?

    public init() {}

    deinit { if isOn { restore() } }

    /// How much of the terminal is taken over.
    public enum Extent {
        case keys
        case keysAndScreen
    }

    /// Does nothing without a terminal.
    public mutating func enter(_ extent: Extent = .keysAndScreen) {
        guard !isOn, unsafe tcgetattr(STDIN_FILENO, original) == 0 else { return }
        var mode = unsafe original.pointee
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
        isOn = true
        if extent == .keysAndScreen { errors = HeldErrors.begin() }
        unsafe ownErrors.pointee = errors?.original ?? -1
        unsafe hasScreen.pointee = extent == .keysAndScreen
        catchCrashes()
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &mode)
        if extent == .keysAndScreen { Terminal.put(Self.entering.description) }
    }

    public mutating func leave() {
        guard isOn else { return }
        restore()
        letCrashes()
        isOn = false
        unsafe ownErrors.pointee = -1
        errors.take()?.release()
    }

    /// The alternate screen leaves nothing in the scrollback. That keeps secrets out of it.
    fileprivate static let entering: StaticString = "\u{1B}[?1049h\u{1B}[?7l\u{1B}[2J"
    fileprivate static let leaving: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
}

// What follows is also for a signal handler: pointers that are made once, and calls that such a handler may make.

nonisolated(unsafe) private let original = UnsafeMutablePointer<termios>.allocate(capacity: 1)
private let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
/// The former action of each signal, by its number.
nonisolated(unsafe) private let before = UnsafeMutablePointer<sigaction>.allocate(capacity: 32)

/// Standard error, if something replaces it; otherwise -1.
nonisolated(unsafe) private let ownErrors = {
    let place = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    unsafe place.initialize(to: -1)
    return unsafe place
}()

/// Whether the screen is ours too.
nonisolated(unsafe) private let hasScreen = {
    let place = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
    unsafe place.initialize(to: false)
    return unsafe place
}()

private func restore() {
    if unsafe ownErrors.pointee >= 0 { unsafe dup2(ownErrors.pointee, STDERR_FILENO) }
    let text = RawMode.leaving
    if unsafe hasScreen.pointee { unsafe write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount) }
    unsafe tcsetattr(STDIN_FILENO, TCSANOW, original)
}

private func catchCrashes() {
    var action = sigaction()
    action.__sigaction_handler = .init(sa_handler: { signal in
        restore()
        // Sets the former action, which runs when this handler returns.
        unsafe sigaction(signal, before + Int(signal), nil)
        raise(signal)
    })
    for signal in crashes { unsafe sigaction(signal, &action, before + Int(signal)) }
}

private func letCrashes() {
    for signal in crashes { unsafe sigaction(signal, before + Int(signal), nil) }
}
