import CLinux
import Core
import Glibc
import Synchronization
import System

/// A separate thread for Avahi, whose library blocks while it waits for the bus. It sleeps until Avahi or its owner
/// wakes it.
final class PublisherThread: Sendable {
    private let waiting = Mutex<[PublisherMachine.Input]>([])
    /// Of nodes that answer, if they have changed.
    private let answering = Mutex<Set<Announcement>?>(nil)
    private let shown = Mutex<AdvertisingStatus>(.waiting(.noDaemon))
    private let host = Mutex<String?>(nil)
    /// Called with each name by which others can find this host.
    private let onHostName: @Sendable (String) -> Void
    /// Called with each name that was chosen because another was taken.
    private let onRename: @Sendable (String) -> Void
    /// Called with each report about other nodes.
    private let onReport: @Sendable (BrowserReport) -> Void
    /// Eventfds: an input is waiting; the thread has ended.
    private let bell, end: Int32
    private let thread = Mutex<Thread?>(nil)

    /// Returns nil if the system has no free descriptors, or no thread.
    init?(
        onHostName: @escaping @Sendable (String) -> Void, onRename: @escaping @Sendable (String) -> Void,
        onReport: @escaping @Sendable (BrowserReport) -> Void
    ) {
        self.onHostName = onHostName
        self.onRename = onRename
        self.onReport = onReport
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        end = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0, end >= 0, start() else { return nil }
    }

    deinit {
        close(bell)
        close(end)
    }

    var status: AdvertisingStatus { shown.withLock { $0 } }

    /// The name that Avahi has checked: `attic-2.local`. Nil while nothing is published.
    var hostName: String? { host.withLock { $0 } }

    /// From any thread. Inputs after `.stop`, which ends the thread, are ignored.
    func tell(_ input: PublisherMachine.Input) {
        waiting.withLock { $0.append(input) }
        _ = eventfd_write(bell, 1)
    }

    /// From any thread.
    func keep(_ announcements: Set<Announcement>) {
        answering.withLock { $0 = announcements }
        _ = eventfd_write(bell, 1)
    }

    /// Returns whether it ended in time. If the bus hangs, it ends when that answers, or with the process.
    func waitForEnd(_ limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while true {
            let left = max(.zero, deadline - .now)
            var ends = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&ends, 1, left.milliseconds) > 0 {
                thread.withLock { $0 }?.join()
                return true
            }
            if left == .zero { return false }
        }
    }

    private func start() -> Bool {
        thread.withLock { thread in
            thread = Thread.start(run)
            return thread != nil
        }
    }

    private func run() {
        work()
        _ = eventfd_write(end, 1)
    }

    private func work() {
        do throws(AdvertisingObstacle) {
            var avahi = try AvahiClient(wakeUp: bell)
            work(&avahi)
        } catch { shown.withLock { [error] in $0 = .waiting(error) } }
    }

    /// The two machines and their timers.
    private struct Turn: ~Copyable {
        var publisher = PublisherMachine()
        var browser = BrowserMachine()
        var publisherRestsUntil: ContinuousClock.Instant?
        var browserRestsUntil: ContinuousClock.Instant?
        /// The last alternative name that was reported.
        var alternative: String?

        var wakesAt: ContinuousClock.Instant? {
            [publisherRestsUntil, browserRestsUntil].compactMap { $0 }.min()
        }
    }

    private func work(_ avahi: inout AvahiClient) {
        var turn = Turn()
        while true {
            // One at a time: its effect may make the next one invalid.
            while true {
                if let input = nextInput(avahi, &turn) {
                    take(input, &turn, &avahi)
                    if input == .stop { return }
                } else if let input = nextBrowserInput(avahi, &turn) {
                    take(input, &turn, &avahi)
                } else {
                    break
                }
            }
            avahi.wait(turn.wakesAt.map { max(.zero, $0 - .now) })
        }
    }

    private func take(_ input: PublisherMachine.Input, _ turn: inout Turn, _ avahi: inout AvahiClient) {
        for effect in turn.publisher.take(input) {
            // The browser ends before its client does.
            if effect == .disconnect || effect == .connect { take(.clientIsGone, &turn, &avahi) }
            perform(effect, &turn, &avahi)
        }
        switch input {
        case .client(.isRunning): take(.clientIsRunning, &turn, &avahi)
        case .client(.daemonIsAbsent): take(.clientIsGone, &turn, &avahi)
        default: break
        }
        show(turn.publisher.status, avahi)
        if let name = turn.publisher.alternative, name != turn.alternative {
            turn.alternative = name
            onRename(name)
        }
    }

    private func take(_ input: BrowserMachine.Input, _ turn: inout Turn, _ avahi: inout AvahiClient) {
        for effect in turn.browser.take(input) {
            switch effect {
            case .browse: avahi.browse()
            case .stopBrowsing: avahi.stopBrowsing()
            case .resolve(let announcement): avahi.resolve(announcement)
            case .stopResolving(let announcement): avahi.stopResolving(announcement)
            case .report(let report): onReport(report)
            case .rest(let time): turn.browserRestsUntil = .now + time
            }
        }
    }

    private func show(_ status: AdvertisingStatus, _ avahi: borrowing AvahiClient) {
        let name: String? = if case .published = status { avahi.hostName } else { nil }
        // Before the status shows it.
        if let name { onHostName(name) }
        host.withLock { $0 = name }
        shown.withLock { $0 = status }
    }

    private func nextInput(_ avahi: borrowing AvahiClient, _ turn: inout Turn) -> PublisherMachine.Input? {
        if let input = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return input }
        if let news = avahi.nextNews() { return news }
        return Self.isUp(&turn.publisherRestsUntil) ? .timeIsUp : nil
    }

    private func nextBrowserInput(_ avahi: borrowing AvahiClient, _ turn: inout Turn) -> BrowserMachine.Input? {
        if let announcements = answering.withLock({ $0.take() }) { return .answering(announcements) }
        return avahi.nextBrowserNews() ?? (Self.isUp(&turn.browserRestsUntil) ? .timeIsUp : nil)
    }

    /// Whether that time has come. Clears it then.
    private static func isUp(_ time: inout ContinuousClock.Instant?) -> Bool {
        guard let due = time, due <= .now else { return false }
        time = nil
        return true
    }

    private func perform(_ effect: PublisherMachine.Effect, _ turn: inout Turn, _ avahi: inout AvahiClient) {
        switch effect {
        case .connect: avahi.connect()
        case .disconnect: avahi.disconnect()
        case .announce(let advertisement, let name): avahi.announce(advertisement, name: name)
        case .withdraw: avahi.withdraw()
        case .rest(let time): turn.publisherRestsUntil = .now + time
        }
    }
}

extension Duration {
    /// For poll(2). Rounded up, so that the thread does not wake too early and sleep again.
    var milliseconds: Int32 {
        let (seconds, rest) = components
        return Int32(clamping: seconds * 1_000 + (rest + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
