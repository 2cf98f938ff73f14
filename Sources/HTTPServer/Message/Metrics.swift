public import HTTPMessage

/// Durations counted in fixed buckets, as Prometheus has them: each bound counts what lies above the one before it, up
/// to itself.
public struct Histogram: Equatable, Sendable {
    /// Upper bounds, in their order.
    public let bounds: [Duration]
    /// One for each bound, and a last one for what is beyond them all.
    public private(set) var counts: [UInt64]
    /// Of everything observed.
    public private(set) var sum = Duration.zero

    /// From 100 microseconds, a point read, to 10 seconds, the patience with a slow request.
    public static let latencyBounds: [Duration] = [
        .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1), .microseconds(2_500),
        .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100),
        .milliseconds(250), .seconds(1), .seconds(10),
    ]

    /// Traps where the bounds do not rise.
    public init(bounds: [Duration] = latencyBounds) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "Bounds rise")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// How many were observed.
    public var count: UInt64 { counts.reduce(0, &+) }

    /// Each bound with how many lie at or below it.
    public var cumulative: [(bound: Duration, count: UInt64)] {
        var total: UInt64 = 0
        return zip(bounds, counts).map { bound, count in
            total &+= count
            return (bound, total)
        }
    }

    /// A negative one counts as none.
    public mutating func observe(_ duration: Duration) {
        let duration = max(.zero, duration)
        var index = 0
        while index < bounds.count, duration > bounds[index] { index += 1 }
        counts[index] &+= 1
        sum += duration
    }
}

/// Requests by route and status. The routes are fixed at the start, so that no peer can add a series.
public struct RequestMetrics: Equatable, Sendable {
    /// The labels, in the order of their numbers.
    public let routes: [String]
    /// How long answers took, all routes together.
    public private(set) var latency = Histogram()
    private var counts: [UInt64]

    /// The codes that are counted. Any other counts as that which stands for its class (RFC 9110, 15).
    private static let codes = (Status.all.map(\.code) + [300]).sorted()
    /// For each code from 100 on, its place among them.
    private let places: [UInt8] = (100...599).map { code in
        UInt8(Self.codes.firstIndex(of: code) ?? Self.codes.firstIndex(of: code / 100 * 100) ?? 0)
    }

    /// Without duplicates; anything else traps.
    public init(routes: [String]) {
        precondition(Set(routes).count == routes.count, "A route has one label")
        self.routes = routes
        counts = Array(repeating: 0, count: routes.count * Self.codes.count)
    }

    /// The route is the index of its label; there is no other.
    public mutating func record(route: Int, _ status: Status, took duration: Duration) {
        counts[route * Self.codes.count + Int(places[status.code - 100])] &+= 1
        latency.observe(duration)
    }

    /// `statusClass` is the first digit of the code, 1 to 5.
    public func count(route: Int, statusClass: Int) -> UInt64 {
        precondition((1...5).contains(statusClass), "A class is 1 to 5")
        return counted.reduce(0) { $1.route == route && $1.code / 100 == statusClass ? $0 &+ $1.count : $0 }
    }

    /// What was asked at all, by the numbers of routes and by status.
    public var counted: [(route: Int, code: Int, count: UInt64)] {
        counts.enumerated().filter { $1 > 0 }.map { place, count in
            (place / Self.codes.count, Self.codes[place % Self.codes.count], count)
        }
    }
}

/// Why a connection, a stream or a request ended that the server would not have.
public enum DropReason: String, CaseIterable, Sendable {
    /// More connections than are allowed in all.
    case tooManyConnections = "too_many_connections"
    /// More from one address than are allowed.
    case tooManyFromAddress = "too_many_from_address"
    /// A request or an answer took too long.
    case slow
    /// Nothing was asked for too long.
    case idle
    /// What came was no request, or no frame.
    case malformed
    /// A stream did not take its events.
    case backlog
}

/// What a server counts beside its requests.
public struct ServerMetrics: Equatable, Sendable {
    /// What comes and goes.
    public struct Gauge: Equatable, Sendable {
        /// Since the start.
        public private(set) var opened: UInt64 = 0
        /// Of those, the ones that are over.
        public private(set) var closed: UInt64 = 0
        /// Of those, the ones that are not.
        public var open: UInt64 { opened &- closed }

        /// Counts what begins.
        public mutating func open(_ count: UInt64 = 1) { opened &+= count }
        /// Counts what ends.
        public mutating func close(_ count: UInt64 = 1) { closed &+= count }
    }

    /// By route; the first is also for what reached no handler.
    public var requests: RequestMetrics
    /// Connections that were admitted, those included that became streams.
    public var connections = Gauge()
    /// WebSockets that were opened.
    public var webSockets = Gauge()
    /// Event streams that were opened.
    public var eventStreams = Gauge()
    /// How streams of either kind ended.
    public var streamEnds = StreamEnds()
    /// What went over all connections.
    public var traffic = Traffic()
    private var drops: [UInt64] = DropReason.allCases.map { _ in 0 }

    /// Nothing counted yet.
    public init(routes: [String]) { requests = RequestMetrics(routes: routes) }

    /// How often that was the reason.
    public subscript(reason: DropReason) -> UInt64 { drops[reason.index] }

    /// Counts one.
    public mutating func drop(_ reason: DropReason) { drops[reason.index] &+= 1 }
}

extension DropReason {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
