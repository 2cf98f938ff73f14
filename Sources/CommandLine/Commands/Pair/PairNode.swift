import Agent
import Console
import Core
import Glibc
import HTTPMessage
import JSON
import LocalNetwork
import Logging
import MDNS
import Settings
import Store
import System

/// The node that a pairing is for: the agent that runs already, or one that this process runs.
final class PairNode {
    let control: ControlClient
    private let places: Places
    /// The agent in this process.
    private(set) var agent: Agent?
    private var upkeep: AgentUpkeep?
    /// Whether the agent that runs is another `kith pair`, in whose place this process can run the node.
    private(set) var isSuccessor = false
    /// Shows that to the process that runs the node.
    private var waitingMark: WaitingMark?

    /// How an agent of this command names itself to others.
    private static let holder = "kith pair"
    /// Longer than an agent takes to stop.
    private static let stopPatience = Duration.seconds(8)

    /// Finds the agent that runs, or becomes one.
    init(_ places: Places, _ input: inout Input) throws(CommandFailure) {
        self.places = places
        control = ControlClient(places)
        let begin = ContinuousClock.now
        var hasSaid = false
        while true {
            // An agent that ends between the two questions is not there.
            if try control.ask(.get, "/healthz") != nil, let isFree = try canSucceed() {
                isSuccessor = isFree
                if isFree { waitingMark = WaitingMark(on: places.stateFolder) }
                return
            }
            let waited = ContinuousClock.now - begin
            if try start(places.settings, waitsForLock: waited < Self.stopPatience) { return }
            if !hasSaid, waited > .seconds(1) {
                Terminal.error("another 'kith pair' is starting or stopping. Waiting for it …")
                hasSaid = true
            }
            guard input.next(within: 100, reading: false) != .interrupted else {
                throw CommandFailure(.failed, Texts.nothingOpen)
            }
        }
    }

    /// Whether this process runs the node.
    var isOwn: Bool { agent != nil }

    /// Runs the node in the place of an agent that has ended. Nil where there is an agent, or another process is quicker.
    func takeOver(from hosts: Hosts) -> PairInput? {
        var settings = places.settings
        // Paired devices know the node by its port.
        if settings.publicURL == nil, let port = Authority(hosts.shown)?.port { settings.port = port }
        do throws(CommandFailure) {
            guard try control.askNow(.get, "/healthz") == nil, try start(settings, waitsForLock: true) else {
                return nil
            }
            return .tookOver(Hosts(try control.object(.get, "/v1/status")["join"]?.object ?? [:]))
        } catch { return .takeOverFailed(error.text) }
    }

    /// Whether another `kith pair` waits to run the node.
    var hasSuccessor: Bool { WaitingMark.exists(on: places.stateFolder) }

    /// Does what a running node needs. To be called every second or so.
    func turn() { upkeep?.turn() }

    /// Ends the node of this process, if it runs one: says goodbye by mDNS, closes the streams, leaves nothing behind.
    func stop() {
        agent?.stop()
        agent = nil
        upkeep = nil
    }

    /// False where the store is held by an agent of this command that has not ended yet.
    private func start(_ settings: AgentSettings, waitsForLock: Bool) throws(CommandFailure) -> Bool {
        guard !places.areUsual || !SystemUnit.isInstalled() else { throw Self.serviceStopped }
        var log = settings.log
        // The log shows trouble only: the screen shows each step.
        if log.level == LogSettings().level { log.level = .warning }
        Log.use(log)
        let agent: Agent
        do throws(Agent.StartFailure) { agent = try Agent(settings, holder: Self.holder) } catch {
            if case .store(let failure) = error, failure.kind == .locked, waitsForLock, isHeldByPair { return false }
            throw AgentCommand.failure(error, settings)
        }
        // A machine without a network may get one. A node that listens on loopback only gets no address by that.
        guard agent.authority != nil || settings.publicURL != nil || !agent.isForThisMachineOnly else {
            agent.stop()
            throw CommandFailure(.failed, AddressAdvice.text(for: .noLANAddress, settings))
        }
        if settings.joinHost == .name { Self.waitForName(of: agent) }
        self.agent = agent
        upkeep = AgentUpkeep(agent)
        isSuccessor = false
        waitingMark = nil
        return true
    }

    /// Another user's folder is for that user's processes: what this one makes would belong to the wrong user. Returns nil
    /// if the agent has ended, or is about to.
    private func canSucceed() throws(CommandFailure) -> Bool? {
        guard !places.areUsual || !SystemUnit.isInstalled(), isHeldByPair,
            let folder = try? Files.status(places.stateFolder, followingLinks: true), folder.owner == geteuid()
        else { return false }
        // An agent on another folder may answer on this socket.
        guard let answer = try control.ask(.get, "/v1/status"), !answer.isPassing else { return nil }
        guard answer.status == 200 else { throw answer.failure }
        return answer.object["store"]?.object?.text("path") == places.store.place
    }

    private var isHeldByPair: Bool { places.store.lastHolder()?.hasPrefix(Self.holder + " ") ?? false }

    private static var serviceStopped: CommandFailure {
        CommandFailure(
            .agentNotReachable,
            """
            kith is installed as a service on this machine, but the service is not running. Start it: sudo systemctl \
            start kith. To try kith without the service, name a folder for a second node: kith pair --state FOLDER --port \
            PORT
            """)
    }

    /// The name has to be agreed on with the others first, which takes about a second.
    private static func waitForName(of agent: Agent) {
        for _ in 0..<40 {
            switch agent.advertising {
            case .waiting(.settling): usleep(100_000)
            // Avahi has not answered yet, or never will.
            case .waiting(.noDaemon), .waiting(.noBus): usleep(25_000)
            case .waiting, .published, .off: return
            }
        }
    }
}
