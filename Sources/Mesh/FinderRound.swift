import CLinux
import Core
import Glibc
import HTTPClient
import HTTPMessage
import JSON
import LocalNetwork
import System

/// The connections of a ``NodeFinder``, on its thread.
struct FinderRound: ~Copyable {
    /// For connecting and for a response. On a local network both take milliseconds.
    private static let patience: Duration = .seconds(1)
    /// In bytes, of a response.
    private static let mostBytes = 4_096

    private var directory: NodeDirectory
    private var lines: [NodeDirectory.LineID: OpenLine] = [:]

    init(own: NodeID) { directory = NodeDirectory(own: own, at: MonotonicClock.now()) }

    var nodes: [SightedNode] { directory.nodes }
    var answering: Set<Announcement> { directory.answering }

    mutating func take(_ input: NodeDirectory.Input, _ callbacks: NodeFinder.Callbacks) {
        var inputs = [input]
        while !inputs.isEmpty {
            for effect in directory.take(inputs.removeFirst(), at: MonotonicClock.now()) {
                if let result = perform(effect, callbacks) { inputs.append(result) }
            }
        }
    }

    private mutating func perform(
        _ effect: NodeDirectory.Effect, _ callbacks: NodeFinder.Callbacks
    ) -> NodeDirectory.Input? {
        switch effect {
        case .open(let id, let place, let node):
            // A neighbour that announces an address chooses it, so it must not lead to another network.
            guard callbacks.neighbours().include(place.address, on: place.link),
                let line = OpenLine(to: place, of: node, mostBytes: Self.mostBytes)
            else { return .broke(id) }
            line.ask(until: MonotonicClock.now() + Self.patience)
            lines[id] = line
        case .ask(let id): lines[id]?.ask(until: MonotonicClock.now() + Self.patience)
        case .close(let id): lines[id] = nil
        case .found(let node, let name): callbacks.found(node, name)
        case .lost(let node, let name): callbacks.lost(node, name)
        }
        return nil
    }

    /// Sleeps until the bell rings, a connection can continue, or something is due.
    mutating func wait(_ bell: Int32, _ callbacks: NodeFinder.Callbacks) {
        let ids = lines.keys.sorted()
        var waiting = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
        for id in ids {
            guard let line = lines[id] else { continue }
            waiting.append(pollfd(fd: line.descriptor, events: line.events, revents: 0))
        }
        _ = unsafe poll(&waiting, nfds_t(waiting.count), timeout)
        var rings: eventfd_t = 0
        _ = unsafe eventfd_read(bell, &rings)
        let now = MonotonicClock.now()
        for (id, waited) in zip(ids, waiting.dropFirst()) {
            guard let line = lines[id], waited.revents != 0 || line.isLate(at: now) else { continue }
            switch waited.revents == 0 ? .broken : line.turn() {
            case .nothing: break
            case .named: take(.answered(id), callbacks)
            case .broken:
                lines[id] = nil
                take(.broke(id), callbacks)
            }
        }
    }

    /// In milliseconds. -1 for no limit.
    private var timeout: Int32 {
        let now = MonotonicClock.now()
        let due = lines.values.compactMap(\.deadline) + [directory.nextChange(after: now)].compactMap { $0 }
        guard let first = due.min() else { return -1 }
        let (seconds, rest) = max(.zero, first - now).components
        // Rounded up, so that it does not wake too early.
        return Int32(clamping: seconds * 1_000 + rest / 1_000_000_000_000_000 + 1)
    }
}

/// One connection to a node.
private final class OpenLine {
    enum Step { case nothing, named, broken }

    private static let question = Target("/healthz")
    private var connection: KeptConnection
    private let node: NodeID
    private let host: String
    /// For the response. Nil while none is expected.
    private(set) var deadline: Duration?

    init?(to place: NodePlace, of node: NodeID, mostBytes: Int) {
        do throws(ClientError) {
            connection = try KeptConnection(
                to: place.address.description, link: place.link, port: place.port, mostBytes: mostBytes)
        } catch { return nil }
        self.node = node
        host = place.text
    }

    var descriptor: Int32 { connection.descriptor }
    var events: Int16 { Int16(connection.waitsToWrite ? POLLIN | POLLOUT : POLLIN) }

    func isLate(at now: Duration) -> Bool { deadline.map { $0 <= now } ?? false }

    func ask(until deadline: Duration) {
        guard !connection.isAsking else { return }
        connection.ask(Request(.get, Self.question, fields: ["Host": host]))
        self.deadline = deadline
    }

    /// Follows no redirect. Only a node that says its own id is right.
    func turn() -> Step {
        do throws(ClientError) {
            guard let response = try connection.turn() else { return .nothing }
            deadline = nil
            let text = response.status == .ok ? (try? JSONValue(parsing: response.body))?.object : nil
            return text?["node"]?.string == node.description ? .named : .broken
        } catch { return .broken }
    }
}
