import Console
import Core
import LocalNetwork

/// The content of the screen, before its size is known.
struct PairScreen: Equatable {
    struct Paragraph: Equatable {
        let text: String
        var style = Style.plain
        /// Without an empty line before it.
        var isTight = false
    }

    /// Nil if there is nothing to scan.
    var joinURL: String?
    /// Other addresses of the node.
    var others: String?
    /// In the order of importance: if space is short, the last is left out first.
    var paragraphs: [Paragraph] = []
    var prompt = ""
    /// The text after the prompt.
    var typed = ""
    /// The prompt is what somebody should look at.
    var isPromptLarge = false
}

/// What a screen shows in addition to the dialogue.
struct PairSurroundings {
    var clock = WallClock.utc
    /// What the device gets.
    var grant = PairGrant()
    /// Whether this command itself is the agent.
    var isAgent = false
    /// And stays so after the device is paired.
    var staysOpen = false
    /// Why codes contain an address although the node's name is configured.
    var noNameBecause: String?

    /// Notes next to the code, one sentence each.
    var notes: [String] {
        (isAgent ? [Texts.ownAgent(staysOpen: staysOpen)] : []) + (noNameBecause.map { [Texts.noName($0)] } ?? [])
    }
}

extension PairScreen {
    init(_ dialogue: PairDialogue, now: Moment, in surroundings: PairSurroundings) {
        typed = dialogue.typed
        // Once a device is there, the code serves nobody: a second one that scans it raises an alarm.
        if case .waiting(let code) = dialogue.state, !dialogue.isOffNetwork {
            joinURL = code.joinURL
            let hosts = dialogue.hosts.others
            others = hosts.isEmpty || code.isForThisMachine ? nil : Self.others(hosts)
        }
        show(dialogue, now, surroundings)
        if let takeOver = dialogue.takeOver { add(takeOver.text, .faint) }
        if dialogue.silentSince != nil { add(Texts.agentSilent, .alarm) }
    }

    private mutating func show(_ dialogue: PairDialogue, _ now: Moment, _ surroundings: PairSurroundings) {
        switch dialogue.state {
        case .starting where dialogue.isOffNetwork:
            waitForAddress([("Ctrl-C", "cancel")])
            agentNote(surroundings)
        case .starting: prompt = "Asking for a code …"
        case .cancelling: prompt = "Cancelling …"
        case .registering, .ended: prompt = "Registering …"
        case .waiting(let code) where dialogue.isOffNetwork:
            waitForAddress([("Ctrl-C", "cancel")])
            timeLeft(code, now)
        case .waiting(let code): wait(code, dialogue, now, surroundings)
        case .asking(let code, let visitor, let question):
            ask(code, visitor, question, dialogue.alarms, now, surroundings)
            if dialogue.isOffNetwork {
                add(Texts.noAddress, .alarm)
            } else if dialogue.hasMoved {
                add(Texts.movedWhileAsking, .alarm)
            }
        case .closed(let closing):
            add(closing.text, .strong)
            add("No device was paired.", tight: true)
            prompt = "Press n or Enter for a new code, Ctrl-C to quit. "
        }
    }

    private mutating func wait(
        _ code: OpenCode, _ dialogue: PairDialogue, _ now: Moment, _ surroundings: PairSurroundings
    ) {
        add(code.isForThisMachine ? Texts.openHere : Texts.scanThis, .strong)
        add("It shows a PIN. Type the PIN here.", tight: true)
        if dialogue.hasMoved { add(Texts.moved, .alarm) }
        capped(code, surroundings)
        alarm(dialogue.alarms)
        timeLeft(code, now)
        let offer = dialogue.offer(at: now)
        keys([("n", "a new code")] + (offer.map { [("a", "try \($0)")] } ?? []) + [("Ctrl-C", "cancel")])
        if dialogue.isLate(at: now) { causes(dialogue.firewall) }
        agentNote(surroundings)
        prompt = "Waiting for a device … "
    }

    private mutating func waitForAddress(_ keys: [(String, String)]) {
        add(Texts.noAddress, .strong)
        self.keys(keys)
        prompt = "Waiting for a network … "
    }

    private mutating func ask(
        _ code: OpenCode, _ visitor: Visitor, _ question: PairDialogue.Question, _ alarms: Alarms, _ now: Moment,
        _ surroundings: PairSurroundings
    ) {
        add(visitor.browser, .strong)
        add("\(visitor.address), \(surroundings.clock.time(visitor.at))", tight: true)
        add("Access: \(surroundings.grant.text(for: visitor, now: now, clock: surroundings.clock))")
        capped(code, surroundings)
        switch question {
        case .pin(let complaint):
            if let complaint { add(complaint.text, .alarm) }
            prompt = Texts.prompt + " "
            isPromptLarge = true
        case .conflict(let holder):
            add(holder.fact(visitor, now: now, clock: surroundings.clock), .strong)
            for answer in holder.answers(for: visitor) { add("[\(answer.key)] \(answer.what)", tight: true) }
            prompt = "s or k? "
        case .limit(let why):
            add(why, .alarm)
            add("In another window: kith peers revoke NAME")
            prompt = "Enter tries again. "
        }
        alarm(alarms)
        timeLeft(code, now)
        keys([("n", "not your device? Make a new code"), ("Ctrl-C", "cancel")])
        agentNote(surroundings)
    }

    private mutating func alarm(_ alarms: Alarms) {
        guard let foremost = alarms.foremost else { return }
        add(foremost.headline, .alarm)
        add(foremost.advice, tight: true)
        let more = alarms.all.count - 1
        if more > 0 { add("\(more) more \(more == 1 ? "warning" : "warnings").", .alarm, tight: true) }
    }

    /// Before anybody scans a code that cannot give what was asked for.
    private mutating func capped(_ code: OpenCode, _ surroundings: PairSurroundings) {
        let text = Texts.capped(surroundings.grant.scopes, isPlainHTTP: code.isPlainHTTP)
        if let text { add(text, .alarm) }
    }

    private mutating func causes(_ firewall: FirewallFinding?) {
        add(Texts.nobodyCame, .strong)
        // What is known comes before what is asked, so that a small window shows it.
        for line in (firewall.map(Texts.firewallLines) ?? []) + Texts.causes { add(line, tight: true) }
    }

    private mutating func timeLeft(_ code: OpenCode, _ now: Moment) {
        add("Expires in \((code.expiresAt - now).countdown)", .strong)
    }

    private mutating func keys(_ keys: [(String, String)]) {
        for (index, (key, what)) in keys.enumerated() { add("[\(key)] \(what)", tight: index > 0) }
    }

    private mutating func agentNote(_ surroundings: PairSurroundings) {
        for note in surroundings.notes { add(note, .faint) }
    }

    private mutating func add(_ text: String, _ style: Style = .plain, tight: Bool = false) {
        paragraphs.append(Paragraph(text: text, style: style, isTight: tight))
    }

    private static func others(_ hosts: [String]) -> String { "Also reachable at: \(hosts.joined(separator: ", "))" }
}

extension PairDialogue.Closing {
    fileprivate var text: String {
        switch self {
        case .expired: "This code has expired."
        case .tooManyAttempts: "Too many wrong PINs. This code no longer works."
        }
    }
}

extension PairDialogue.Complaint {
    fileprivate var text: String {
        switch self {
        case .notAPin: Texts.notAPin
        case .wrongPin(let left): Texts.wrongPin(left)
        }
    }
}
