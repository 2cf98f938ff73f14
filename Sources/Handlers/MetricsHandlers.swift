import Access
import Core
import Credentials
import HTTPMessage
import HTTPServer
import Live
import Store
import System
import WebAPI

/// Metrics for a monitoring program.
struct MetricsHandlers: Sendable {
    let server: Server
    /// Counting may take long, and no other request waits for it.
    let background: Worker
    let figures: Figures

    /// The server returns its own counts on its thread. The others are read in the background.
    func answer(_ answering: Answering) {
        server.readMetrics { server in
            background.run {
                do { answering.send(.metrics(try figures.page(server))) } catch {
                    answering.send(answering.response(to: error))
                }
            }
        }
    }

}

/// What is counted outside of the server.
struct Figures: Sendable {
    let repository: any Repository
    let tally: Tally
    let census: PeerCensus
    let events: EventStreams
    let presences: Presences
    let node: any NodeDescription
    let isReady: @Sendable () -> Bool
    let clock: NodeClock

    func page(_ server: ServerMetrics) throws(StorageFailure) -> MetricsPage {
        let now = clock.now()
        var page = MetricsPage()
        page.add(server, routes: Route.Label.allCases.map(\.rawValue))
        let counts = tally.value
        page.add(counts)
        page.add(.resyncs, events.resyncs)
        for (kind, count) in try census.peers(at: now).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.add(.peers, count, [("kind", kind.rawValue)])
        }
        let open = try repository.read { store throws(StorageFailure) in try store.countOpenPairings(at: now) }
        page.add(.peersOnline, presences.online().count)
        page.add(.nodesSighted, node.sighted.count)
        page.add(.pairingsOpen, open)
        page.add(.ready, isReady() ? 1 : 0)
        page.add(node.size)
        page.add(.certificateExpiry, node.certificateEnd?.sinceEpoch ?? .zero)
        page.add(.build, 1, [("version", kithVersion), ("schema", "\(node.schema)")])
        page.add(.started, node.startedAt.sinceEpoch)
        page.add(ProcessFigures.now())
        return page
    }
}

extension MetricsPage {
    fileprivate mutating func add(_ server: ServerMetrics, routes: [String]) {
        for counted in server.requests.counted {
            add(.requests, counted.count, [("route", routes[counted.route]), ("code", "\(counted.code)")])
        }
        let latency = server.requests.latency
        add(.requestDuration, buckets: latency.cumulative, sum: latency.sum, count: latency.count)
        add(.connectionsOpen, server.connections.open)
        add(.connections, server.connections.opened)
        for reason in DropReason.allCases { add(.drops, server[reason], [("reason", reason.rawValue)]) }
        add(.receivedBytes, server.traffic.received)
        add(.sentBytes, server.traffic.sent)
        for kind in StreamKind.allCases {
            let gauge = kind == .webSocket ? server.webSockets : server.eventStreams
            add(.streamsOpen, gauge.open, [("kind", kind.rawValue)])
            add(.streams, gauge.opened, [("kind", kind.rawValue)])
            for reason in StreamEnds.Reason.allCases {
                add(
                    .streamEnds, server.streamEnds[kind, reason],
                    [("kind", kind.rawValue), ("reason", reason.rawValue)])
            }
        }
    }

    fileprivate mutating func add(_ counts: Tally.Counts) {
        add(.events, counts.events, "type", \.rawValue)
        add(.pairingsStarted, counts.events[.pairingStarted] ?? 0)
        add(.pairingsCompleted, counts.completed, "way", \.rawValue)
        add(.pairingsFailed, counts.failed, "reason", \.rawValue)
        add(.revocations, counts.revocations, "reason", \.rawValue)
        add(.refusals, counts.refusals, "code", \.self)
        add(.proofRefusals, counts.proofs, "reason", \.word)
        add(.transactions, counts.transactions)
        add(.storeFailures, counts.failures, "reason") { $0.rawValue.inSnakeCase }
        add(.jobs, counts.goodRounds, [("result", "done")])
        add(.jobs, counts.failedRounds, [("result", "put_off")])
        add(.lastJobs, counts.lastGoodRound?.sinceEpoch ?? .zero)
    }

    private mutating func add<Key>(
        _ metric: Metric, _ counters: [Key: UInt64], _ label: StaticString, _ word: (Key) -> String
    ) {
        for (value, count) in counters.map({ (word($0), $1) }).sorted(by: { $0.0 < $1.0 }) {
            add(metric, count, [(label, value)])
        }
    }

    fileprivate mutating func add(_ size: StoreSize) {
        add(.storeBytes, size.bytes)
        add(.lastBackup, size.lastBackup?.sinceEpoch ?? .zero)
    }

    fileprivate mutating func add(_ process: ProcessFigures) {
        add(.cpu, process.cpu)
        if let count = process.openDescriptors { add(.openDescriptors, count) }
        if let most = process.mostDescriptors { add(.mostDescriptors, most) }
        if let bytes = process.residentBytes { add(.residentBytes, bytes) }
    }
}

extension ProofRefusal {
    fileprivate var word: String {
        switch self {
        case .bad(let rejection): "\(rejection)".inSnakeCase
        case .replayed: "replayed"
        case .tooMany: "too_many"
        }
    }
}

extension Moment {
    fileprivate var sinceEpoch: Duration { .milliseconds(milliseconds) }
}

extension String {
    /// `wrongURL` as `wrong_url`, `notADatabase` as `not_a_database`.
    fileprivate var inSnakeCase: String {
        var text = ""
        var (isAfterSmall, letters) = (false, Array(self)[...])
        while let letter = letters.popFirst() {
            let beginsWord = letter.isUppercase && (isAfterSmall || letters.first?.isLowercase == true)
            if beginsWord, !text.isEmpty { text += "_" }
            isAfterSmall = letter.isLowercase
            text += letter.lowercased()
        }
        return text
    }
}
