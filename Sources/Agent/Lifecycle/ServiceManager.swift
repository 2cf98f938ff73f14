import CLinux
import Glibc

/// The service manager that started this process, if one did and wants status messages: sd_notify(3).
public struct ServiceManager: Sendable {
    /// Nil without a service manager.
    private let address: [UInt8]?
    /// How long it waits for a sign of life. Nil: it does not.
    let watchdog: Duration?

    /// The one named in the environment. Removes the variables, so that no child process inherits them. Call it while
    /// there is only one thread.
    public static func take() -> ServiceManager {
        var environment: [String: String] = [:]
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] {
            environment[name] = unsafe getenv(name).map { unsafe String(cString: $0) }
            unsafe unsetenv(name)
        }
        return ServiceManager(environment, process: getpid())
    }

    init(_ environment: [String: String], process: Int32) {
        address = environment["NOTIFY_SOCKET"].flatMap(Self.address)
        let isForUs = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = address != nil && isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Whether there is a service manager.
    var isThere: Bool { address != nil }

    /// Reports why the start failed.
    public func tellFailure(_ text: String) { tell(.status(text)) }

    /// Returns false if the message could not be sent. Waits at most two seconds.
    @discardableResult
    func tell(_ message: ServiceMessage) -> Bool {
        guard let address else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let bytes = Array(message.text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { text in
            unsafe address.withUnsafeBytes { place in
                unsafe sendto(
                    descriptor, text.baseAddress, text.count, Int32(MSG_NOSIGNAL),
                    place.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(place.count))
            }
        }
        return sent == bytes.count
    }

    /// A path, or with a leading @ a name in the abstract namespace.
    static func address(_ socket: String) -> [UInt8]? {
        let name = Array(socket.utf8)
        let family = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) }
        let address: [UInt8]
        switch name.first {
        case UInt8(ascii: "/"): address = family + name + [0]
        case UInt8(ascii: "@") where name.count > 1: address = family + [0] + name.dropFirst()
        default: return nil
        }
        return address.count <= MemoryLayout<sockaddr_un>.size ? address : nil
    }
}
