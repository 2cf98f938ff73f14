import Console
import Core
import QRCode

/// For a person at a terminal: one screen, redrawn in place.
struct ScreenView: PairView, ~Copyable {
    private let surroundings: PairSurroundings
    private var mode = RawMode()
    private var shown: Frame?
    private var code: (url: String, symbol: QRCode)?
    /// The text that stays after the screen.
    private var keepsakes: [String] = []
    let readsKeys = true
    private(set) var isThere = true

    init(_ surroundings: PairSurroundings) { self.surroundings = surroundings }

    mutating func open() {
        mode.enter()
        shown = nil
    }

    mutating func tell(_ news: PairNews, now: Moment) {
        if news.ringsBell { isThere = Terminal.put("\u{07}") && isThere }
        switch news {
        case .alarm(let alarm): keepsakes.append(alarm.headline)
        case .registered: news.text(now: now, clock: surroundings.clock).map { keepsakes.append($0) }
        case .code, .nobodyCame, .firewall, .arrived, .notAnAnswer, .wrongPin, .ipConflict, .deviceLimit, .agentSilent,
            .agentBack, .tookOver, .over, .noAddress, .moved, .backOnNetwork:
            break
        }
    }

    mutating func draw(_ dialogue: PairDialogue, now: Moment) {
        let screen = PairScreen(dialogue, now: now, in: surroundings)
        let window = Terminal.window ?? Window(columns: 80, rows: 24)
        let layout = PairLayout(window: window, colour: Terminal.hasColour)
        let frame = layout.frame(screen, code: screen.joinURL.flatMap { symbol(of: $0) })
        isThere = Terminal.put(frame.changes(from: shown)) && isThere
        shown = frame
    }

    mutating func spoil() { shown = nil }

    mutating func pause() { mode.leave() }

    mutating func close() {
        mode.leave()
        keepsakes.forEach { Terminal.say($0) }
        keepsakes = []
    }

    private mutating func symbol(of url: String) -> QRCode? {
        if let code, code.url == url { return code.symbol }
        guard let symbol = QRCode(url) else { return nil }
        code = (url, symbol)
        return symbol
    }
}
