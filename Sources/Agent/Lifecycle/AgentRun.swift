import Glibc
import Logging
public import Settings

/// The life of an agent from READY to its end, on one thread: signals, the jobs once a minute, and messages to the
/// service manager.
public struct AgentRun: ~Copyable {
    private let agent: Agent
    private let manager: ServiceManager
    private let signals: Signals
    private let settings: SettingsReader
    private let begunAt: ContinuousClock.Instant
    private var watchdog: Watchdog?
    private var upkeep: AgentUpkeep
    private var status = "Ready"

    /// For an agent that listens, whose start began at `begunAt`. SIGHUP reads `settings` again.
    public init(
        _ agent: Agent, for manager: ServiceManager, signals: consuming Signals, settings: SettingsReader,
        begunAt: ContinuousClock.Instant
    ) {
        self.agent = agent
        self.manager = manager
        self.signals = signals
        self.settings = settings
        self.begunAt = begunAt
        upkeep = AgentUpkeep(agent, firstJobs: .now)
    }

    /// Runs until a signal stops the agent.
    public mutating func run() {
        manager.tell(.ready(status: status))
        Log.notice(
            "ready", ("address", LogText.authority(agent.authority ?? agent.localAuthority)),
            ("control", LogText.path(agent.controlSocket)), ("took_ms", ContinuousClock.now - begunAt))
        if agent.isForThisMachineOnly {
            Log.notice("listening on loopback only: devices need a proxy to reach this node")
        } else if agent.authority == nil {
            Log.warning("no address on a local network yet: no phone can reach this node")
        }
        if agent.hasInsecureCookies {
            Log.warning("cookies work without TLS, so others on the network can steal them. Set insecure_cookies = no")
        }
        for range in agent.rangesOfNeighbours {
            Log.warning(
                "trusted_proxies covers a network of this machine: anyone on it can claim any client address. List single addresses",
                ("range", range))
        }
        watchdog = manager.watchdog.map { Watchdog($0, readyAt: .now) }
        agent.probe.ask()
        while true {
            let now = ContinuousClock.now
            turn(at: now)
            switch signals.next(within: wakeUp(after: now) - .now, or: upkeep.descriptor) {
            case .stop: return stop()
            case .reload: reload()
            case nil: continue
            }
        }
    }

    /// At most once a second, or more often for a watchdog of less than two seconds.
    private func wakeUp(after now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let watch = watchdog?.next(after: now) ?? upkeep.next
        let census = manager.isThere && agent.probe.current.isOpen ? now + .seconds(1) : upkeep.next
        return min(upkeep.next, watch, census)
    }

    private mutating func turn(at now: ContinuousClock.Instant) {
        if upkeep.turn(at: now), manager.isThere { agent.probe.ask(at: now) }
        switch watchdog?.step(agent.probe.current, at: now) {
        case .feed:
            manager.tell(.alive)
            agent.probe.ask(at: now)
        case .ask: agent.probe.ask(at: now)
        case .wait, nil: break
        }
        tellStatus()
    }

    private mutating func tellStatus() {
        guard manager.isThere, let census = agent.probe.lastCensus?.text else { return }
        let now =
            agent.authority == nil && !agent.isForThisMachineOnly ? census + "; no address on a local network" : census
        guard now != status else { return }
        status = now
        manager.tell(.status(status))
    }

    private func reload() {
        manager.tell(.reloading(at: Self.monotonicMicroseconds))
        do throws(SettingsFailure) {
            Log.notice("settings reloaded", agent.apply(try settings.read()).fields)
        } catch {
            Log.error("the settings could not be reloaded; the old ones stay", ("cause", LogText.cause(error.text)))
        }
        manager.tell(.ready(status: status))
    }

    private func stop() {
        manager.tell(.stopping)
        Log.stopWaiting()
        Log.notice("stopping")
        signals.letNextOneEnd()
        let begin = ContinuousClock.now
        let isClean = agent.stop()
        let took = ContinuousClock.now - begin
        if !isClean { Log.warning("some requests were not finished in time") }
        Log.notice("stopped", ("took_ms", took))
    }

    private static var monotonicMicroseconds: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}

extension SettingsChange {
    /// The fields of the log line.
    fileprivate var fields: [Log.Field] {
        let all: [(name: StaticString, value: [String])] = [("applied", applied), ("need_restart", waiting)]
        return all.filter { !$0.value.isEmpty }.map { ($0.name, LogText.settings($0.value)) }
    }
}
