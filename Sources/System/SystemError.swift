import Glibc

/// Why a system call failed.
public struct SystemError: Error, Hashable, Sendable {
    /// `errno`, such as `ENOENT`.
    public let code: Int32

    public init(_ code: Int32) { self.code = code }

    /// The error of the last call on this thread.
    public static var last: SystemError { SystemError(errno) }

    /// The system's text, such as "Permission denied".
    public var text: String { unsafe String(cString: strerror(code)) }
}
