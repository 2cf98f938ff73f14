/// The kind of a stream, for counting.
public enum StreamKind: String, CaseIterable, Sendable {
    case webSocket = "web_socket"
    case eventStream = "event_stream"
}

/// How often streams ended, by reason.
public struct StreamEnds: Equatable, Sendable {
    /// The reasons of ``StreamEnd``, without values that clients choose.
    public enum Reason: String, CaseIterable, Sendable {
        case byClient = "by_client"
        case gone
        case violation
        case tooSlow = "too_slow"
        case byServer = "by_server"
        case stopping
    }

    private var counts = StreamKind.allCases.map { _ in Reason.allCases.map { _ in UInt64(0) } }

    /// All counts are zero.
    public init() {}

    /// The count of a kind and a reason.
    public subscript(kind: StreamKind, reason: Reason) -> UInt64 { counts[kind.index][reason.index] }

    mutating func count(_ end: StreamEnd, of kind: StreamKind) { counts[kind.index][end.reason.index] &+= 1 }
}

/// Bytes over connections, as passed to and from the kernel.
public struct Traffic: Equatable, Sendable {
    /// From clients.
    public internal(set) var received: UInt64 = 0
    /// To clients.
    public internal(set) var sent: UInt64 = 0

    /// Returns what was counted since the last call.
    mutating func take() -> Traffic {
        defer { self = Traffic() }
        return self
    }

    mutating func add(_ other: Traffic) {
        received &+= other.received
        sent &+= other.sent
    }
}

extension StreamEnd {
    fileprivate var reason: StreamEnds.Reason {
        switch self {
        case .byClient: .byClient
        case .gone: .gone
        case .violation: .violation
        case .tooSlow: .tooSlow
        case .byServer: .byServer
        case .stopping: .stopping
        }
    }
}

extension StreamKind {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension StreamEnds.Reason {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
