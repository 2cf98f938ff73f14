import LocalNetwork
import Logging

/// What a running agent needs from time to time: the jobs once a minute, and a look at the networks after they changed.
public struct AgentUpkeep: ~Copyable {
    private let agent: Agent
    private let news = NetworkNews()
    /// When the next round of the jobs begins.
    private(set) var nextJobs: ContinuousClock.Instant
    /// When to look at the networks again. They change in bursts, and where containers come and go without end.
    private var nextLook: ContinuousClock.Instant?
    private var lastLook = ContinuousClock.now

    private static let minute = Duration.seconds(60)
    private static let burst = Duration.milliseconds(200)
    private static let leastBetweenLooks = Duration.seconds(1)

    /// The first round of the jobs is due at `firstJobs`.
    public init(_ agent: Agent, firstJobs: ContinuousClock.Instant) {
        self.agent = agent
        nextJobs = firstJobs
    }

    /// For an agent that lives only as long as a command. Most of them end before there is anything to do.
    public init(_ agent: Agent) { self.init(agent, firstJobs: .now + Self.minute) }

    /// Does what is due. Returns whether a round of the jobs began.
    @discardableResult
    public mutating func turn(at now: ContinuousClock.Instant = .now) -> Bool {
        followNetworks(at: now)
        guard now >= nextJobs else { return false }
        nextJobs = now + Self.minute
        agent.beginJobs()
        Log.logRepeats()
        return true
    }

    /// When something is due at the latest.
    var next: ContinuousClock.Instant { nextLook.map { min($0, nextJobs) } ?? nextJobs }

    /// Can be read when the networks have changed. -1 while a look at them is planned already.
    var descriptor: Int32 { nextLook == nil ? news.descriptor : -1 }

    /// Soon after something has changed, when what belongs to it has changed too.
    private mutating func followNetworks(at now: ContinuousClock.Instant) {
        guard let look = nextLook else {
            if news.take() { nextLook = max(now + Self.burst, lastLook + Self.leastBetweenLooks) }
            return
        }
        guard now >= look else { return }
        (nextLook, lastLook) = (nil, now)
        _ = news.take()
        agent.followNetworks()
    }
}
