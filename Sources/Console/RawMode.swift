import CLinux
import Glibc

/// The terminal taken over: keys one by one and unseen, and, unless only the keys are wanted, a screen of our own without
/// wrapping. What it was like before comes back whatever happens: at the end, when it is asked for, and when this process
/// crashes.
///
/// Ctrl-C and Ctrl-Z still send their signals; who takes over the terminal waits for those (``Input/screen``).
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

    /// Nothing happens where there is no terminal.
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

    /// The alternate screen, of which nothing stays in the scrollback: a secret has no business there.
    fileprivate static let entering: StaticString = "\u{1B}[?1049h\u{1B}[?7l\u{1B}[2J"
    fileprivate static let leaving: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
}

// From here on also for a signal handler: pointers made once, and calls that such a handler may make.

nonisolated(unsafe) private let original = UnsafeMutablePointer<termios>.allocate(capacity: 1)
private let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
/// What was to be done on each signal before, by its number.
nonisolated(unsafe) private let before = UnsafeMutablePointer<sigaction>.allocate(capacity: 32)

/// Standard error, where something else is in its place; else -1.
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
        // Now for what would have happened anyway, as soon as this handler is done.
        unsafe sigaction(signal, before + Int(signal), nil)
        raise(signal)
    })
    for signal in crashes { unsafe sigaction(signal, &action, before + Int(signal)) }
}

private func letCrashes() {
    for signal in crashes { unsafe sigaction(signal, before + Int(signal), nil) }
}
