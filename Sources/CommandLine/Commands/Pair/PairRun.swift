import Agent
import Console
import Core
import LocalNetwork
import System

/// How a run of ``PairDialogue`` ended.
struct PairResult {
    /// The last code.
    let pairing: String?
    /// All codes.
    let pairings: Set<String>
    /// Nil if no device was paired.
    let admission: Admission?
    /// Why not.
    let failure: CommandFailure?
    /// Continues where the dialogue stopped reading events.
    let cursor: EventCursor
}

/// The shell around ``PairDialogue``: passes inputs in, performs the effects, and shows the state.
struct PairRun<View: PairView & ~Copyable>: ~Copyable {
    private var dialogue: PairDialogue
    private var client: PairClient
    private let node: PairNode
    private var view: View
    private var keys = KeyReader()
    private var lines = LineReader()
    private let inspection = FirewallInspection()
    /// How it ended. Nil before that.
    private var ending: Ending?
    private var admission: Admission?

    private enum Ending {
        case done
        case failed(CommandFailure)
    }

    /// How long it waits for an input. The agent is asked for news as often.
    private static var beat: Int32 { 300 }

    init(_ dialogue: PairDialogue, _ client: PairClient, _ node: PairNode, _ view: consuming View) {
        self.dialogue = dialogue
        self.client = client
        self.node = node
        self.view = view
    }

    /// Until a device is paired, or nobody wants that any longer.
    mutating func run(_ input: inout Input) throws(CommandFailure) -> PairResult {
        view.open()
        defer { view.close() }
        defer { inspection.stop() }
        try perform(dialogue.opening)
        var pairing = dialogue.code?.id
        while ending == nil {
            node.turn()
            pairing = dialogue.code?.id ?? pairing
            view.draw(dialogue, now: SystemClock.now())
            try handle(view.isThere ? input.next(within: Self.beat) : .interrupted)
            if let finding = inspection.takeFinding() { try take(.inspected(finding)) }
        }
        let failure: CommandFailure? = if case .failed(let failure) = ending { failure } else { nil }
        return PairResult(
            pairing: pairing, pairings: dialogue.own, admission: admission, failure: failure, cursor: client.cursor)
    }

    private mutating func handle(_ event: Input.Event) throws(CommandFailure) {
        switch event {
        case .bytes(let bytes): try type(bytes)
        case .end:
            // The last line may have no line end.
            for line in lines.finish() { try take(.line(line)) }
            try take(.inputEnded)
        case .interrupted: try take(.interrupted)
        case .nothing: try take(.tick)
        case .resized: view.spoil()
        case .suspended:
            view.pause()
            Input.stopHere()
            view.open()
        case .resumed:
            // The process may have been stopped without notice, and the command shell may have changed the terminal.
            view.pause()
            view.open()
        }
    }

    private mutating func type(_ bytes: [UInt8]) throws(CommandFailure) {
        guard view.readsKeys else {
            for line in lines.take(bytes) { try take(.line(line)) }
            return
        }
        for key in keys.take(bytes) {
            if key == .redraw { view.spoil() }
            try take(.key(key))
        }
    }

    private mutating func take(_ input: PairInput) throws(CommandFailure) {
        try perform(dialogue.take(input, now: SystemClock.now()))
    }

    /// The result of an effect is passed in at once: later effects may no longer apply.
    private mutating func perform(_ effects: [PairEffect]) throws(CommandFailure) {
        for effect in effects { try perform(effect) }
    }

    private mutating func perform(_ effect: PairEffect) throws(CommandFailure) {
        switch effect {
        case .begin(let host): try take(begin(host))
        case .lookAtHosts: if let hosts = try client.hosts() { try take(.hosts(hosts)) }
        case .discard(let id): try client.discard(id)
        case .cancel(let id): try take(try client.cancel(id))
        case .look(let id): try take(try client.look(at: id))
        case .verify(let id, let pin, let answer): try take(try client.verify(id, pin: pin, answer: answer))
        case .describe(let peer):
            if let id = dialogue.pairing { try take(try client.look(at: id)) }
            try take(try client.describe(peer))
        case .inspectFirewall(let port, let address): inspection.begin(port: port, address: address)
        case .takeOver:
            if let input = node.takeOver(from: dialogue.hosts) { try take(input) }
        case .tell(let news):
            if case .registered(_, let admission) = news { self.admission = admission }
            view.tell(news, now: SystemClock.now())
        case .record(let event): view.record(event)
        case .end(let failure): ending = failure.map { .failed($0) } ?? .done
        }
    }

    private mutating func begin(_ host: String?) -> PairInput {
        do throws(CommandFailure) { return try client.begin(host: host, now: SystemClock.now()) } catch {
            return .beginFailed(error)
        }
    }
}
