import Console
import Core

/// What there is to see of a pairing, before it is known how much room there is.
struct PairScreen: Equatable {
    struct Paragraph: Equatable {
        let text: String
        var style = Style.plain
        /// Without an empty line before it.
        var isTight = false
    }

    /// Nil where there is nothing to scan.
    var joinURL: String?
    /// Other addresses of the node.
    var others: String?
    /// In the order in which they go where room is short: the last first.
    var paragraphs: [Paragraph] = []
    var prompt = ""
    /// Behind the prompt.
    var typed = ""
}

/// What a screen shows beside the dialogue.
struct PairSurroundings {
    var clock = WallClock.utc
    /// This command is the agent itself.
    var isAgent = false
    /// And stays so after the device is paired.
    var staysOpen = false
    /// Why codes have an address though the node's name is wanted.
    var noNameBecause: String?

    /// What is to be known beside the code, a sentence each.
    var notes: [String] {
        (isAgent ? [Texts.ownAgent(staysOpen: staysOpen)] : []) + (noNameBecause.map { [Texts.noName($0)] } ?? [])
    }
}

extension PairScreen {
    init(_ dialogue: PairDialogue, now: Moment, in surroundings: PairSurroundings) {
        typed = dialogue.typed
        if let code = dialogue.code {
            joinURL = code.joinURL
            others = dialogue.hosts.others.isEmpty ? nil : Self.others(dialogue.hosts.others)
        }
        show(dialogue, now, surroundings)
        if let takeOver = dialogue.takeOver { add(takeOver.text, .faint) }
        if dialogue.silentSince != nil { add("The agent does not answer. Waiting for it …", .alarm) }
    }

    private mutating func show(_ dialogue: PairDialogue, _ now: Moment, _ surroundings: PairSurroundings) {
        switch dialogue.state {
        case .starting: prompt = "Asking for a code …"
        case .cancelling: prompt = "Cancelling …"
        case .registering, .ended: prompt = "Registering …"
        case .waiting(let code): wait(code, offer: dialogue.offer(at: now), dialogue.alarms, now, surroundings)
        case .asking(let code, let visitor, let question):
            ask(code, visitor, question, dialogue.alarms, now, surroundings)
        case .expired:
            add("The time of this code is over.", .strong)
            add("Nobody was let in.")
            keys([("n", "a new code"), ("Ctrl-C", "end")])
            prompt = "A new code? "
        }
    }

    private mutating func wait(
        _ code: OpenCode, offer: String?, _ alarms: Alarms, _ now: Moment, _ surroundings: PairSurroundings
    ) {
        add("Scan this with the device.", .strong)
        add("It then shows a PIN, to be typed here.", tight: true)
        alarm(alarms)
        timeLeft(code, now)
        if offer != nil { add("Nobody has come yet. Is the device on another network?") }
        keys([("n", "a new code")] + (offer.map { [("a", "try \($0)")] } ?? []) + [("Ctrl-C", "cancel")])
        agentNote(surroundings)
        prompt = "Waiting for a device … "
    }

    private mutating func ask(
        _ code: OpenCode, _ visitor: Visitor, _ question: PairDialogue.Question, _ alarms: Alarms, _ now: Moment,
        _ surroundings: PairSurroundings
    ) {
        add(visitor.browser, .strong)
        add("at \(visitor.address), \(surroundings.clock.time(visitor.at))", tight: true)
        switch question {
        case .pin(let complaint):
            if let complaint { add(complaint.text, .alarm) }
            prompt = "PIN on its screen? "
        case .conflict(let text):
            add(text)
            prompt = "[s]ame device, or [k]eep both? "
        case .limit(let why):
            add(why, .alarm)
            add("In another window: kith peers revoke NAME")
            prompt = "Enter tries again. "
        }
        alarm(alarms)
        timeLeft(code, now)
        keys([("n", "a new code, if it is not yours"), ("Ctrl-C", "cancel")])
        agentNote(surroundings)
    }

    private mutating func alarm(_ alarms: Alarms) {
        guard let foremost = alarms.foremost else { return }
        add(foremost.headline, .alarm)
        add(foremost.advice, tight: true)
        let more = alarms.all.count - 1
        if more > 0 { add("And \(more) more such \(more == 1 ? "alarm" : "alarms").", .alarm, tight: true) }
    }

    private mutating func timeLeft(_ code: OpenCode, _ now: Moment) {
        add("Good for \((code.expiresAt - now).countdown)", .strong)
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

extension PairDialogue.Complaint {
    fileprivate var text: String {
        switch self {
        case .notAPin: "The PIN is six digits."
        case .wrongPin(let left): "That is not the PIN. \(left) \(left == 1 ? "attempt" : "attempts") left."
        }
    }
}
