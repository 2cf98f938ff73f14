/// What a stream is made of, for figures.
public enum StreamKind: String, CaseIterable, Sendable {
    case webSocket = "web_socket"
    case eventStream = "event_stream"
}

/// How often streams ended in which way.
public struct StreamEnds: Equatable, Sendable {
    /// ``StreamEnd`` without what clients chose.
    public enum Reason: String, CaseIterable, Sendable {
        case byClient = "by_client"
        case gone
        case violation
        case tooSlow = "too_slow"
        case byServer = "by_server"
        case stopping
    }

    private var counts = StreamKind.allCases.map { _ in Reason.allCases.map { _ in UInt64(0) } }

    /// Nothing counted yet.
    public init() {}

    /// How often.
    public subscript(kind: StreamKind, reason: Reason) -> UInt64 { counts[kind.index][reason.index] }

    mutating func count(_ end: StreamEnd, of kind: StreamKind) { counts[kind.index][end.reason.index] &+= 1 }
}

/// Bytes over connections, as the kernel took and gave them.
public struct Traffic: Equatable, Sendable {
    /// From clients.
    public internal(set) var received: UInt64 = 0
    /// To clients.
    public internal(set) var sent: UInt64 = 0

    /// What was counted since the last time.
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
