import API
import Access
import Core
import HTTPMessage
import Handlers
import MDNS
import Mesh
import Settings
import Store
import Synchronization
import System

/// What stays the same about this node while it runs, and the addresses, which change.
final class NodeFacts: NodeDescription {
    let id: NodeID
    private let live: LiveSettings
    let startedAt: Moment
    private let publisher: Publisher
    private let store: any Maintenance
    private let finder: NodeFinder
    private let certificate: CertificateHolder
    /// Known when the port is bound; the default one is first. Empty while there is no address on a local network.
    private let addresses = Mutex<(hosts: [String], port: UInt16)>(([], 0))

    init(
        id: NodeID, live: LiveSettings, startedAt: Moment, publisher: Publisher, finder: NodeFinder,
        store: any Maintenance, certificate: CertificateHolder
    ) {
        self.id = id
        self.live = live
        self.startedAt = startedAt
        self.publisher = publisher
        self.finder = finder
        self.store = store
        self.certificate = certificate
    }

    /// The configured name, or the host's.
    var name: String { live.value.name?.text ?? OwnNames.hostName() }
    /// As it was set, or the host's: whole, as lists show it, and up to the first dot, as pages do.
    var reservedNames: ReservedNames {
        let name = name
        return ReservedNames(node: [name, String(name.prefix { $0 != "." })].compactMap { try? Name($0) })
    }

    private var settings: AgentSettings { live.value }

    /// The connection limits. Known when the limit of descriptors was read.
    private let share = Mutex<DescriptorShare?>(nil)

    func set(_ share: DescriptorShare) { self.share.withLock { $0 = share } }

    /// For the status: the limit in force, and the setting.
    private var connections: StatusView.Connections {
        let wanted = settings.limits.connections
        return share.withLock { StatusView.Connections(limit: $0?.connections ?? wanted, wanted: $0?.wanted ?? wanted) }
    }

    /// The common values of `Host`, so that they need no parsing.
    private let commonHosts = Mutex<[[UInt8]]>([])

    func set(joinHosts hosts: [String], port: UInt16) {
        addresses.withLock { $0 = (hosts, port) }
        commonHosts.withLock { $0 = (hosts.prefix(1) + ["127.0.0.1:\(port)"]).map { Array($0.utf8) } }
    }

    func isCommon(host: ArraySlice<UInt8>?) -> Bool {
        guard let host else { return false }
        return commonHosts.withLock { hosts in hosts.contains { $0[...] == host } }
    }

    /// The start of a join URL. Nil for a host that phones cannot reach.
    func joinURLBase(_ wanted: String?) -> String? {
        let joinHosts = joinHosts
        if let wanted { return joinHosts.contains(wanted) ? base(wanted) : nil }
        if let url = settings.publicURL { return url.text }
        return joinHosts.first.map(base)
    }

    /// By HTTPS if the devices trust the certificate for this host.
    private func base(_ host: String) -> String {
        let own = certificate.own(at: SystemClock.now())
        let isCovered = Authority(host).map { own?.vouches(for: $0) == true } ?? false
        return "\(isCovered ? "https" : "http")://\(host)"
    }

    /// When the certificate expires. Nil without one.
    var certificateEnd: Moment? { certificate.view(at: SystemClock.now())?.end }

    /// The hosts that a join URL may name, the default first.
    private var joinHosts: [String] {
        let (hosts, port) = addresses.withLock { $0 }
        guard settings.joinHost == .name, let name = publisher.hostName else { return hosts }
        return ["\(name):\(port)"] + hosts
    }

    /// Why codes do not use the configured name. Nil if they do, or if none is configured.
    private var joinHostObstacle: String? {
        guard settings.joinHost == .name, settings.publicURL == nil, publisher.hostName == nil else { return nil }
        switch publisher.status {
        case .off: return "this node is only for this machine, and not advertised"
        case .waiting(let obstacle): return obstacle.description
        case .published: return AdvertisingObstacle.settling.description
        }
    }

    var sighted: [SightedNode] { finder.nodes }

    /// The node as clients read it.
    var view: NodeView {
        .this(
            id, name: name, version: kithVersion, interface: Advertisement.interfaceVersion,
            addresses: joinHosts, publicURL: settings.publicURL?.text)
    }

    var size: StoreSize { store.size() }
    var schema: Int { store.newestSchema }

    func store(livePeers: Int, openPairings: Int, lastEvent: Int64) -> StatusView.Store {
        let size = size
        return StatusView.Store(
            path: store.place, schema: store.newestSchema, bytes: size.bytes, livePeers: livePeers,
            openPairings: openPairings, lastEvent: lastEvent, lastBackup: size.lastBackup)
    }

    func status(
        store: StatusView.Store, server: StatusView.Server, time: (wall: Moment, trusted: Moment)
    ) -> StatusView {
        StatusView(
            version: kithVersion, node: StatusView.Node(id: id, name: name), startedAt: startedAt, now: time.wall,
            trustedTime: time.trusted,
            joinHosts: joinHosts, joinHostObstacle: joinHostObstacle,
            controlSocket: settings.sockets.controlPath ?? settings.controlSocket,
            listen: settings.reachable.named.map(\.description), units: settings.sockets.units,
            connections: connections, store: store, server: server, mdns: publisher.status.words,
            sightedNodes: finder.nodes.count,
            cookies: StatusView.Cookies(
                domain: settings.cookieDomain?.text, areInsecure: settings.insecureCookies),
            certificate: certificate.view(at: time.wall))
    }
}
