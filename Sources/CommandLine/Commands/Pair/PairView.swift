import Console
import Core
import JSON
import QRCode

/// How a pairing is shown: on a screen, as lines, or as events.
protocol PairView: ~Copyable {
    /// Whether input arrives key by key.
    var readsKeys: Bool { get }
    /// Returns false when nobody reads the output any longer. `draw` and `tell` then do nothing.
    var isThere: Bool { get }

    mutating func open()
    mutating func tell(_ news: PairNews, now: Moment)
    mutating func record(_ event: RecordedEvent)
    mutating func draw(_ dialogue: PairDialogue, now: Moment)
    /// The screen may be damaged: the next one is drawn completely.
    mutating func spoil()
    /// Releases the terminal for a while, until ``open()``.
    mutating func pause()
    /// Releases the terminal for good.
    mutating func close()
}

extension PairView where Self: ~Copyable {
    mutating func open() {}
    mutating func record(_ event: RecordedEvent) {}
    mutating func draw(_ dialogue: PairDialogue, now: Moment) {}
    mutating func spoil() {}
    mutating func pause() {}
    mutating func close() {}
}

/// For a pipe, a file, or a terminal that cannot move its cursor.
struct LinesView: PairView {
    let surroundings: PairSurroundings
    /// Other addresses of the node.
    let others: [String]
    let readsKeys = false
    private(set) var isThere = true

    init(_ surroundings: PairSurroundings, others: [String]) {
        self.surroundings = surroundings
        self.others = others
    }

    mutating func open() {
        for note in surroundings.notes { say(note) }
    }

    mutating func tell(_ news: PairNews, now: Moment) {
        if case .code(let code) = news { show(code, now) }
        if case .arrived(let visitor) = news {
            say("Access: \(surroundings.grant.text(for: visitor, now: now, clock: surroundings.clock))")
        }
        if let text = news.text(now: now, clock: surroundings.clock) { say(text) }
        if case .moved(let code) = news { show(code, now) }
        if news.ringsBell, Terminal.isInteractive { isThere = Terminal.put("\u{07}") && isThere }
    }

    /// The code that is shown.
    private var shown: String?

    private mutating func show(_ code: OpenCode, _ now: Moment) {
        if let capped = Texts.capped(surroundings.grant.scopes, isPlainHTTP: code.isPlainHTTP) { say(capped) }
        // Its colours are no decoration: NO_COLOR is not for them.
        QRCode(code.joinURL)?.terminalLines(colour: Terminal.isInteractive).forEach { say($0) }
        say(code.joinURL)
        // Those of the time when the command began: a code that has moved shows that they have changed.
        if !others.isEmpty, !code.isForThisMachine, code.id != shown {
            say("Also reachable at: \(others.joined(separator: ", "))")
        }
        let left = (code.expiresAt - now).told
        say(code.isForThisMachine ? Texts.openHere : Texts.scanThis)
        say("The code is valid for \(left). n makes a new code, Ctrl-C cancels.")
        shown = code.id
    }

    private mutating func say(_ line: String) { isThere = Terminal.put(line + "\n") && isThere }
}

/// For a program: one event per line, and nothing else on standard output.
struct EventsView: PairView {
    let surroundings: PairSurroundings
    let readsKeys = false
    private(set) var isThere = true

    init(_ surroundings: PairSurroundings) { self.surroundings = surroundings }

    mutating func open() {
        for note in surroundings.notes { Terminal.error(note) }
    }

    mutating func tell(_ news: PairNews, now: Moment) {
        if var event = news.event(now: now) {
            if case .code(let code) = news { add(cappedBy: code, to: &event) }
            say(event)
        } else {
            complain(news, now)
        }
    }

    mutating func record(_ event: RecordedEvent) { say(event.whole) }

    private mutating func say(_ event: JSONObject) {
        isThere = Terminal.put(JSONValue.object(event).cleaned.text + "\n") && isThere
    }

    /// The scopes that a key made over this code's transport cannot carry. The member is there only if there are some.
    private func add(cappedBy code: OpenCode, to event: inout JSONObject) {
        let capped = surroundings.grant.scopes.subtracting(.plainHTTP).members
        guard code.isPlainHTTP, !capped.isEmpty, var data = event["data"]?.object else { return }
        data["capped"] = .array(capped.map { .string($0.rawValue) })
        event["data"] = .object(data)
    }

    /// What is wrong with the agent is an error.
    private func complain(_ news: PairNews, _ now: Moment) {
        switch news {
        case .agentSilent, .agentBack, .tookOver, .noAddress, .backOnNetwork:
            if let text = news.text(now: now, clock: .utc) { Terminal.error(text) }
        case .code, .moved, .nobodyCame, .firewall, .arrived, .notAnAnswer, .wrongPin, .alarm, .ipConflict,
            .deviceLimit,
            .over, .registered:
            break
        }
    }
}
