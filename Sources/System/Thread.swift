import Glibc
import Synchronization

/// A thread that its owner joins.
///
/// A detached thread that still runs during exit would use what the C libraries are freeing.
public final class Thread: Sendable {
    private let identity: pthread_t
    private let isJoined = Mutex(false)

    private init(_ identity: pthread_t) { self.identity = identity }

    /// Joins the thread, unless its owner has. If the thread itself was the last to hold its owner, it ends by itself.
    deinit {
        if isItself { pthread_detach(identity) } else { join() }
    }

    private var isItself: Bool { pthread_equal(pthread_self(), identity) != 0 }

    /// Runs `work` on a new thread. Returns nil if the system has no free thread.
    public static func start(_ work: @escaping @Sendable () -> Void) -> Thread? {
        let box = unsafe Unmanaged.passRetained(Box(work))
        var identity = pthread_t()
        let result = unsafe pthread_create(
            &identity, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            unsafe box.release()
            return nil
        }
        return Thread(identity)
    }

    /// Waits until the thread has ended. Returns at once if an earlier call waited, or on the thread itself.
    public func join() {
        guard !isItself else { return }
        isJoined.withLock { isJoined in
            guard !isJoined else { return }
            isJoined = true
            let result = pthread_join(identity, nil)
            precondition(result == 0, "a thread that was never joined can be")
        }
    }
}

private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}
