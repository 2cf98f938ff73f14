import HTTPMessage
import Testing
import WebAPI

@Suite struct MetricsPageTests {
    @Test func writesFamilies() {
        var page = MetricsPage()
        page.add(.ready, 1)
        page.add(.requests, UInt64.max, [("route", "join"), ("code", "200")])
        page.add(.requests, 2, [("route", "join"), ("code", "404")])
        #expect(
            page.text == """
                # HELP kith_http_requests_total Answered requests, by route and status.
                # TYPE kith_http_requests_total counter
                kith_http_requests_total{route="join",code="200"} 18446744073709551615
                kith_http_requests_total{route="join",code="404"} 2
                # HELP kith_ready 1 if the node can answer requests, otherwise 0.
                # TYPE kith_ready gauge
                kith_ready 1

                """)
    }

    @Test func writesTimesInSeconds() {
        for (duration, text) in [
            (.zero, "0"), (.microseconds(250), "0.00025"), (.milliseconds(1_795_170_600_120), "1795170600.12"),
            (.seconds(10), "10"), (.nanoseconds(1), "0.000000001"), (.seconds(-1), "0"),
        ] as [(Duration, String)] {
            var page = MetricsPage()
            page.add(.started, duration)
            #expect(page.text.hasSuffix("\nprocess_start_time_seconds \(text)\n"))
        }
    }

    @Test func writesAHistogram() {
        var page = MetricsPage()
        page.add(.requestDuration, buckets: [(.milliseconds(1), 3), (.seconds(1), 4)], sum: .seconds(2), count: 5)
        #expect(
            page.text.split(separator: "\n").dropFirst() == [
                "# TYPE kith_http_request_duration_seconds histogram",
                #"kith_http_request_duration_seconds_bucket{le="0.001"} 3"#,
                #"kith_http_request_duration_seconds_bucket{le="1"} 4"#,
                #"kith_http_request_duration_seconds_bucket{le="+Inf"} 5"#,
                "kith_http_request_duration_seconds_sum 2", "kith_http_request_duration_seconds_count 5",
            ])
    }

    @Test func escapesValues() {
        var page = MetricsPage()
        page.add(.build, 1, [("version", "a\"b\\c\nd é")])
        #expect(page.text.hasSuffix(#"{version="a\"b\\c\nd é"} 1"# + "\n"))
    }

    /// As Prometheus wants them: a counter ends in `_total`, and nothing else does; the unit is a base unit.
    @Test func namesKeepTheConventions() {
        for metric in Metric.allCases {
            #expect(metric.rawValue.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_") })
            #expect(metric.rawValue.hasPrefix("kith_") || metric.rawValue.hasPrefix("process_"))
            var page = MetricsPage()
            page.add(metric, 1)
            let isCounter = page.text.contains("# TYPE \(metric.rawValue) counter\n")
            #expect(isCounter == metric.rawValue.hasSuffix("_total"))
            #expect(!page.text.contains("\n\n"))
        }
    }
}
