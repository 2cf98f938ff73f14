internal import CLinux
import Glibc

/// Another process of this program, with a copy of all that it had in memory, and without its terminal. Only for a process that has one thread.
public struct ChildProcess: Sendable {
    private let id: pid_t

    /// Runs `body` in a separate process, which then ends.
    ///
    /// - Parameter kept: the descriptors above standard error that it keeps.
    public init(keeping kept: [Int32], _ body: () -> Void) throws(SystemError) {
        let kept = kept.sorted()
        let made = unsafe kept.withUnsafeBufferPointer { unsafe kith_fork($0.baseAddress, $0.count) }
        guard made >= 0 else { throw .last }
        guard made == 0 else {
            id = made
            return
        }
        body()
        // What the first process does when it exits is not for this one to do.
        _exit(0)
    }

    /// Ends it, whatever it does.
    public func kill() { _ = Glibc.kill(id, SIGKILL) }

    /// Ctrl-C, a closed terminal and SIGTERM end the two processes, and not this one.
    public static func endBySignals(_ first: ChildProcess, _ second: ChildProcess) {
        kith_end_by_signals(first.id, second.id)
    }

    /// Waits until it has ended.
    public func wait() {
        kith_spare(id)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }
}
