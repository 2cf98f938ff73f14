import API
import Core
import Glibc
import JSON
import LocalNetwork
import Settings
import System

/// Port, address, firewall and proxies of this machine.
struct NetworkExamination {
    private let places: Places
    private let agent: AgentReading
    private let table = SocketTable.ofThisMachine()
    private let isRoot = geteuid() == 0
    /// That the node uses when it starts: of the settings or, if they have none, of the socket unit.
    private let configuredPort: UInt16

    init(_ places: Places, _ agent: AgentReading, _ unit: SocketUnitReading = SocketUnitReading()) {
        let isSet = places.settings.origins["port"] != nil
        configuredPort = isSet ? places.settings.port : unit.ports.first ?? places.settings.port
        self.places = places
        self.agent = agent
    }

    var findings: [Finding] { port + address + firewall + proxy }

    /// The port of the agent that runs, or that of the settings.
    private var number: UInt16 {
        let join = agent.status["join"]?.object ?? [:]
        let host = join.text("host")
        return host.split(separator: ":").last.flatMap { UInt16($0) } ?? configuredPort
    }

    private var port: [Finding] {
        let entry = agent.answers || agent.isDenied ? nil : table.listener(on: configuredPort)
        let holders = SocketHolders(of: entry.map { [$0.inode] } ?? [])
        let process = entry.flatMap { holders.process(of: $0.inode) }
        return PortReading(
            port: configuredPort, isRoot: isRoot,
            isHeldBySystemd: entry.map { holders.isPassed($0.inode) || process == nil && isSocketUnitActive } ?? false,
            agentAnswers: agent.answers || agent.isDenied,
            holder: entry.map { .init(user: $0.user, process: process) }
        ).findings
    }

    private var isSocketUnitActive: Bool {
        Files.exists("/run/systemd/system") && Machine.ask("systemctl", "is-active", "kith.socket") != nil
    }

    private var hasPublicURL: Bool { !agent.publicURL.isEmpty || places.settings.publicURL != nil }

    private var isLoopbackOnly: Bool { listensOnLoopbackOnly || hasLoopbackCodes }

    /// As the agent says or, if none answers, by the settings.
    private var listensOnLoopbackOnly: Bool {
        guard agent.answers else { return places.settings.listen.areLoopback }
        let named = agent.status["listen"]?.array?.compactMap { $0.string.flatMap { HostAddress($0) } } ?? []
        return !named.isEmpty && named.allSatisfy(\.isLoopback)
    }

    private var hasLoopbackCodes: Bool {
        if agent.answers {
            let host = (agent.status["join"]?.object ?? [:]).text("host")
            return host.hasPrefix("127.") || host.hasPrefix("[::1]")
        }
        if case .address(let bytes) = places.settings.address { return HostAddress(bytes)?.isLoopback ?? false }
        return false
    }

    private var choice: Result<AddressChoice, NoAddress> {
        let listen = places.settings.listen
        do throws(NoAddress) {
            return .success(
                try chooseAddress(in: .ofThisMachine(), setting: places.settings.address) {
                    HostAddress($0.bytes).map(listen.includes) ?? false
                })
        } catch { return .failure(error) }
    }

    /// Whether devices can reach the node at all.
    var reach: [Finding] { address }

    /// Whether the node has the addresses at which these devices were paired.
    func changes(for devices: [PairedDevice]) -> [Finding] { addressReading(for: devices).changes }

    private var address: [Finding] {
        let reading = addressReading(for: agent.devices)
        return reading.reach + reading.changes
    }

    private func addressReading(for devices: [PairedDevice]) -> AddressReading {
        var obstacle: String?
        if case .failure(let reason) = choice { obstacle = AddressAdvice.text(for: reason, places.settings) }
        if agent.answers {
            let hasHost = !(agent.status["join"]?.object?.text("host") ?? "").isEmpty
            obstacle = hasHost ? nil : obstacle ?? AddressAdvice.text(for: .noLANAddress, places.settings)
        }
        return AddressReading(
            obstacle: obstacle, isLoopbackOnly: isLoopbackOnly, hasPublicURL: hasPublicURL,
            addresses: Set(InterfaceAddress.ofThisMachine().compactMap { HostAddress($0.bytes) }),
            devices: devices,
            hasLoopbackCodesOnly: hasLoopbackCodes && !listensOnLoopbackOnly)
    }

    var firewall: [Finding] {
        guard !isLoopbackOnly, number != 0, case .success(let choice) = choice else { return [] }
        let connection = PhoneConnection(
            port: number, address: choice.chosen.bytes, interface: choice.chosen.interface)
        let readings = FirewallReadings.ofThisMachine(for: connection)
        let legacy = ["ip_tables_names", "ip6_tables_names"].contains {
            !((try? Files.read("/proc/net/\($0)", atMost: 64)) ?? []).isEmpty
        }
        return FirewallReading(
            port: number, isRoot: isRoot, finding: readings.finding(for: connection),
            wasRead: readings.ufwStatus != nil || readings.firewalldZone != nil || readings.nftRuleset != nil,
            hasLegacyRules: isRoot && legacy
        ).findings
    }

    /// Only root sees which process holds a socket.
    private var proxy: [Finding] {
        guard isRoot, agent.answers else { return [] }
        let clients = table.clients(of: number)
        guard !clients.isEmpty else { return [] }
        let open = table.open
        let holders = SocketHolders(of: Set((clients + open).map(\.inode)))
        let listening = Set(open.map(\.inode))
        let candidates = clients.compactMap { client -> ProxyReading.Candidate? in
            guard let process = holders.process(of: client.inode), process.name != "kith",
                !holders.sockets(of: process).isDisjoint(with: listening)
            else { return nil }
            return .init(process: process, user: client.user, address: client.local)
        }
        let users = places.settings.localUsers.compactMap { user -> UInt32? in
            switch user {
            case .name(let name): User(named: name)?.id
            case .number(let id): id
            }
        }
        let trusted = places.settings.trustedProxies
        return ProxyReading(
            candidates: candidates, isTrusted: { address in trusted.contains { $0.contains(address) } },
            localUsers: Set(users)
        ).findings
    }
}
