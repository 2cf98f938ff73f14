public import Core
import Synchronization
import System

/// Asks this machine for its firewalls on its own thread, since their tools take their time.
public final class FirewallInspection: Sendable {
    private enum State {
        case idle
        case running
        case done(FirewallFinding?)
    }

    private let state = Mutex(State.idle)
    private let isStopped = Atomic(false)
    private let worker = Worker()

    public init() {}

    deinit { stop() }

    /// Begins to look for what keeps a phone from this address of this machine, unless that is under way.
    public func begin(port: UInt16, address: HostAddress) {
        let isIdle = state.withLock { state in
            if case .running = state { return false }
            state = .running
            return true
        }
        guard isIdle else { return }
        worker.run { [self] in
            let bytes = address.bytes
            let interface = InterfaceAddress.ofThisMachine().first { $0.bytes == bytes }?.interface
            let connection = PhoneConnection(port: port, address: bytes, interface: interface)
            let readings = FirewallReadings.ofThisMachine(for: connection) { !isStopped.load(ordering: .relaxed) }
            let finding = readings.finding(for: connection)
            state.withLock { $0 = .done(finding) }
        }
    }

    /// What was found, once, when it is there. The inner nil: nothing is in the way.
    public func takeFinding() -> FirewallFinding?? {
        state.withLock { state in
            guard case .done(let finding) = state else { return nil }
            state = .idle
            return .some(finding)
        }
    }

    /// Ends a tool that is still running.
    public func stop() {
        isStopped.store(true, ordering: .relaxed)
        worker.stop()
    }
}
