import CLinux
import Glibc

/// Counts signals, and lets threads wait for one.
@safe
public final class Semaphore: Sendable {
    /// The kernel identifies it by its address, so it must not move.
    nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

    public init() {
        unsafe semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        let result = unsafe sem_init(semaphore, 0, 0)
        precondition(result == 0, "a semaphore of one process that starts at zero is always possible")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    public func signal() { unsafe sem_post(semaphore) }

    /// Takes one signal, and waits for it if there is none.
    public func wait() {
        while unsafe sem_wait(semaphore) != 0 {
            precondition(errno == EINTR, "only a signal handler ends a wait early")
        }
    }

    /// Takes one signal. Returns false if none came in time.
    public func wait(within limit: Duration) -> Bool {
        unsafe kith_semaphore_wait(semaphore, limit.roundedUpMilliseconds) == 0
    }
}
