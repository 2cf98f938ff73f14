import Console
import Core
import Glibc
import HTTPMessage
import JSON

/// The shell around ``NodeWindow``: hands in what happens, does what it asks for, and prints a line for each thing.
struct NodeWindowRun: ~Copyable {
    private let session: PairSession
    private let options: PairOptions
    private var window: NodeWindow
    private var cursor: EventCursor
    private var names: PeerNames
    private var mode = RawMode()
    private var keys = KeyReader()
    private var lines = LineReader()
    private var hasStopped = false

    /// How often the agent is asked for events.
    private static let beat: Int32 = 1_000
    private static let successorPatience = Duration.seconds(3)

    /// Runs until the operator stops the node, and stops it.
    static func run(
        _ session: PairSession, _ options: PairOptions, _ first: PairResult, _ input: inout Input
    ) throws(CommandFailure) {
        var run = NodeWindowRun(session, options, first)
        run.open(first, advice: session.advice)
        run.mode.enter(.keys)
        run.loop(&input)
        run.mode.leave()
        input.letNextOneEnd()
        let mayHaveSuccessor = session.node.hasSuccessor
        session.node.stop()
        let isHandedOver = mayHaveSuccessor && run.waitsForSuccessor(&input)
        run.say(isHandedOver ? .handedOver : .stopped(options: session.places.named))
    }

    private init(_ session: PairSession, _ options: PairOptions, _ first: PairResult) {
        self.session = session
        self.options = options
        window = NodeWindow(device: first.device, pairings: first.pairings)
        cursor = first.cursor
        names = PeerNames(session.node.control)
    }

    /// Another `kith pair` that waits runs the node within two seconds. Until then nobody knows whether it will.
    private func waitsForSuccessor(_ input: inout Input) -> Bool {
        let end = ContinuousClock.now + Self.successorPatience
        while ContinuousClock.now < end {
            if let answer = try? session.node.control.askNow(.get, "/healthz"), answer.status == 200 { return true }
            guard input.next(within: 100, reading: false) != .interrupted else { return false }
        }
        return false
    }

    private func open(_ first: PairResult, advice: ServiceAdvice?) {
        if let failure = first.failure { say(.notPaired(failure.text)) }
        Terminal.line("")
        say(.opened)
        Terminal.line("")
        if let advice { say(.service(advice)) }
        say(.keys(canRename: first.device != nil))
    }

    private mutating func loop(_ input: inout Input) {
        while !hasStopped {
            session.node.turn()
            switch input.next(within: Self.beat) {
            case .bytes(let bytes): type(bytes, &input)
            case .end: take(.toldToEnd, &input)
            case .interrupted:
                // The terminal has shown ^C behind the question.
                if window.state == .naming { Terminal.line("") }
                take(input.isToldToEnd ? .toldToEnd : .interrupted, &input)
            case .nothing: lookAtEvents(&input)
            case .resized: break
            case .suspended:
                mode.leave()
                Input.stopHere()
                resume()
            case .resumed:
                mode.leave()
                resume()
            }
        }
    }

    private mutating func type(_ bytes: [UInt8], _ input: inout Input) {
        if window.state == .naming {
            for line in lines.take(bytes) { take(.line(line), &input) }
        } else {
            for key in keys.take(bytes) where window.state == .open { take(.key(key), &input) }
        }
    }

    private mutating func lookAtEvents(_ input: inout Input) {
        guard let events = try? cursor.next(session.node.control), !events.isEmpty else { return }
        for event in events { names.note(event) }
        take(.happened(events), &input)
    }

    private mutating func take(_ happening: NodeWindow.Input, _ input: inout Input) {
        for effect in window.take(happening) { perform(effect, &input) }
    }

    private mutating func perform(_ effect: NodeWindow.Effect, _ input: inout Input) {
        switch effect {
        case .say(let text):
            mode.enter(.keys)
            say(text)
        case .show(let event): show(event)
        case .pair: pair(&input)
        case .askName(let name): ask(name)
        case .rename(let id, let name): take(rename(id, to: name), &input)
        case .stop: hasStopped = true
        }
    }

    private func say(_ text: NodeWindowText) { text.lines(width: Self.width).forEach { Terminal.line($0) } }

    private mutating func show(_ event: RecordedEvent) {
        let text = EventText(clock: .local, colour: false, width: Self.width).line(event, &names)
        // The bell, for somebody who looks elsewhere.
        if event.isAlarm { Terminal.put("\u{07}") }
        let style: Style = event.isAlarm ? .alarm : .plain
        for line in text.split(separator: "\n") {
            Terminal.line(style.applied(to: String(line), colour: Terminal.hasColour))
        }
    }

    /// The terminal's own line editing: a name may have any letters.
    private mutating func ask(_ name: String) {
        mode.leave()
        lines = LineReader()
        Terminal.put("New name for '\(name)' (Enter keeps it): ")
    }

    private mutating func resume() {
        if window.state == .naming, let name = window.device?.name { return ask(name) }
        mode.enter(.keys)
        say(.keys(canRename: window.device != nil))
    }

    private mutating func pair(_ input: inout Input) {
        mode.leave()
        let next: NodeWindow.Input
        do throws(CommandFailure) {
            let result = try session.pair(options, isFirst: false, &input)
            next =
                result.device.map { .paired($0, pairings: result.pairings) }
                ?? .notPaired(result.failure?.text ?? "", pairings: result.pairings)
        } catch { next = .notPaired(error.text, pairings: []) }
        if input.isToldToEnd { take(.toldToEnd, &input) }
        take(next, &input)
    }

    private func rename(_ id: String, to name: String) -> NodeWindow.Input {
        do throws(CommandFailure) {
            guard let answer = try session.node.control.askNow(.patch, peerPath(id), ["name": .string(name)]) else {
                return .notRenamed("The node does not answer.")
            }
            return answer.status == 200
                ? .renamed(answer.object.text("name"))
                : .notRenamed(answer.failure(forName: name).text.asSentence)
        } catch { return .notRenamed(error.text) }
    }

    private static var width: Int? { Terminal.textWidth(of: STDOUT_FILENO) }
}

extension PairResult {
    fileprivate var device: NodeWindow.Device? { admission.map { NodeWindow.Device(id: $0.id, name: $0.name) } }
}

extension PairSession {
    /// Nil where the service is installed already.
    fileprivate var advice: ServiceAdvice? {
        let installation = ServiceInstallation.onThisMachine
        guard installation != .done else { return nil }
        return ServiceAdvice(folder: places.isSystemState ? nil : places.stateFolder, installation: installation)
    }
}
