import Access
public import Core
import Credentials
import Glibc
import HTTPServer
import Handlers
import Live
public import LocalNetwork
import Logging
public import MDNS
import Mesh
public import Settings
public import Store
import System
public import TLS
import WebPages

/// A running node: owns the store, the listeners and the jobs.
public final class Agent: Sendable {
    private let maintenance: any Maintenance
    private let lock: any StoreHold
    private let store: any OpenStore
    private let repository: PublishingRepository
    private let server: Server
    private let live: LiveSettings
    private let access: AccessControl
    private let facts: NodeFacts
    private let pages: LivePages
    private let tally: Tally
    private let feed: CommitFeed
    private let liveServices: LiveServices
    /// For queries of the store that may take long.
    private let background = Worker()
    private let eventLog = EventLog()
    private let jobs = Jobs()
    private let maintenanceRun = MaintenanceRun()
    private let clock: NodeClock
    private let certificate = CertificateHolder()
    let probe: StoreProbe
    /// For the route that reports it.
    public let readiness: Readiness
    private let deliveries = Deliveries()
    private let publisher = Publisher()
    private let finder: NodeFinder
    private let port: UInt16
    private let reach: ReachableAddresses
    private let reachable: ListenAddresses
    /// The path of the control socket.
    public let controlSocket: String

    public enum StartFailure: Error {
        case store(StorageFailure)
        case address(NoAddress)
        case identity(Identity.Failure)
        case socket(SocketFailure)
        case templates(TemplatesFailure)
        case certificate(CertificateFailure)
    }

    public init(_ settings: AgentSettings, holder: String) throws(StartFailure) {
        live = LiveSettings(settings)
        reachable = settings.reachable
        let maintenance = settings.maintenance
        self.maintenance = maintenance
        do throws(NoAddress) { reach = try ReachableAddresses(settings) } catch { throw .address(error) }
        do throws(CertificateFailure) { try certificate.load(settings) } catch { throw .certificate(error) }
        let tally = Tally()
        self.tally = tally
        do throws(StorageFailure) {
            lock = try maintenance.lock(holder: holder)
            store = try maintenance.open(now: SystemClock.now())
            clock = NodeClock(try store.read { store throws(StorageFailure) in try store.trustedTime() })
        } catch { throw .store(error) }
        feed = CommitFeed { tally.note($0) }
        repository = PublishingRepository(store, to: feed)
        let pages: LivePages
        do throws(StartFailure) {
            let node = try Self.node(settings.stateFolder, store, repository)
            try Self.makeDefaultArea(named: settings.defaultArea, repository)
            finder = .keeping(node, in: repository, clock, publisher)
            facts = NodeFacts(
                id: node, live: live, startedAt: SystemClock.now(), publisher: publisher, finder: finder,
                store: maintenance, certificate: certificate)
            pages = LivePages(try Pages(settings, about: PageSubject(facts)))
        } catch {
            store.close()
            throw error
        }
        self.pages = pages
        let operators = Operators()
        let onLink = OnLinkPrefixes.ofThisMachine()
        access = AccessControl(of: facts.id, live, operators: operators, onLink: onLink, noteRefusal: tally.note)
        let share = DescriptorShare.fit(settings.limits)
        facts.set(share)
        share.log()
        server = Server(routedWithin: Server.Limits(settings, share))
        let surroundings = LiveSurroundings(
            now: { [clock] in clock.now() }, trusted: { [clock] in clock.trusted() }, limits: { [live] in live.limits })
        liveServices = LiveServices(
            repository, after: feed, to: server, in: surroundings, delivered: deliveries.note)
        probe = StoreProbe(repository, on: background)
        readiness = Readiness(probe)
        let parts = Router.Parts(
            server: server, repository: repository, background: background, live: live, clock: clock, access: access,
            outcomes: liveServices.outcomes, events: liveServices.events, presences: liveServices.presences,
            node: facts, pages: pages,
            isReady: { [readiness] in readiness.isReady }, tally: tally)
        feed.subscribe { tally.note($0) }
        feed.subscribe { [eventLog] in eventLog.tell($0) }
        Router.serve(parts)
        controlSocket = settings.sockets.controlPath ?? settings.controlSocket
        server.update(tls: certificate.context)
        access.update(certificate.own(at: SystemClock.now()))
        do throws(StartFailure) {
            let port = try server.listenForAll(settings)
            facts.set(joinHosts: reach.hosts(port: port), port: port)
            try server.listenForOperators(settings, operators)
            readiness.begin()
            liveServices.presences.begin()
            self.port = port
            let names = access.names
            publisher.onHostName { names.add(found: $0) }
            publisher.onRename { name in
                Log.notice(
                    "the node's name on the network was taken; it is announced under another",
                    ("name", LogText.serviceName(name)))
            }
            publisher.onReport { [finder] in finder.note($0) }
            advertise()
            warnOfNamesakes()
        } catch {
            server.stop()
            publisher.stop()
            finder.stop()
            Self.close(liveServices, background, eventLog, store, feed)
            throw error
        }
    }

    /// Reads the identity. From then on the store signs what it changes.
    private static func node(
        _ folder: String, _ store: any OpenStore, _ repository: PublishingRepository
    ) throws(StartFailure) -> NodeID {
        let (node, known, key): (NodeID, NodeID?, SigningKey)
        do throws(StorageFailure) {
            known = try repository.read { store throws(StorageFailure) in try store.thisNode() }
        } catch { throw .store(error) }
        do throws(Identity.Failure) {
            key = try Identity.load(from: folder, of: known)
            node = Identity.node(of: key)
        } catch { throw .identity(error) }
        if let known, known != node {
            Log.warning(
                "the database is of another node than the identity key: paired devices may not recognise this node",
                ("database", known), ("key", node))
        }
        store.sign(as: StatementAuthor(key))
        var generator = SecureRandom()
        let salt = Octets16(using: &generator)
        do throws(StorageFailure) {
            _ = try repository.write { transaction throws(StorageFailure) in
                try transaction.setThisNode(node)
                return try transaction.sayEverything(salt: salt, now: SystemClock.now())
            }
        } catch { throw .store(error) }
        return node
    }

    /// Starts a run of the jobs, unless one is still running: expires what has ended, purges old records, makes the
    /// daily backup. The next run tries again what failed.
    func beginJobs() {
        let limits = live.limits
        certificate.remind(at: SystemClock.now())
        access.update(certificate.own(at: SystemClock.now()))
        jobs.run { [repository, tally, maintenanceRun, clock, maintenance] in
            let areDone = maintenanceRun.run(on: repository, clock, maintenance, limits)
            tally.noteJobs(areDone: areDone, at: SystemClock.now())
        }
        followNetworks()
    }

    /// The address for phones: `192.168.1.20:6969`. Nil while this machine has no address on a local network.
    public var authority: String? { reach.hosts(port: port).first }

    /// The address on this machine.
    public var localAuthority: String { reachable.forThisMachine.authority(port: port) }

    /// Whether the agent listens only on loopback addresses.
    public var isForThisMachineOnly: Bool { reachable.areLoopback }

    /// Follows changes of the network while the node runs.
    func followNetworks() {
        switch reach.follow(port: port) {
        case .none: break
        case .found(let authority):
            facts.set(joinHosts: reach.hosts(port: port), port: port)
            Log.notice("reachable", ("address", LogText.authority(authority)))
            advertise()
        case .others:
            facts.set(joinHosts: reach.hosts(port: port), port: port)
            advertise()
        case .lost:
            facts.set(joinHosts: [], port: port)
            Log.warning("this machine no longer has an address on a local network")
        }
        access.names.refresh()
        let onLink = OnLinkPrefixes.ofThisMachine()
        access.update(onLink: onLink)
        server.update(onLink: onLink)
    }

    /// Applies the settings that can change while the agent runs.
    func apply(_ settings: AgentSettings) -> SettingsChange {
        let name = live.value.name
        let settings = withCertificate(settings)
        let change = live.change(to: settings)
        let now = live.value
        Log.use(now.log)
        let share = DescriptorShare.fit(now.limits)
        if change.applied.contains("connections") { share.log() }
        facts.set(share)
        server.update(limits: Server.Limits(now, share))
        access.update(now)
        if now.name != name {
            renamePages(now)
            warnOfNamesakes()
        }
        advertise()
        return change
    }

    /// Loads the certificate again, also if the settings name the same files: a renewed one has the same names. If that
    /// fails, returns the settings with the old files.
    private func withCertificate(_ settings: AgentSettings) -> AgentSettings {
        do throws(CertificateFailure) {
            try certificate.load(settings)
            server.update(tls: certificate.context)
            access.update(certificate.own(at: SystemClock.now()))
            return settings
        } catch {
            Log.error("the certificate could not be loaded; the old one stays", ("cause", LogText.cause(error.text)))
            var settings = settings
            let old = live.value
            (settings.tlsCertificate, settings.tlsKey) = (old.tlsCertificate, old.tlsKey)
            settings.tlsTrusted = old.tlsTrusted
            return settings
        }
    }

    /// A peer that had the node's name or a reserved one before it was reserved keeps it: nothing depends on a name. But
    /// people may take one for the other.
    private func warnOfNamesakes() {
        do throws(StorageFailure) {
            let reserved = facts.reservedNames.names
            for peer in try repository.read({ store throws(StorageFailure) in try store.livePeers(named: reserved) }) {
                Log.warning(
                    "a device has a reserved name: rename it with kith peers rename", ("name", peer.name),
                    ("peer", peer.id))
            }
        } catch { Log.warning("the names of the devices could not be read", ("cause", error)) }
    }

    private func renamePages(_ settings: AgentSettings) {
        do throws(StartFailure) { pages.use(try Pages(settings, about: PageSubject(facts))) } catch {
            Log.error("the pages still show the old name", ("cause", LogText.cause("a template has become invalid")))
        }
    }

    /// Whether the device of this pairing has received its token.
    public func hasDelivered(_ pairing: PairingID) -> Bool { deliveries.includes(pairing) }

    /// Whether the agent can answer requests.
    public var isReady: Bool { readiness.isReady }

    /// The state of advertising. A node that only this machine can reach is not advertised.
    public var advertising: AdvertisingStatus { publisher.status }

    /// Whether cookies work on connections that others can read.
    var hasInsecureCookies: Bool { live.value.insecureCookies }

    /// Trusted ranges that contain neighbours. Each of those could claim any client address, and TLS.
    var rangesOfNeighbours: [AddressRange] {
        let networks = LinkNetwork.ofThisMachine()
        return live.value.trustedProxies.filter { range in
            networks.contains { range.covers(networkAround: $0.address, length: $0.length) }
        }
    }

    /// Only on interfaces of a local network. Without one, an earlier advertisement stays: nobody can receive it, and the
    /// address may return.
    private func advertise() {
        guard reach.isForOthers else { return }
        publisher.publish(facts.advertisement(name: live.value.name, port: port, links: reach.links))
    }

    /// Withdraws the node from the local network, ends what runs, then closes the store. Returns false if some requests
    /// were not finished in time.
    @discardableResult
    public func stop(within patience: Duration = .seconds(5)) -> Bool {
        readiness.end()
        publisher.stop()
        finder.stop()
        liveServices.outcomes.finish()
        let end = ContinuousClock.now + patience
        let isClean = server.stop(within: patience)
        jobs.finish(within: max(.zero, end - .now))
        storeTime()
        Self.close(liveServices, background, eventLog, store, feed)
        return isClean
    }

    /// Finishes what has started. Every thread has ended when this returns.
    private static func close(
        _ services: LiveServices, _ background: Worker, _ eventLog: EventLog, _ store: any OpenStore,
        _ feed: CommitFeed
    ) {
        services.stop()
        background.stop()
        store.close()
        feed.close()
        eventLog.stop()
    }
}

extension Agent {
    /// At the first start, before anybody can ask.
    private static func makeDefaultArea(
        named name: Name?, _ repository: PublishingRepository
    ) throws(StartFailure) {
        var random = SecureRandom()
        let (now, id) = (SystemClock.now(), AreaID(at: SystemClock.now(), using: &random))
        do throws(StorageFailure) {
            let members = try repository.write { transaction throws(StorageFailure) in
                try transaction.makeDefaultArea(named: name, id: id, now: now)
            }.result
            guard let name, let members else { return }
            Log.notice("made the default area", ("name", name), ("devices", members))
        } catch { throw .store(error) }
    }

    /// Lets the trusted time continue from here when the next agent starts.
    private func storeTime() {
        let time = clock.last()
        do throws(StorageFailure) {
            _ = try repository.write { store throws(StorageFailure) in try store.setTrustedTime(time) }
        } catch { Log.error("could not save the trusted time", ("cause", error)) }
    }
}

extension OnLinkPrefixes {
    static func ofThisMachine() -> OnLinkPrefixes {
        var prefixes = OnLinkPrefixes()
        for network in OnLinkNetwork.ofThisMachine() { prefixes.add(network.bytes, length: network.length) }
        return prefixes
    }
}
