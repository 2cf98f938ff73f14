public import HTTPMessage

/// Durations counted in fixed buckets, as in Prometheus: each bucket counts durations above the bound before it, up to
/// its own.
public struct Histogram: Equatable, Sendable {
    /// Upper bounds, in rising order.
    public let bounds: [Duration]
    /// One count for each bound, and a last one for longer durations.
    public private(set) var counts: [UInt64]
    /// The sum of all durations.
    public private(set) var sum = Duration.zero

    /// From 100 microseconds, a point read, to 10 seconds, the time limit of a request.
    public static let latencyBounds: [Duration] = [
        .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1), .microseconds(2_500),
        .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100),
        .milliseconds(250), .seconds(1), .seconds(10),
    ]

    /// Traps unless the bounds rise.
    public init(bounds: [Duration] = latencyBounds) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "Bounds rise")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// The number of durations.
    public var count: UInt64 { counts.reduce(0, &+) }

    /// Each bound with the number of durations up to it.
    public var cumulative: [(bound: Duration, count: UInt64)] {
        var total: UInt64 = 0
        return zip(bounds, counts).map { bound, count in
            total &+= count
            return (bound, total)
        }
    }

    /// A negative duration becomes zero.
    public mutating func observe(_ duration: Duration) {
        let duration = max(.zero, duration)
        var index = 0
        while index < bounds.count, duration > bounds[index] { index += 1 }
        counts[index] &+= 1
        sum += duration
    }
}

/// Requests by route and status. The routes are fixed at the start, so no peer can add a series.
public struct RequestMetrics: Equatable, Sendable {
    /// The labels, in the order of their numbers.
    public let routes: [String]
    /// The latency of answers, for all routes together.
    public private(set) var latency = Histogram()
    private var counts: [UInt64]

    /// The codes that are counted. Any other is counted as the first of its class (RFC 9110, 15).
    private static let codes = (Status.all.map(\.code) + [300]).sorted()
    /// The position of each code from 100 on.
    private let places: [UInt8] = (100...599).map { code in
        UInt8(Self.codes.firstIndex(of: code) ?? Self.codes.firstIndex(of: code / 100 * 100) ?? 0)
    }

    /// Traps on duplicates.
    public init(routes: [String]) {
        precondition(Set(routes).count == routes.count, "A route has one label")
        self.routes = routes
        counts = Array(repeating: 0, count: routes.count * Self.codes.count)
    }

    /// The route is the index of its label.
    public mutating func record(route: Int, _ status: Status, took duration: Duration) {
        counts[route * Self.codes.count + Int(places[status.code - 100])] &+= 1
        latency.observe(duration)
    }

    /// `statusClass` is the first digit of the code, 1 to 5.
    public func count(route: Int, statusClass: Int) -> UInt64 {
        precondition((1...5).contains(statusClass), "A class is 1 to 5")
        return counted.reduce(0) { $1.route == route && $1.code / 100 == statusClass ? $0 &+ $1.count : $0 }
    }

    /// All counts that are not zero, by route number and status.
    public var counted: [(route: Int, code: Int, count: UInt64)] {
        counts.enumerated().filter { $1 > 0 }.map { place, count in
            (place / Self.codes.count, Self.codes[place % Self.codes.count], count)
        }
    }
}

/// Why the server ended a connection, a stream or a request.
public enum DropReason: String, CaseIterable, Sendable {
    /// Too many connections in total.
    case tooManyConnections = "too_many_connections"
    /// Too many connections from one address.
    case tooManyFromAddress = "too_many_from_address"
    /// A request or a response took too long.
    case slow
    /// No request for too long.
    case idle
    /// The bytes were not a request or a frame.
    case malformed
    /// A stream did not read its events.
    case backlog
    /// A client began with TLS, and there is no certificate.
    case noTLS = "no_tls"
    /// A TLS handshake failed.
    case handshake = "tls_handshake"
    /// Too many TLS handshakes.
    case tooManyHandshakes = "too_many_tls_handshakes"
}

/// What a server counts in addition to its requests.
public struct ServerMetrics: Equatable, Sendable {
    /// The number of things that open and close.
    public struct Gauge: Equatable, Sendable {
        /// Opened since the start.
        public private(set) var opened: UInt64 = 0
        /// Closed since the start.
        public private(set) var closed: UInt64 = 0
        /// Open now.
        public var open: UInt64 { opened &- closed }

        /// Counts an opening.
        public mutating func open(_ count: UInt64 = 1) { opened &+= count }
        /// Counts a closing.
        public mutating func close(_ count: UInt64 = 1) { closed &+= count }
    }

    /// By route. The first route also stands for requests that reached no handler.
    public var requests: RequestMetrics
    /// Accepted connections, including those that became streams.
    public var connections = Gauge()
    /// WebSockets that were opened.
    public var webSockets = Gauge()
    /// Event streams that were opened.
    public var eventStreams = Gauge()
    /// How streams of both kinds ended.
    public var streamEnds = StreamEnds()
    /// The bytes of all connections.
    public var traffic = Traffic()
    private var drops: [UInt64] = DropReason.allCases.map { _ in 0 }

    /// All counts are zero.
    public init(routes: [String]) { requests = RequestMetrics(routes: routes) }

    /// The count of a reason.
    public subscript(reason: DropReason) -> UInt64 { drops[reason.index] }

    /// Counts one.
    public mutating func drop(_ reason: DropReason) { drops[reason.index] &+= 1 }
}

extension DropReason {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
