import API
import HTTPMessage
import HTTPServer
import Testing

@testable import Handlers

@Suite struct StatusSummaryTests {
    @Test func onlyStreamsThatWereDroppedCount() {
        var metrics = ServerMetrics(routes: ["other"])
        for (index, reason) in DropReason.allCases.enumerated() {
            for _ in 0...index { metrics.drop(reason) }
        }
        let status = StatusView.Server(
            connections: 0, webSockets: 0, eventStreams: 0, requests: 0, dropped: metrics[.backlog])
        #expect(metrics[.backlog] == 6)
        #expect(metrics.summary == status)
    }
}
