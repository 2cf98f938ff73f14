import CLinux
import Glibc
import Synchronization
import System

/// A separate thread for Avahi, whose library blocks while it waits for the bus. It sleeps until Avahi or its owner
/// wakes it.
final class PublisherThread: Sendable {
    private let waiting = Mutex<[PublisherMachine.Input]>([])
    private let shown = Mutex<AdvertisingStatus>(.waiting(.noDaemon))
    private let host = Mutex<String?>(nil)
    /// Called with each name by which others can find this host.
    private let onHostName: @Sendable (String) -> Void
    /// Eventfds: an input is waiting; the thread has ended.
    private let bell, end: Int32
    private let thread = Mutex<Thread?>(nil)

    /// Returns nil if the system has no free descriptors, or no thread.
    init?(onHostName: @escaping @Sendable (String) -> Void) {
        self.onHostName = onHostName
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

    private func work(_ avahi: inout AvahiClient) {
        var machine = PublisherMachine()
        var restsUntil: ContinuousClock.Instant?
        while true {
            // One at a time: its effect may make the next one invalid.
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
        // Before the status shows it.
        if let name { onHostName(name) }
        host.withLock { $0 = name }
        shown.withLock { $0 = status }
    }

    private func nextInput(
        _ avahi: borrowing AvahiClient, _ restsUntil: inout ContinuousClock.Instant?
    ) -> PublisherMachine.Input? {
        if let input = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return input }
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
    /// For poll(2). Rounded up, so that the thread does not wake too early and sleep again.
    var milliseconds: Int32 {
        let (seconds, rest) = components
        return Int32(clamping: seconds * 1_000 + (rest + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
