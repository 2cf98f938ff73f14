import CLinux
public import Core
import Glibc
public import LocalNetwork
public import MDNS
import Synchronization
import System

/// Finds other nodes: takes the reports of mDNS, keeps a connection to each node, and reports what changes.
///
/// One thread performs what ``NodeDirectory`` decides. It starts with the first report, and sleeps until something happens.
public final class NodeFinder: Sendable {
    /// Called on the finder's thread. They must not wait.
    public struct Callbacks: Sendable {
        let found: @Sendable (NodeID, Name) -> Void
        let lost: @Sendable (NodeID, Name) -> Void
        let neighbours: @Sendable () -> Neighbours
        let answering: @Sendable (Set<Announcement>) -> Void

        public init(
            found: @escaping @Sendable (NodeID, Name) -> Void, lost: @escaping @Sendable (NodeID, Name) -> Void,
            neighbours: @escaping @Sendable () -> Neighbours,
            answering: @escaping @Sendable (Set<Announcement>) -> Void
        ) {
            self.found = found
            self.lost = lost
            self.neighbours = neighbours
            self.answering = answering
        }
    }

    private struct State {
        var reports: [BrowserReport] = []
        var nodes: [SightedNode] = []
        var isStopped = false
    }

    /// Reports that may wait for the thread. More come only from an attack, and mDNS repeats what matters.
    private static let mostReports = 4_096

    private let own: NodeID
    private let callbacks: Callbacks
    private let state = Mutex(State())
    private let thread = Mutex<Thread?>(nil)
    /// An eventfd: there is a report, or an end. -1 if the system has no free descriptor.
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))

    public init(own: NodeID, _ callbacks: Callbacks) {
        self.own = own
        self.callbacks = callbacks
    }

    deinit {
        stop()
        if bell >= 0 { close(bell) }
    }

    /// The nodes that are here now, without this one.
    public var nodes: [SightedNode] { state.withLock { $0.nodes } }

    /// From any thread. Never waits.
    public func note(_ report: BrowserReport) {
        guard bell >= 0 else { return }
        let isTaken = state.withLock { state in
            guard !state.isStopped, state.reports.count < Self.mostReports else { return false }
            state.reports.append(report)
            return true
        }
        guard isTaken else { return }
        thread.withLock { thread in
            // It does not hold the finder: then nobody could free it.
            if thread == nil { thread = Thread.start { [weak self] in self?.work() } }
        }
        _ = eventfd_write(bell, 1)
    }

    /// Closes all connections. Returns when the thread has ended, which never waits for another machine.
    public func stop() {
        state.withLock { $0.isStopped = true }
        if bell >= 0 { _ = eventfd_write(bell, 1) }
        thread.withLock { $0 }?.join()
    }

    private func work() {
        var round = FinderRound(own: own)
        var answering: Set<Announcement> = []
        while true {
            let (reports, isStopped) = state.withLock { state in
                defer { state.reports = [] }
                return (state.reports, state.isStopped)
            }
            if isStopped { return }
            for report in reports { round.take(.report(report), callbacks) }
            round.take(.timeHasPassed, callbacks)
            let nodes = round.nodes
            state.withLock { $0.nodes = nodes }
            if round.answering != answering {
                answering = round.answering
                callbacks.answering(answering)
            }
            round.wait(bell, callbacks)
        }
    }
}
