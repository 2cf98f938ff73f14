import Agent
import Console
import Core
import Glibc
import HTTPMessage
import JSON
import LocalNetwork
import Settings

enum PairCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "pair", summary: "show a QR code and admit a device", usage: ["pair [OPTIONS]"],
        about: [
            """
            Shows a QR code. Scan it with the phone, then type the PIN that the phone shows. Before you type, the screen \
            shows which device connected, from which address, and what it will get. Only the first device that scans a \
            code gets a PIN.
            """,
            """
            At any time, n makes a new code and cancels the old one, and Ctrl-C cancels. If no phone connects within \
            15 s, the screen names the common causes: another Wi-Fi, the browser's permission, a firewall of this \
            machine. As root, kith reads the firewall's rules. Press a to try the node's next address, if it has one.
            """,
            """
            If no node is running and the service is not installed, this command runs the node. After the device is \
            paired, its window stays the node: p pairs another device with the same options (except --name and --peer), r \
            renames the device, Ctrl-C stops the node. To start a node with paired devices again, run 'kith pair' and \
            press Ctrl-C at the code: it cancels the code only. If another 'kith pair' runs the node and ends, this one takes \
            over. With --json or without a terminal, the node stops once the device has its token.
            """,
            """
            With --json it prints one event a line (pairing_started first, with id, join_url and expires_at) and reads \
            answers as lines: the PIN; after the event ip_conflict, same_device or keep_both; n for a new code. Any \
            other line gives the event invalid_line. If the address of this machine changes, the event join_url_changed has \
            the new join_url of the same pairing. If some scopes have no effect over plain HTTP, pairing_started \
            lists them as capped.
            """,
        ],
        options: [
            ("--name NAME", "name of the device"),
            ("--for PERSON", "the person it belongs to (default: owner; guest with --expires)"),
            ("--scope LIST", "what it may do, from \(Scope.offered)"),
            (
                "--area AREA",
                "area that it joins; repeat it for several (default: the area of default_area, for guests none)"
            ),
            ("--expires DURATION", "guest pass: access ends after 30m, 4h, 2d (default: never)"),
            ("--ttl DURATION", "how long the code is valid, 10s to 1h (default: 5m)"),
            ("--peer NAME", "pair a known device again: its name and permissions stay"),
            ("--json", "print one JSON event per line, for programs"),
        ] + Help.agentOptions,
        examples: [
            ("kith pair --name \"Anna's tablet\" --for anna", "pair a tablet, with a name and an owner"),
            ("kith pair --expires 4h --area Guests", "admit a guest to one area for four hours"),
            ("kith pair --peer \"Anna's tablet\"", "pair the same tablet again after its browser lost its key"),
        ],
        values: [
            "--scope": .list(Scope.allCases.map(\.rawValue)), "--peer": .peers,
            "--interface": .interfaces,
        ],
        repeated: ["--area"],
        offersSettings: false)

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        // Here the name is that of the device.
        let places = try Places(&arguments, taking: Places.ofAgent.subtracting(["name"]))
        let asEvents = arguments.flag("--json")
        let options = try PairOptions(&arguments)
        try arguments.finish()
        // The reader of our output may close it. That must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let view: PairSession.View = asEvents ? .events : Terminal.isScreen ? .screen : .lines
        let staysOpen = Terminal.canAsk && !asEvents
        var input = Input(staysOpen ? Input.screen : Input.endsOfADialogue)
        let node = try PairNode(places, &input)
        defer { node.stop() }
        // Another 'kith pair' that waits to run the node needs the options of the agent later.
        if !node.isOwn, !node.isSuccessor, let failure = Self.withoutEffect(places.named) { throw failure }
        let session = PairSession(node: node, places: places, view: view, staysOpen: staysOpen)
        let result = try session.pair(options, isFirst: true, &input)
        if staysOpen, node.isOwn, !input.isToldToEnd, result.admission != nil || session.isNeeded(after: result) {
            return try NodeWindowRun.run(session, options.forNextDevice, result, &input)
        }
        if let failure = result.failure { throw failure }
        if let agent = node.agent, let pairing = result.pairing { waitForDelivery(of: pairing, by: agent, &input) }
    }

    /// Options of an agent change nothing while another process is the agent. Nil if there are none.
    static func withoutEffect(_ named: [String]) -> CommandFailure? {
        // These find the agent, or choose the host of the code.
        let effective: Set = ["--state", "--socket", "--address", "--interface"]
        let idle = named.filter { !effective.contains($0) }
        guard !idle.isEmpty else { return nil }
        let (have, them) = idle.count == 1 ? ("has", "it") : ("have", "them")
        return CommandFailure(
            .usage,
            """
            the agent already runs, so \(listed(idle)) \(have) no effect. Restart the agent with \(them), or leave \(them) out.
            """)
    }

    /// This process ends its agent. Before that, the phone needs the news that it is paired, and its token.
    private static func waitForDelivery(of pairing: String, by agent: Agent, _ input: inout Input) {
        guard let id = PairingID(pairing) else { return }
        for _ in 0..<100 {
            let isTold = agent.hasDelivered(id)
            guard input.next(within: 100, reading: false) != .interrupted, !isTold else { return }
        }
    }
}

/// The pairings of one command.
struct PairSession {
    enum View {
        case screen
        case lines
        case events
    }

    let node: PairNode
    let places: Places
    let view: View
    /// Whether a node of this process runs on after a device is paired.
    let staysOpen: Bool
    /// Whether this process ran the node from the start.
    let wasOwn: Bool

    init(node: PairNode, places: Places, view: View, staysOpen: Bool) {
        (self.node, self.places, self.view, self.staysOpen) = (node, places, view, staysOpen)
        wasOwn = node.isOwn
    }

    /// Whether the node stays although no device was paired: it was another window's before, or devices are paired already.
    /// Not if no code could be shown: then the options are wrong.
    func isNeeded(after result: PairResult) -> Bool {
        guard wasOwn else { return true }
        guard result.pairing != nil, let status = try? node.control.object(.get, "/v1/status") else { return false }
        return status["store"]?.object?["live_peers"]?.integer ?? 0 > 0
    }

    /// Shows one code after another, until a device is paired or the operator cancels.
    func pair(
        _ options: PairOptions, isFirst: Bool, _ input: inout Input
    ) throws(CommandFailure) -> PairResult {
        let status = try node.control.object(.get, "/v1/status")
        let join = status["join"]?.object ?? [:]
        let listen = status["listen"]?.array?.compactMap { $0.string.flatMap { HostAddress($0) } } ?? []
        let client = try PairClient(
            node.control, try options.terms(node.control),
            waitsForAddress: listen.isEmpty || !listen.allSatisfy(\.isLoopback))
        var hosts = Hosts(join)
        // The own agent already knows.
        let isChosen = !node.isOwn && places.namesAddress
        if isChosen { try hosts.choose(places.settings.address) }
        let surroundings = PairSurroundings(
            clock: .local, grant: try options.grant(node.control), isAgent: isFirst && wasOwn, staysOpen: staysOpen,
            noNameBecause: isChosen ? nil : join["no_name_because"]?.string?.cleaned)
        let dialogue = PairDialogue(
            hosts: hosts, isChosen: isChosen, isAttended: view == .screen, isSuccessor: node.isSuccessor)
        switch view {
        case .events: return try run(dialogue, client, EventsView(surroundings), &input)
        case .screen: return try run(dialogue, client, ScreenView(surroundings), &input)
        case .lines: return try run(dialogue, client, LinesView(surroundings, others: hosts.others), &input)
        }
    }

    private func run(
        _ dialogue: PairDialogue, _ client: PairClient, _ view: consuming some PairView & ~Copyable,
        _ input: inout Input
    ) throws(CommandFailure) -> PairResult {
        var run = PairRun(dialogue, client, node, view)
        return try run.run(&input)
    }
}

extension Hosts {
    /// Moves on to the requested address.
    fileprivate mutating func choose(_ setting: AddressSetting) throws(CommandFailure) {
        let (wanted, named): ([[UInt8]], String)
        switch setting {
        case .automatic: return
        case .address(let bytes):
            wanted = [bytes]
            named = "at \(InterfaceAddress(interface: "", bytes: bytes).text)"
        case .interface(let name):
            named = "on the interface '\(name.cleaned)'"
            wanted = InterfaceAddress.ofThisMachine().filter { $0.interface == name }.map(\.bytes)
        }
        let isFound = advance { host in
            let address = Authority(host).flatMap { HostAddress($0.host)?.bytes }
            return address.map(wanted.contains) ?? false
        }
        guard !shown.isEmpty else {
            throw CommandFailure(
                .failed,
                """
                the running agent has no address on a local network. Connect this machine: the agent notices by \
                itself. To try it on this machine only, start it with --address 127.0.0.1.
                """)
        }
        guard isFound else {
            throw CommandFailure(
                .failed,
                """
                the running agent is not reachable \(named). Available: \(listed(all)). For another one, restart the \
                agent with --address or --interface.
                """)
        }
    }

    /// The names that the agent uses.
    init(_ join: JSONObject) {
        let others = join["others"]?.array?.compactMap { $0.string?.cleaned } ?? []
        self.init(shown: join.text("host"), others: others)
    }
}
