import CLinux
import Glibc
import Synchronization
import System

/// A thread of its own for Avahi, whose library waits for answers of the bus: nobody else does. It sleeps until Avahi or
/// its owner has something to say.
final class PublisherThread: Sendable {
    private let waiting = Mutex<[PublisherMachine.Input]>([])
    private let shown = Mutex<AdvertisingStatus>(.waiting(.noDaemon))
    private let host = Mutex<String?>(nil)
    /// Told each name under which this host can be found.
    private let hear: @Sendable (String) -> Void
    /// Eventfds: something is waiting; the thread has ended.
    private let bell, end: Int32
    private let thread = Mutex<Thread?>(nil)

    /// Nil where the system has no descriptors to give, or no thread.
    init?(hear: @escaping @Sendable (String) -> Void) {
        self.hear = hear
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        end = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0, end >= 0, start() else { return nil }
    }

    deinit {
        close(bell)
        close(end)
    }

    var status: AdvertisingStatus { shown.withLock { $0 } }

    /// As it was agreed on with the others: `attic-2.local`. Nil while nothing is published.
    var hostName: String? { host.withLock { $0 } }

    /// From any thread. After `.stop`, which ends the thread, nothing is looked at.
    func tell(_ input: PublisherMachine.Input) {
        waiting.withLock { $0.append(input) }
        _ = eventfd_write(bell, 1)
    }

    /// Whether it ended in time. It may not where the bus hangs, and then ends when that answers or the process ends.
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

    private func work(_ avahi: inout AvahiClient) {
        var machine = PublisherMachine()
        var restsUntil: ContinuousClock.Instant?
        while true {
            // One at a time: what is done about it may make the next one void.
            while let input = nextInput(avahi, &restsUntil) {
                for effect in machine.take(input) { perform(effect, &avahi, &restsUntil) }
                show(machine.status, avahi)
                if input == .stop { return }
            }
            avahi.wait(restsUntil.map { max(.zero, $0 - .now) })
        }
    }

    private func show(_ status: AdvertisingStatus, _ avahi: borrowing AvahiClient) {
        let name: String? = if case .published = status { avahi.hostName } else { nil }
        // Before anybody can read of it.
        if let name { hear(name) }
        host.withLock { $0 = name }
        shown.withLock { $0 = status }
    }

    private func nextInput(
        _ avahi: borrowing AvahiClient, _ restsUntil: inout ContinuousClock.Instant?
    ) -> PublisherMachine.Input? {
        if let told = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return told }
        if let news = avahi.nextNews() { return news }
        guard let time = restsUntil, time <= .now else { return nil }
        restsUntil = nil
        return .timeIsUp
    }

    private func perform(
        _ effect: PublisherMachine.Effect, _ avahi: inout AvahiClient, _ restsUntil: inout ContinuousClock.Instant?
    ) {
        switch effect {
        case .connect: avahi.connect()
        case .disconnect: avahi.disconnect()
        case .announce(let advertisement, let name): avahi.announce(advertisement, name: name)
        case .withdraw: avahi.withdraw()
        case .rest(let time): restsUntil = .now + time
        }
    }
}

extension Duration {
    /// For poll(2). Rounded up, so that nobody wakes up a little too early and sleeps again for nothing.
    var milliseconds: Int32 {
        let (seconds, rest) = components
        return Int32(clamping: seconds * 1_000 + (rest + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
