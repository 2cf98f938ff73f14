public import Access
public import HTTPServer
public import Live
public import Settings
public import Store
public import System

extension Router {
    /// What the agent passes in. Each handler gets only what it needs.
    public struct Parts: Sendable {
        let server: Server
        let repository: any Repository
        /// For work that takes long and that no other request waits for.
        let background: Worker
        let live: LiveSettings
        let clock: NodeClock
        let access: AccessControl
        let outcomes: OutcomeStreams
        let events: EventStreams
        let presences: Presences
        let node: any NodeDescription
        let pages: LivePages
        let isReady: @Sendable () -> Bool
        let tally: Tally

        public init(
            server: Server, repository: any Repository, background: Worker, live: LiveSettings, clock: NodeClock,
            access: AccessControl, outcomes: OutcomeStreams, events: EventStreams, presences: Presences,
            node: any NodeDescription, pages: LivePages, isReady: @escaping @Sendable () -> Bool, tally: Tally
        ) {
            self.server = server
            self.repository = repository
            self.background = background
            self.live = live
            self.clock = clock
            self.access = access
            self.outcomes = outcomes
            self.events = events
            self.presences = presences
            self.node = node
            self.pages = pages
            self.isReady = isReady
            self.tally = tally
        }
    }
}
