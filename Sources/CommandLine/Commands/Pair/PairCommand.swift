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

enum PairCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "pair", summary: "show a QR code and admit a device", usage: ["pair [OPTIONS]"],
        about: [
            """
            Shows a code. The device that scans it shows a PIN; you type that PIN here, and the device is in. Only the \
            first device that comes gets a PIN, and you are told who it is and where from before you type.
            """,
            """
            While it waits: n makes a new code and voids the old one, Ctrl-C cancels. After 15 s without anybody, a \
            tries the node's next address. With no agent running, this command runs one until the device is in.
            """,
            """
            With --json it prints one event a line (pairing_started first, with id, join_url and expires_at) and reads \
            answers as lines: the PIN, then same_device or keep_both where it asks by ip_conflict, n for a new code.
            """,
        ],
        options: [
            ("--name NAME", "name of the device"),
            ("--for PERSON", "the person it belongs to (default: owner)"),
            ("--scope LIST", "what it may do, from \(Scope.list) (default: \(Scopes.byDefault))"),
            ("--expires DURATION", "guest pass: access ends after 30m, 4h, 2d (default: never)"),
            ("--ttl DURATION", "how long the code is valid, 10s to 1h (default: 5m)"),
            ("--peer NAME", "pair a known device again: its name and permissions stay"),
            ("--json", "print one JSON event per line, for programs"),
        ] + Help.agentOptions,
        examples: [
            ("kith pair --name \"Anna's tablet\" --for anna", "pair a tablet, with a name and an owner"),
            ("kith pair --expires 4h", "admit a guest for four hours"),
            ("kith pair --peer \"Anna's tablet\"", "pair the same tablet again after its browser lost its key"),
        ],
        values: [
            "--scope": .list(Scope.allCases.map(\.rawValue)), "--peer": .peers,
            "--interface": .interfaces,
        ],
        offersSettings: false)

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        // Here, the name is that of the device.
        let places = try Places(&arguments, taking: Places.ofAgent.subtracting(["name"]))
        let asEvents = arguments.flag("--json")
        let options = try PairOptions(&arguments)
        try arguments.finish()
        // Who reads from us may go away: that is to be noticed, not to be died of.
        signal(SIGPIPE, SIG_IGN)
        let isScreen = Terminal.isScreen && !asEvents
        var input = Input(isScreen ? Input.screen : Input.endsOfADialogue)
        let control = ControlClient(places)
        let own = try agentIfNoneRuns(control, places)
        defer { own?.stop() }
        let client = try PairClient(control, try options.terms(control))
        let join = try control.object(.get, "/v1/status")["join"]?.object ?? [:]
        var hosts = Hosts(join)
        // An agent of our own knows already.
        let isChosen = own == nil && places.namesAddress
        if isChosen { try hosts.choose(places.settings.address) }
        let surroundings = PairSurroundings(
            clock: .local, isAgent: own != nil, noNameBecause: isChosen ? nil : join["no_name_because"]?.string?.cleaned
        )
        let dialogue = PairDialogue(hosts: hosts, isChosen: isChosen, isAttended: isScreen)
        let pairing: String?
        if asEvents {
            pairing = try run(dialogue, client, EventsView(surroundings), &input)
        } else if isScreen {
            pairing = try run(dialogue, client, ScreenView(surroundings), &input)
        } else {
            pairing = try run(dialogue, client, LinesView(surroundings, others: hosts.others), &input)
        }
        if let own, let pairing { waitForDelivery(of: pairing, by: own, &input) }
    }

    private static func run(
        _ dialogue: PairDialogue, _ client: PairClient, _ view: consuming some PairView & ~Copyable,
        _ input: inout Input
    ) throws(CommandFailure) -> String? {
        var run = PairRun(dialogue, client, view)
        return try run.run(&input)
    }

    /// Our agent goes with us; the phone should hear first that it is in, and what it is told be on its way.
    private static func waitForDelivery(of pairing: String, by agent: Agent, _ input: inout Input) {
        guard let id = PairingID(pairing) else { return }
        for _ in 0..<100 {
            let isTold = agent.hasDelivered(id)
            guard input.next(within: 100, reading: false) != .interrupted, !isTold else { return }
        }
    }

    /// With no agent running, this command is one for as long as it lasts.
    private static func agentIfNoneRuns(
        _ client: ControlClient, _ places: Places
    ) throws(CommandFailure) -> Agent? {
        guard try client.ask(.get, "/healthz") == nil else { return nil }
        guard !places.areUsual || !SystemUnit.isInstalled() else {
            throw CommandFailure(
                .agentNotReachable,
                "the agent does not run. Start it: sudo systemctl start kith (or name a folder for another: --state)")
        }
        var log = places.settings.log
        // Who pairs a device wants to hear of trouble, and not of each step.
        if log.level == LogSettings().level { log.level = .warning }
        Log.use(log)
        let agent = try AgentCommand.start(places.settings, holder: "kith pair")
        if places.settings.joinHost == .name { waitForName(of: agent) }
        return agent
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

extension Hosts {
    /// Goes on to the one that is asked for.
    fileprivate mutating func choose(_ setting: AddressSetting) throws(CommandFailure) {
        let wanted: [[UInt8]]
        switch setting {
        case .automatic: return
        case .address(let bytes): wanted = [bytes]
        case .interface(let name):
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
                the agent that runs has no address on a local network. Connect this machine: the agent notices by \
                itself. For a try on this machine alone, start it with --address 127.0.0.1.
                """)
        }
        guard isFound else {
            throw CommandFailure(
                .failed,
                """
                the agent that runs does not send devices there. It may send them to \(listed(all)); for another one, \
                start it with --address or --interface.
                """)
        }
    }

    /// As the agent names them.
    fileprivate init(_ join: JSONObject) {
        let others = join["others"]?.array?.compactMap { $0.string?.cleaned } ?? []
        self.init(shown: join.text("host"), others: others)
    }
}
