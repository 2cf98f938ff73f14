/// What publishing has come to, and what is to be done next. Pure: what Avahi and the clock say comes in, and what is to
/// be asked of them comes out.
///
/// ```
/// stopped ──publish──► connecting ──daemon──► settling ──host name──► registering ──► published
///                        ▲     │                 ▲                      │  ▲   │          │
///                        │     └─ fails ─┐       └──── host name lost ──┼──┼───┴──────────┤
///                     time is up         ▼                              └──┘ collision    │
///                        └──────────  resting ◄──────────────── fails ────────────────────┘
/// ```
/// `stop` leads from everywhere to `stopped`.
struct PublisherMachine: Sendable {
    enum State: Hashable, Sendable {
        case stopped
        /// Nothing is open. Avahi is asked again when the time is up.
        case resting(Plan, AdvertisingObstacle)
        /// The bus is there and avahi-daemon is not, or has not answered yet.
        case connecting(Plan)
        /// avahi-daemon is not yet sure of this host's own name.
        case settling(Plan)
        /// Others are asked whether they have the name.
        case registering(Plan, collisions: Int)
        case published(Plan)
    }

    /// What is wanted, and what was learned on the way.
    struct Plan: Hashable, Sendable {
        let advertisement: Advertisement
        /// The advertisement's own, or an alternative to it. Kept while it serves, so that a node keeps its name.
        var name: String
        /// In a row.
        var failures = 0
    }

    enum Input: Hashable, Sendable {
        case publish(Advertisement)
        case stop
        case timeIsUp
        case client(ClientNews)
        case group(GroupNews)
    }

    /// Of the connection to avahi-daemon.
    enum ClientNews: Hashable, Sendable {
        case daemonIsAbsent
        case hostNameIsOpen
        case isRunning
        case failed(AdvertisingObstacle)
    }

    /// Of what was announced last.
    enum GroupNews: Hashable, Sendable {
        case established
        case collision(alternative: String)
        case failed(AdvertisingObstacle)
    }

    enum Effect: Hashable, Sendable {
        /// Make a new client.
        case connect
        /// Free it; what was announced goes with it.
        case disconnect
        /// In place of what was announced before.
        case announce(Advertisement, name: String)
        /// Take back what was announced, and stay connected.
        case withdraw
        /// Say when so much time is over.
        case rest(Duration)
    }

    /// Names tried in a row before it rests: as many nodes may have the same one.
    static let mostCollisions = 100
    static let longestRest: Duration = .seconds(30)

    private(set) var state: State

    init(_ state: State = .stopped) { self.state = state }

    mutating func take(_ input: Input) -> [Effect] {
        switch input {
        case .publish(let advertisement): publish(advertisement)
        case .stop: stop()
        case .timeIsUp: wakeUp()
        case .client(let news): hear(news)
        case .group(let news): hear(news)
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
        // The clock of an earlier rest, which nobody stopped.
        case .stopped, .connecting, .settling, .registering, .published: return []
        }
    }

    private mutating func announce(_ plan: Plan, collisions: Int) -> [Effect] {
        state = .registering(plan, collisions: collisions)
        return [.announce(plan.advertisement, name: plan.name)]
    }

    /// Only when something was open.
    private mutating func rest(_ plan: Plan, _ obstacle: AdvertisingObstacle) -> [Effect] {
        var plan = plan
        plan.failures += 1
        state = .resting(plan, obstacle)
        return [.disconnect, .rest(Self.rest(after: plan.failures))]
    }

    /// Twice as long each time, from one second.
    static func rest(after failures: Int) -> Duration {
        failures > 5 ? longestRest : .seconds(1 << (failures - 1))
    }
}

// What Avahi says.
extension PublisherMachine {
    private mutating func hear(_ news: ClientNews) -> [Effect] {
        switch state {
        case .stopped, .resting: return []
        case .connecting(let plan), .settling(let plan):
            return hear(news, plan)
        case .registering(let plan, _), .published(let plan):
            // It is running, and was not otherwise since.
            guard news != .isRunning else { return [] }
            let effects = hear(news, plan)
            return effects.isEmpty ? [.withdraw] : effects
        }
    }

    private mutating func hear(_ news: ClientNews, _ plan: Plan) -> [Effect] {
        switch news {
        case .daemonIsAbsent: state = .connecting(plan)
        case .hostNameIsOpen: state = .settling(plan)
        case .isRunning: return announce(plan, collisions: 0)
        case .failed(let obstacle): return rest(plan, obstacle)
        }
        return []
    }

    private mutating func hear(_ news: GroupNews) -> [Effect] {
        switch state {
        case .stopped, .resting, .connecting, .settling: []
        case .registering(let plan, let collisions): hear(news, plan, collisions)
        case .published(let plan): hear(news, plan, 0)
        }
    }

    private mutating func hear(_ news: GroupNews, _ plan: Plan, _ collisions: Int) -> [Effect] {
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

    /// After the longest rest, from the first name on: somebody may have left.
    private mutating func giveUp(_ plan: Plan) -> [Effect] {
        state = .resting(Plan(plan.advertisement), .namesTaken)
        return [.disconnect, .rest(Self.longestRest)]
    }
}

extension PublisherMachine {
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

    /// The alternative name stays, unless another was asked for.
    fileprivate func changed(to advertisement: Advertisement) -> Self {
        let keepsName = advertisement.instanceName == self.advertisement.instanceName
        return Self(
            advertisement: advertisement, name: keepsName ? name : advertisement.instanceName, failures: failures)
    }
}
