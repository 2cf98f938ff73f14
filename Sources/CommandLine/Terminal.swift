import CLinux
import Glibc

/// The person at the other end of standard input and output.
enum Terminal {
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }
    static var hasColour: Bool { isInteractive && environment("NO_COLOR") == nil }

    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
    static func show(_ text: String) { write(text, to: STDOUT_FILENO) }
    static func error(_ text: String) { write("kith: \(text)\n", to: STDERR_FILENO) }

    static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}

/// Lines typed by a person and signals sent to us, waited for together, with a time limit.
struct Input: ~Copyable {
    enum Event: Equatable {
        case line(String)
        case end
        case interrupted
        case nothing
    }

    private let signals: Int32
    private var buffer: [UInt8] = []
    private var hasEnded = false

    /// From here on SIGINT and SIGTERM arrive as events. To be made before any thread is, so that all inherit it.
    init() {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGINT)
        unsafe sigaddset(&mask, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        signals = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC))
    }

    deinit { close(signals) }

    mutating func next(within milliseconds: Int32, lines: Bool = true) -> Event {
        if lines, let line = takeLine() { return .line(line) }
        var sources = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
        if lines && !hasEnded { sources.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
        guard unsafe poll(&sources, nfds_t(sources.count), milliseconds) > 0 else { return .nothing }
        if sources[0].revents != 0 { return .interrupted }
        guard sources.count > 1, sources[1].revents != 0 else { return .nothing }
        return readMore()
    }

    private mutating func readMore() -> Event {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
        guard count > 0, buffer.count + count < 4_096 else {
            hasEnded = true
            return .end
        }
        buffer += bytes.prefix(count)
        return takeLine().map { .line($0) } ?? .nothing
    }

    private mutating func takeLine() -> String? {
        guard let end = buffer.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { buffer.removeSubrange(...end) }
        return String(decoding: buffer[..<end], as: UTF8.self)
    }
}
