import CLinux
import Glibc

/// Runs another program of this machine and reads what it prints.
///
/// Without a shell, with nothing on its standard input, and with an environment that names no folder of the user: root
/// may run it.
public enum Program {
    public struct Result: Sendable {
        public let exitCode: Int32
        public let output: [UInt8]

        public init(exitCode: Int32, output: [UInt8]) {
            self.exitCode = exitCode
            self.output = output
        }

        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    private static let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "LANGUAGE=C"]
    /// How often a wait looks at the time, and at whether the result is still wanted.
    private static let beat: Duration = .milliseconds(50)

    /// The path of a program that the system has. Nil if it has none of this name.
    public static func find(_ name: String) -> String? {
        folders.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// Waits until the program ends. Returns nil, and kills the program with all that it started, if it takes longer than
    /// `limit`, prints more than `most` bytes, or is no longer wanted. Nil too if it ended by a signal.
    ///
    /// - Parameter path: from the root: no folder is searched for the program.
    public static func run(
        _ path: String, _ arguments: [String] = [], within limit: Duration, atMost most: Int,
        while isWanted: () -> Bool = { true }
    ) -> Result? {
        let end = ContinuousClock.now + limit
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reader = Descriptor(owning: ends[0])
        let process: pid_t?
        do {
            let writer = Descriptor(owning: ends[1])
            process = start(path, arguments, output: writer.number)
        }
        guard let process else { return nil }
        let goesOn = { isWanted() && ContinuousClock.now < end }
        guard let output = read(reader, atMost: most, while: goesOn), let status = wait(for: process, while: goesOn)
        else {
            endGroup(of: process)
            return nil
        }
        let isEndedBySignal = status & 0x7F != 0
        return isEndedBySignal ? nil : Result(exitCode: (status >> 8) & 0xFF, output: output)
    }

    /// In its own process group, so that all of it can be ended together, and with no signal blocked.
    private static func start(_ path: String, _ arguments: [String], output: Int32) -> pid_t? {
        var files = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&files)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&files)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe kith_spawn_close_from(&files, STDERR_FILENO + 1)
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var process: pid_t = 0
        let result = unsafe withCStrings([path] + arguments) { words in
            unsafe withCStrings(environment) { variables in
                unsafe posix_spawn(&process, path, &files, &attributes, words, variables)
            }
        }
        return result == 0 ? process : nil
    }

    /// All that is written until nobody can write more.
    private static func read(_ reader: borrowing Descriptor, atMost most: Int, while goesOn: () -> Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        while goesOn() {
            var source = pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&source, 1, Int32(beat.roundedUpMilliseconds)) > 0 else { continue }
            guard let part = try? reader.read(atMost: 16_384) else { return nil }
            guard !part.isEmpty else { return bytes }
            bytes += part
            guard bytes.count <= most else { return nil }
        }
        return nil
    }

    /// How it ended, as wait(2) reports it. Nil if it has not ended in time.
    private static func wait(for process: pid_t, while goesOn: () -> Bool) -> Int32? {
        var status: Int32 = 0
        while true {
            let found = unsafe waitpid(process, &status, WNOHANG)
            if found == process { return status }
            guard found == 0 || errno == EINTR, goesOn() else { return nil }
            usleep(2_000)
        }
    }

    /// Ends it with all that it started. If it is gone already, its number may be that of other processes.
    private static func endGroup(of process: pid_t) {
        var status: Int32 = 0
        // Its number stays its own until it is waited for.
        var found = unsafe siginfo_t()
        let options = WEXITED | WNOHANG | WNOWAIT
        guard unsafe waitid(P_PID, id_t(process), &found, options) == 0 else { return }
        kill(-process, SIGKILL)
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}

/// The words as C wants them: an array that ends with a null pointer.
private func withCStrings<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("it holds the null pointer at least") }
        return unsafe body(UnsafePointer(start))
    }
}
