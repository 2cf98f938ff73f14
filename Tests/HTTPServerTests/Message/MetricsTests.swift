import HTTPMessage
import HTTPServer
import Testing

@Suite struct MetricsTests {
    @Test func countsInBuckets() {
        var histogram = Histogram(bounds: [.milliseconds(1), .milliseconds(2)])
        for micros in [-5, 0, 1000, 1001, 2000, 2001, 1_000_000] { histogram.observe(.microseconds(micros)) }
        #expect(histogram.counts == [3, 2, 2])
        #expect(histogram.cumulative.map(\.count) == [3, 5])
        #expect(histogram.count == 7)
        #expect(histogram.sum == .microseconds(1_006_002))
        #expect(Histogram().counts.count == Histogram.latencyBounds.count + 1)
    }

    @Test func countsByRouteAndClass() {
        var metrics = RequestMetrics(routes: ["join", "other"])
        metrics.record(route: 0, .ok, took: .microseconds(10))
        metrics.record(route: 0, .created, took: .microseconds(10))
        metrics.record(route: 1, .internalServerError, took: .microseconds(10))
        metrics.record(route: 1, .continue, took: .microseconds(10))
        #expect((1...5).map { metrics.count(route: 0, statusClass: $0) } == [0, 2, 0, 0, 0])
        #expect((1...5).map { metrics.count(route: 1, statusClass: $0) } == [1, 0, 0, 0, 1])
        #expect(metrics.latency.count == 4)
    }

    @Test func countsByStatus() throws {
        var metrics = RequestMetrics(routes: ["join", "other"])
        for status in Status.all { metrics.record(route: 1, status, took: .zero) }
        #expect(metrics.counted.map(\.code) == Status.all.map(\.code))
        #expect(metrics.counted.allSatisfy { $0.route == 1 && $0.count == 1 })
        // What is not used here is counted as its class.
        metrics.record(route: 0, try #require(Status(code: 418)), took: .zero)
        metrics.record(route: 0, try #require(Status(code: 399)), took: .zero)
        #expect(metrics.counted.prefix(2).map(\.code) == [300, 400])
    }

    @Test func countsWhatIsOpen() {
        var metrics = ServerMetrics(routes: ["other"])
        metrics.connections.open(3)
        metrics.connections.close()
        #expect(metrics.connections.open == 2)
        for reason in DropReason.allCases { metrics.drop(reason) }
        metrics.drop(.slow)
        #expect(DropReason.allCases.map { metrics[$0] } == [1, 1, 2, 1, 1, 1, 1, 1, 1])
    }
}
