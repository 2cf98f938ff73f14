import CLinux
import Glibc
import Synchronization

/// Runs work in order, one piece at a time, on one thread. The thread starts with the first work and ends with
/// ``stop()``.
public final class Worker: Sendable {
    public typealias Work = @Sendable () -> Void

    private let queue = WorkQueue()
    private let thread = Mutex<Thread?>(nil)

    public init() {}

    deinit { stop() }

    /// Runs `work` after all earlier work. Drops it if the worker has stopped, or if the system has no free thread.
    public func run(_ work: @escaping Work) {
        startThread()
        queue.add(work)
    }

    /// Runs `work` after this time; time in which the machine is suspended counts too. ``stop()`` drops it if it is not
    /// due.
    public func run(after delay: Duration, _ work: @escaping Work) {
        startThread()
        queue.add(work, at: .now + delay)
    }

    /// Runs what is due, drops the rest, and waits until the thread has ended.
    public func stop() {
        queue.close()
        thread.withLock { $0 }?.join()
    }

    private func startThread() {
        thread.withLock { thread in
            if thread == nil, !queue.isClosed { thread = Thread.start(queue.work) }
        }
    }
}

/// The queue of a worker. The thread holds the queue and never the worker, so that the worker can be freed.
private final class WorkQueue: Sendable {
    private struct Timer {
        let due: ContinuousClock.Instant
        let work: Worker.Work
    }

    private struct State {
        var ready: [Worker.Work] = []
        /// Sorted: the timer that is due first is the last.
        var timers: [Timer] = []
        var isClosed = false
    }

    private enum Step {
        case run([Worker.Work])
        case sleep(until: ContinuousClock.Instant?)
        case end
    }

    private let state = Mutex(State())
    private let bell = Semaphore()

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func add(_ work: @escaping Worker.Work) {
        let isFirst = state.withLock { state in
            guard !state.isClosed else { return false }
            state.ready.append(work)
            return state.ready.count == 1
        }
        if isFirst { bell.signal() }
    }

    func add(_ work: @escaping Worker.Work, at due: ContinuousClock.Instant) {
        let isNext = state.withLock { state in
            guard !state.isClosed else { return false }
            let place = state.timers.firstIndex { $0.due <= due } ?? state.timers.endIndex
            state.timers.insert(Timer(due: due, work: work), at: place)
            return place == state.timers.endIndex - 1
        }
        if isNext { bell.signal() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.signal()
    }

    @Sendable func work() {
        while true {
            switch nextStep() {
            case .run(let works): for work in works { work() }
            case .sleep(until: nil): bell.wait()
            case .sleep(let due?): _ = bell.wait(within: min(due - .now, Self.longestSleep))
            case .end: return
            }
        }
    }

    /// The kernel does not count suspended time while a thread waits, so the clock is read again this often.
    private static let longestSleep = Duration.seconds(60)

    private func nextStep() -> Step {
        let now = ContinuousClock.now
        return state.withLock { state in
            while let timer = state.timers.last, timer.due <= now {
                state.ready.append(timer.work)
                state.timers.removeLast()
            }
            if !state.ready.isEmpty {
                defer { state.ready = [] }
                return .run(state.ready)
            }
            return state.isClosed ? .end : .sleep(until: state.timers.last?.due)
        }
    }
}
