import CLinux
import Glibc

/// Sockets that systemd listens on and passes to the agent at its start (sd_listen_fds(3)). No connection is refused
/// during a start, and the control socket has the owner and group of its unit.
public struct PassedSockets: Sendable {
    /// For the network. Several if a unit names several addresses.
    public let http: [Int32]
    /// For operators.
    public let control: Int32?

    /// The passed sockets are wrong. With a text for the operator.
    public struct Failure: Error, Equatable {
        public let text: String

        init(_ text: String) { self.text = text }
    }

    /// No sockets.
    public init() { self.init(http: []) }

    init(http: [Int32], control: Int32? = nil) { (self.http, self.control) = (http, control) }

    /// The sockets that were passed to this process. Removes the variables, so that no child process inherits them.
    /// Call it while there is only one thread.
    public static func take() throws(Failure) -> PassedSockets {
        var environment: [String: String] = [:]
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] {
            environment[name] = unsafe getenv(name).map { unsafe String(cString: $0) }
            unsafe unsetenv(name)
        }
        return try read(environment, process: getpid())
    }

    static func read(_ environment: [String: String], process: Int32) throws(Failure) -> PassedSockets {
        guard let pid = environment["LISTEN_PID"] else { return PassedSockets() }
        guard let pid = Int32(pid) else { throw Failure("LISTEN_PID is '\(pid)', which is not a process id.") }
        // They were for a process that started this one without clearing its environment.
        guard pid == process, let count = environment["LISTEN_FDS"] else { return PassedSockets() }
        guard let count = Int32(count), count > 0, count <= .max - Self.first else {
            throw Failure("LISTEN_FDS is '\(count)', which is not a number of sockets.")
        }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard names.count == count else {
            throw Failure("LISTEN_FDNAMES has \(names.count) names for \(count) sockets. \(Self.advice)")
        }
        return try PassedSockets(zip(Self.first..., names).map { ($0, String($1)) })
    }

    private init(_ sockets: [(descriptor: Int32, name: String)]) throws(Failure) {
        if let stray = sockets.first(where: { !["http", "control"].contains($0.name) }) {
            throw Failure("a socket named '\(stray.name)' was passed, which kith does not know. \(Self.advice)")
        }
        let controls = sockets.filter { $0.name == "control" }
        guard controls.count <= 1 else { throw Failure("more than one socket named 'control' was passed.") }
        http = sockets.filter { $0.name == "http" }.map(\.descriptor)
        control = controls.first?.descriptor
    }

    /// The units of kith for these sockets, and the service that they start. Empty if none was passed.
    public var units: [String] {
        let sockets = (http.isEmpty ? [] : ["kith.socket"]) + (control == nil ? [] : ["kith-control.socket"])
        return sockets.isEmpty ? [] : ["kith.service"] + sockets
    }

    /// The path of the control socket. Nil without a file, as for an abstract name.
    public var controlPath: String? {
        guard let control, let (family, place) = Self.ownName(of: control), family == AF_UNIX else { return nil }
        let bytes = place.prefix { $0 != 0 }
        return bytes.first == UInt8(ascii: "/") ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Its family, and the bytes after that.
    static func ownName(of descriptor: Int32) -> (family: Int32, place: [UInt8])? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = unsafe withUnsafeMutablePointer(to: &address) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard isKnown == 0 else { return nil }
        let bytes = unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
        return (Int32(address.ss_family), Array(bytes.dropFirst(MemoryLayout<sa_family_t>.size)))
    }

    private static let first: Int32 = 3
    private static let advice = "Set FileDescriptorName=http or FileDescriptorName=control in its unit."
}
