import API
import Core
import Glibc
import HTTPMessage
import JSON
import LocalNetwork
import Settings
import Store
import System

/// Reads this machine for the rules. What needs root comes first: then root becomes the owner of the state folder.
struct Examination {
    private let places: Places
    private let invalid: SettingsFailure?
    private let isRoot = geteuid() == 0

    init(_ places: Places, invalid: SettingsFailure? = nil) {
        self.places = places
        self.invalid = invalid
    }

    func findings() -> [Finding] {
        // Before the agent is asked: a connection to its socket starts a service that has failed.
        let (unit, service) = (socketUnit, serviceProperties)
        let agent = AgentReading(places)
        let network = NetworkExamination(places, agent, unit)
        var found = settings + socket(agent) + network.findings + systemd(service, agent) + avahi(agent)
        found += unit.findings(places.settings, agentAnswers: agent.answers || agent.isDenied)
        found += StatusReading(status: agent.status).findings + trial(agent)
        let publicURL = agent.answers ? agent.publicURL : places.settings.publicURL?.text ?? ""
        // From here on, nothing is read with more rights than the owner of the folder has.
        let folder = DiskReading(folder: places.stateFolder, space: try? DiskSpace(of: existing(places.stateFolder)))
        found += folder.findings
        do throws(CommandFailure) { try places.becomeOwner() } catch {
            return found + [
                .error(
                    "rights_wrong", what: "The state folder is not safe.", why: error.text.asSentence,
                    remedy: "Correct the owner and the mode of the folder.")
            ]
        }
        if !publicURL.isEmpty { found += PublicURLProbe(publicURL, agent).reading.findings }
        let store = StoreExaminer(places, agent).result
        found += store.findings
        // A running agent has described them already.
        return found + (agent.answers ? [] : network.changes(for: store.devices))
    }

    private func existing(_ path: String) -> String {
        var path = path
        while (try? Files.status(path, followingLinks: true)) == nil, path != "/", path != "." {
            path = Files.folder(of: path)
        }
        return path
    }

    private var settings: [Finding] {
        guard let invalid else { return [] }
        return [
            .error(
                "settings_invalid", what: "The settings are invalid.", why: invalid.text.asSentence,
                remedy: "Correct them: 'kith help settings' shows every setting. Then restart kith.")
        ]
    }

    private func socket(_ agent: AgentReading) -> [Finding] {
        let path = places.controlSocket
        let file = try? Files.status(path, followingLinks: false)
        let user = User.current
        let group = file.map { Group(id: $0.group) }
        return SocketReading(
            path: path, status: file.map { ($0.group, group?.name ?? "\($0.group)", $0.mode) },
            isDenied: agent.isDenied, isMember: group?.lists(user) ?? false, user: user.shellName,
            isOfService: path == "/run/kith/control.sock"
        ).findings
    }

    /// Whether the service of this machine is meant.
    private var isService: Bool {
        places.areUsual && places.controlSocket == "/run/kith/control.sock" && Files.exists("/run/systemd/system")
    }

    private var socketUnit: SocketUnitReading {
        guard isService, let text = Machine.ask("systemctl", "show", "kith.socket", "-p", "Listen,BindIPv6Only") else {
            return SocketUnitReading()
        }
        let machine = (try? Files.read("/proc/sys/net/ipv6/bindv6only", atMost: 8)) ?? []
        return SocketUnitReading(properties: text, isV6Separate: machine.first == UInt8(ascii: "1"))
    }

    private var serviceProperties: String? {
        guard isService else { return nil }
        return Machine.ask(
            "systemctl", "show", "kith.service", "-p",
            "LoadState,ActiveState,Result,UnitFileState,ExecMainStatus,NRestarts")
    }

    private func systemd(_ properties: String?, _ agent: AgentReading) -> [Finding] {
        let own = Finding.notice(
            "not_running", what: "No agent is running.", why: "Nothing answers on \(places.controlSocket).",
            remedy: "To start the node: kith pair")
        let absent = agent.answers || agent.isDenied ? [] : [own]
        guard let properties,
            let reading = SystemdReading(properties: properties, agentAnswers: agent.answers || agent.isDenied)
        else { return absent }
        return reading.findings
    }

    private func avahi(_ agent: AgentReading) -> [Finding] {
        guard !places.settings.listen.areLoopback else { return [] }
        let daemon = AvahiDaemon.onThisMachine
        let mdns = agent.status["mdns"]?.object ?? [:]
        let resolver = User(named: "systemd-resolve")
        return AvahiReading(
            daemon: daemon,
            version: daemon == .missing
                ? nil : Machine.ask("avahi-daemon", "--version").map { $0.filter { $0 != "\n" } },
            resolvedAnswers: resolver.map { SocketTable.ofThisMachine().hasUDP(5_353, of: $0.id) } ?? false,
            state: mdns.text("state"), detail: mdns.text("detail"),
            name: agent.status["node"]?.object?.text("name") ?? "", others: agent.otherNodes
        ).findings
    }

    private func trial(_ agent: AgentReading) -> [Finding] {
        let store = agent.status["store"]?.object ?? [:]
        guard !(agent.status["units"]?.array ?? []).isEmpty, store["live_peers"]?.integer == 0,
            let hint = TrialNode.hint(forServiceAt: store.text("path"))
        else { return [] }
        return [
            .notice(
                "trial_node", what: "The service has no devices, and you have another node.", why: hint,
                remedy: "To keep its devices: sudo kith adopt")
        ]
    }
}

/// Programs of this machine.
enum Machine {
    private static let patience: Duration = .seconds(5)

    static func ask(_ name: String, _ arguments: String...) -> String? {
        guard let path = Program.find(name) else { return nil }
        let result = Program.run(path, arguments, within: patience, atMost: 1 << 16)
        return result?.exitCode == 0 ? result?.text : nil
    }
}

extension PairedDevice {
    /// A peer as the agent describes it. Its keys are in the order in which they were added.
    init(_ peer: JSONObject) {
        self.init(
            name: peer.text("name"),
            addresses: peer.objects("keys").map { HostAddress($0.text("node_address")) })
    }
}

/// What a running agent says. Empty if none answers.
struct AgentReading {
    var status: JSONObject = [:]
    var isDenied = false
    var publicURL = ""
    /// The names of the nodes on the local network.
    var otherNodes: [String] = []
    var devices: [PairedDevice] = []
    let client: ControlClient

    var answers: Bool { status.count > 0 }

    /// With a state that the agent has given already.
    init(_ places: Places, status: JSONObject) {
        client = ControlClient(places)
        self.status = status
        read((try? client.object(.get, "/v1/nodes").objects("nodes")) ?? [])
    }

    init(_ places: Places) {
        client = ControlClient(places, patience: .seconds(3))
        do throws(CommandFailure) {
            guard let answer = try client.ask(.get, "/v1/status"), answer.status == 200 else { return }
            status = answer.object
            read(try client.object(.get, "/v1/nodes").objects("nodes"))
            devices = try PeerDirectory(client).all(withEnded: false).map { PairedDevice($0) }
        } catch { isDenied = error.code == .refused }
    }

    private mutating func read(_ nodes: [JSONObject]) {
        publicURL = nodes.first { $0.text("relation") == "this" }?.text("public_url") ?? ""
        otherNodes = nodes.filter { $0.text("relation") != "this" }.map { $0.text("name") }
    }
}
