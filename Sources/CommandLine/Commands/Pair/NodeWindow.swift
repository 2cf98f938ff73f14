import Console
import Core
import JSON

/// The window of a node that `kith pair` runs, from the first paired device to the end, as a value: what happens goes in,
/// what is to be done comes out. It knows no clock, no terminal and no agent.
///
/// ```
///          p                      r                 a name
/// open ─────────► pairing   open ─────► naming ──────────────► renaming
///   ▲  paired, not paired │   ▲  an empty line, Ctrl-C │   renamed, not renamed │
///   └─────────────────────┘   └────────────────────────┴────────────────────────┘
/// ```
///
/// Ctrl-C in `open` stops the node, and in `naming` only ends the question. A signal to end stops it in every state.
struct NodeWindow {
    /// The device that was paired last.
    struct Device: Equatable {
        let id: String
        var name: String
    }

    enum State: Equatable {
        case open
        case pairing
        /// The operator types a name.
        case naming
        /// The agent is asked to change the name.
        case renaming
        case stopped
    }

    enum Input {
        case key(Key)
        /// What was typed as a name.
        case line(String)
        /// Ctrl-C.
        case interrupted
        /// A signal to end, or a terminal that is gone.
        case toldToEnd
        case happened([RecordedEvent])
        case paired(Device, pairings: Set<String>)
        case notPaired(String, pairings: Set<String>)
        case renamed(String)
        case notRenamed(String)
    }

    enum Effect: Equatable {
        case say(NodeWindowText)
        case show(RecordedEvent)
        case pair
        case askName(of: String)
        case rename(id: String, to: String)
        case stop
    }

    /// Events that wait while the operator types a name.
    static let mostHeld = 100

    private(set) var state = State.open
    private(set) var device: Device?
    /// Pairings of this window. Their dialogues have shown what happened in them.
    private var own: Set<String>
    private var held: [RecordedEvent] = []
    /// Whether the keys are the last thing that was said: a key that does nothing need not bring them again.
    private var hasJustShownKeys = true

    /// Nil for a window that runs the node before it has paired a device.
    init(device: Device?, pairings: Set<String>) {
        self.device = device
        own = pairings
    }

    mutating func take(_ input: Input) -> [Effect] {
        guard state != .stopped else { return [] }
        let effects = effects(of: input)
        for effect in effects { note(effect) }
        return effects
    }

    private mutating func effects(of input: Input) -> [Effect] {
        switch input {
        case .key(let key): return state == .open ? press(key) : []
        case .line(let line): return state == .naming ? name(line) : []
        case .interrupted: return interrupt()
        case .toldToEnd: return stop()
        case .happened(let events): return happened(events)
        case .paired(let device, let pairings):
            guard state == .pairing else { return [] }
            self.device = device
            // Its own dialogue has said that it is paired.
            return reopen([.keys(canRename: true)], pairings)
        case .notPaired(let why, let pairings):
            guard state == .pairing else { return [] }
            return reopen([.notPaired(why), keys], pairings)
        case .renamed(let name):
            guard state == .renaming, let old = device?.name else { return [] }
            device?.name = name
            return reopen([.renamed(old, to: name)])
        case .notRenamed(let why): return state == .renaming ? reopen([.notRenamed(why)]) : []
        }
    }

    private mutating func press(_ key: Key) -> [Effect] {
        switch key {
        case .character("p"), .character("P"):
            state = .pairing
            return [.pair]
        case .character("r"), .character("R"):
            guard let device else { return [.say(.nothingToRename)] }
            state = .naming
            return [.askName(of: device.name)]
        case .redraw: return [.say(keys)]
        case .character, .enter, .erase, .eraseLine, .end: return hasJustShownKeys ? [] : [.say(keys)]
        }
    }

    private mutating func name(_ line: String) -> [Effect] {
        guard let device else { return reopen([.nothingToRename]) }
        let name = line.trimmed
        guard !name.isEmpty, name != device.name else { return reopen([.nameKept(device.name)]) }
        state = .renaming
        return [.rename(id: device.id, to: name)]
    }

    private mutating func interrupt() -> [Effect] {
        switch state {
        case .open: stop()
        case .naming: reopen([device.map { NodeWindowText.nameKept($0.name) } ?? .nothingToRename])
        // What was begun is done in a moment; a pairing is cancelled by its own dialogue.
        case .pairing, .renaming, .stopped: []
        }
    }

    private mutating func stop() -> [Effect] {
        state = .stopped
        return [.stop]
    }

    private mutating func reopen(_ texts: [NodeWindowText], _ pairings: Set<String> = []) -> [Effect] {
        state = .open
        own.formUnion(pairings)
        defer { held = [] }
        return texts.map { .say($0) } + held.filter { isWorthALine($0) }.map { .show($0) }
    }

    private mutating func happened(_ events: [RecordedEvent]) -> [Effect] {
        for event in events { follow(event) }
        guard state == .open else {
            held = (held + events).suffix(Self.mostHeld)
            return []
        }
        return events.filter { isWorthALine($0) }.map { .show($0) }
    }

    /// The device may get another name elsewhere, or leave.
    private mutating func follow(_ event: RecordedEvent) {
        guard let id = device?.id, event.peer == id else { return }
        switch EventType(rawValue: event.type) {
        case .peerUpdated: if let name = event.data["name"]?.string?.cleaned { device?.name = name }
        case .peerLeft: device = nil
        case .tokenRevoked: if event.endsPeer { device = nil }
        default: break
        }
    }

    private func isWorthALine(_ event: RecordedEvent) -> Bool {
        switch EventType(rawValue: event.type) {
        case .deviceConnected, .secondClaim, .badProof, .wrongPin, .pairingCompleted:
            !(event.pairing.map(own.contains) ?? false)
        case .presenceChanged, .peerLeft: true
        case .tokenRevoked: event.endsPeer
        default: false
        }
    }

    private mutating func note(_ effect: Effect) {
        switch effect {
        case .say(.keys): hasJustShownKeys = true
        case .say, .show, .askName: hasJustShownKeys = false
        case .pair, .rename, .stop: break
        }
    }

    private var keys: NodeWindowText { .keys(canRename: device != nil) }
}

extension RecordedEvent {
    /// Whether the peer itself is revoked or has expired, and not only one of its tokens. One that left has an event for that.
    fileprivate var endsPeer: Bool {
        switch data["reason"]?.string.flatMap({ RevocationReason(rawValue: $0) }) {
        case .revoked, .expired: true
        case .left, .replaced, nil: false
        }
    }

    /// Whether somebody tries what only one may do.
    var isAlarm: Bool { type == EventWords.secondClaim || type == EventWords.badProof }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace ?? false { rest.removeFirst() }
        while rest.last?.isWhitespace ?? false { rest.removeLast() }
        return String(rest)
    }
}
