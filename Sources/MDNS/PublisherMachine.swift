/// The state of publishing, and what to do next. Pure: reports of Avahi and of the clock are inputs, requests to them
/// are effects.
///
/// ```
/// stopped ──publish──► connecting ──daemon──► settling ──host name──► registering ──► published
///                        ▲     │                 ▲                      │  ▲   │          │
///                        │     └─ fails ─┐       └──── host name lost ──┼──┼───┴──────────┤
///                     time is up         ▼                              └──┘ collision    │
///                        └──────────  resting ◄──────────────── fails ────────────────────┘
/// ```
/// `stop` leads from every state to `stopped`.
struct PublisherMachine: Sendable {
    enum State: Hashable, Sendable {
        case stopped
        /// Nothing is open. The machine tries again when the time is up.
        case resting(Plan, AdvertisingObstacle)
        /// There is a bus, but avahi-daemon is not running or has not answered yet.
        case connecting(Plan)
        /// avahi-daemon is still checking this host's own name.
        case settling(Plan)
        /// Avahi is checking that the name is free.
        case registering(Plan, collisions: Int)
        case published(Plan)
    }

    /// What to publish, and what was learned so far.
    struct Plan: Hashable, Sendable {
        let advertisement: Advertisement
        /// The name of the advertisement, or an alternative. Kept while it works, so that a node keeps its name.
        var name: String
        /// Consecutive failures.
        var failures = 0
    }

    enum Input: Hashable, Sendable {
        case publish(Advertisement)
        case stop
        case timeIsUp
        case client(ClientNews)
        case group(GroupNews)
    }

    /// About the connection to avahi-daemon.
    enum ClientNews: Hashable, Sendable {
        case daemonIsAbsent
        case hostNameIsOpen
        case isRunning
        case failed(AdvertisingObstacle)
    }

    /// About the last announcement.
    enum GroupNews: Hashable, Sendable {
        case established
        case collision(alternative: String)
        case failed(AdvertisingObstacle)
    }

    enum Effect: Hashable, Sendable {
        /// Make a new client.
        case connect
        /// Free the client. The announcement ends with it.
        case disconnect
        /// Replace the earlier announcement.
        case announce(Advertisement, name: String)
        /// Withdraw the announcement, and stay connected.
        case withdraw
        /// Report when this time has passed.
        case rest(Duration)
    }

    /// Consecutive names before it rests: as many nodes may have the same one.
    static let mostCollisions = 100
    static let longestRest: Duration = .seconds(30)

    private(set) var state: State

    init(_ state: State = .stopped) { self.state = state }

    mutating func take(_ input: Input) -> [Effect] {
        switch input {
        case .publish(let advertisement): publish(advertisement)
        case .stop: stop()
        case .timeIsUp: wakeUp()
        case .client(let news): handle(news)
        case .group(let news): handle(news)
        }
    }

    private mutating func publish(_ advertisement: Advertisement) -> [Effect] {
        switch state {
        case .stopped:
            state = .connecting(Plan(advertisement))
            return [.connect]
        case .resting(let plan, let obstacle): state = .resting(plan.changed(to: advertisement), obstacle)
        case .connecting(let plan): state = .connecting(plan.changed(to: advertisement))
        case .settling(let plan): state = .settling(plan.changed(to: advertisement))
        case .registering(let plan, _), .published(let plan):
            guard plan.advertisement != advertisement else { return [] }
            return announce(plan.changed(to: advertisement), collisions: 0)
        }
        return []
    }

    private mutating func stop() -> [Effect] {
        defer { state = .stopped }
        switch state {
        case .stopped, .resting: return []
        case .connecting, .settling, .registering, .published: return [.disconnect]
        }
    }

    private mutating func wakeUp() -> [Effect] {
        switch state {
        case .resting(let plan, _):
            state = .connecting(plan)
            return [.connect]
        // The timer of an earlier rest, which nobody stopped.
        case .stopped, .connecting, .settling, .registering, .published: return []
        }
    }

    private mutating func announce(_ plan: Plan, collisions: Int) -> [Effect] {
        state = .registering(plan, collisions: collisions)
        return [.announce(plan.advertisement, name: plan.name)]
    }

    /// Disconnects only if something was open.
    private mutating func rest(_ plan: Plan, _ obstacle: AdvertisingObstacle) -> [Effect] {
        var plan = plan
        plan.failures += 1
        state = .resting(plan, obstacle)
        return [.disconnect, .rest(Self.rest(after: plan.failures))]
    }

    /// Doubles each time, from one second.
    static func rest(after failures: Int) -> Duration {
        failures > 5 ? longestRest : .seconds(1 << (failures - 1))
    }
}

// Reports of Avahi.
extension PublisherMachine {
    private mutating func handle(_ news: ClientNews) -> [Effect] {
        switch state {
        case .stopped, .resting: return []
        case .connecting(let plan), .settling(let plan):
            return handle(news, plan)
        case .registering(let plan, _), .published(let plan):
            // Avahi is running, and nothing has changed since.
            guard news != .isRunning else { return [] }
            let effects = handle(news, plan)
            return effects.isEmpty ? [.withdraw] : effects
        }
    }

    private mutating func handle(_ news: ClientNews, _ plan: Plan) -> [Effect] {
        switch news {
        case .daemonIsAbsent: state = .connecting(plan)
        case .hostNameIsOpen: state = .settling(plan)
        case .isRunning: return announce(plan, collisions: 0)
        case .failed(let obstacle): return rest(plan, obstacle)
        }
        return []
    }

    private mutating func handle(_ news: GroupNews) -> [Effect] {
        switch state {
        case .stopped, .resting, .connecting, .settling: []
        case .registering(let plan, let collisions): handle(news, plan, collisions)
        case .published(let plan): handle(news, plan, 0)
        }
    }

    private mutating func handle(_ news: GroupNews, _ plan: Plan, _ collisions: Int) -> [Effect] {
        var plan = plan
        switch news {
        case .established:
            plan.failures = 0
            state = .published(plan)
            return []
        case .collision(let alternative):
            guard collisions < Self.mostCollisions else { return giveUp(plan) }
            plan.name = alternative
            return announce(plan, collisions: collisions + 1)
        case .failed(let obstacle): return rest(plan, obstacle)
        }
    }

    /// After the longest rest it starts with the first name again: another node may have gone.
    private mutating func giveUp(_ plan: Plan) -> [Effect] {
        state = .resting(Plan(plan.advertisement), .namesTaken)
        return [.disconnect, .rest(Self.longestRest)]
    }
}

extension PublisherMachine {
    /// The published name, if it is not the one of the advertisement: that was taken.
    var alternative: String? {
        guard case .published(let plan) = state, plan.name != plan.advertisement.instanceName else { return nil }
        return plan.name
    }

    var status: AdvertisingStatus {
        switch state {
        case .stopped: .off
        case .resting(_, let obstacle): .waiting(obstacle)
        case .connecting: .waiting(.noDaemon)
        case .settling, .registering: .waiting(.settling)
        case .published(let plan): .published(name: plan.name)
        }
    }
}

extension PublisherMachine.Plan {
    init(_ advertisement: Advertisement) {
        self.init(advertisement: advertisement, name: advertisement.instanceName)
    }

    /// Keeps the alternative name, unless another name is wanted now.
    fileprivate func changed(to advertisement: Advertisement) -> Self {
        let keepsName = advertisement.instanceName == self.advertisement.instanceName
        return Self(
            advertisement: advertisement, name: keepsName ? name : advertisement.instanceName, failures: failures)
    }
}
