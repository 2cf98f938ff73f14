import Console
import Core
import QRCode
import TerminalModel
import Testing

@testable import CommandLine

@Suite struct PairLayoutTests {
    static let usual = Window(columns: 80, rows: 24)
    static let addresses = [
        "10.0.0.1", "10.0.0.12", "10.1.20.30", "192.168.1.7", "192.168.1.77", "192.168.1.177", "192.168.10.177",
        "192.168.100.100",
    ]

    private static func screen(_ dialogue: PairDialogue, isAgent: Bool = false, at now: Moment) -> PairScreen {
        PairScreen(dialogue, now: now, in: PairSurroundings(isAgent: isAgent))
    }

    private static func shown(_ frame: Frame, in window: Window) -> [String] {
        var emulator = Emulator(window)
        emulator.feed(frame.changes(from: nil))
        return emulator.text
    }

    /// The text next to the code or below it, in one line.
    private static func words(_ rows: [String]) -> String {
        rows.map { row in row.filter { !"█▀▄".contains($0) } }.joined(separator: " ")
            .split(separator: " ").joined(separator: " ")
    }

    @Test(arguments: addresses) func everythingFitsTheUsualWindow(_ address: String) throws {
        var dialogue = PairDialogue(hosts: Hosts(shown: address, others: ["10.0.0.4:6969"]), isAttended: true)
        _ = dialogue.take(.began(PairFixture.code(host: address)), now: PairFixture.start)
        let now = PairFixture.start + .seconds(20)
        let screen = Self.screen(dialogue, isAgent: true, at: now)
        let code = try #require(screen.joinURL.flatMap { QRCode($0) })
        let frame = PairLayout(window: Self.usual, colour: true).frame(screen, code: code)
        let rows = Self.shown(frame, in: Self.usual)
        #expect(frame.height == 24)
        for (row, line) in code.terminalLines(colour: false).enumerated() { #expect(rows[row].hasPrefix(line)) }
        let words = Self.words(rows)
        for part in [
            "Scan this with the device.", "Good for 4:40", "[n] a new code", "[a] try 10.0.0.4:6969",
            "[Ctrl-C] cancel", "so this command runs one", "Also reachable at: 10.0.0.4:6969",
            "Waiting for a device …", screen.joinURL ?? "",
        ] { #expect(words.contains(part), "\(part) is missing: \(words)") }
        #expect(rows[frame.cursorRow].hasPrefix("Waiting for a device …"))
    }

    /// The longest texts of the agent and of the network, all at once.
    @Test func alarmsLeaveRoomForAllElse() throws {
        var dialogue = Scene.asking.dialogue()
        let far = Visitor(
            browser: "Android phone, Samsung Internet", address: "fd00:1234:5678:9abc:def0:1234:5678:9abc",
            at: PairFixture.start)
        let events = [PairFixture.event("bad_proof"), PairFixture.event("second_claim", by: far)]
        let now = PairFixture.start + .seconds(3)
        _ = dialogue.take(.looked(.open(PairFixture.phone), events + events), now: now)
        _ = dialogue.take(.verified(.wrongPin(attemptsLeft: 1)), now: now)
        let screen = Self.screen(dialogue, at: now)
        let rows = Self.shown(
            PairLayout(window: Self.usual, colour: true).frame(screen, code: QRCode(screen.joinURL ?? "")),
            in: Self.usual)
        let words = Self.words(rows)
        for part in [
            "iPhone, Safari at 192.168.1.77, 10:30:00", "That is not the PIN. 1 attempt left.",
            "ALARM: a second device uses this code:", "(2 times)", "n makes a new code.", "And 1 more such alarm.",
            "Good for 4:57", "[Ctrl-C] cancel", "PIN on its screen?",
        ] { #expect(words.contains(part), "\(part) is missing: \(words)") }
    }

    @Test func theQuestionsFitToo() {
        let now = PairFixture.start + .seconds(3)
        let peer = String(repeating: "long name ", count: 6)
        var conflict = Scene.asking.dialogue()
        let question = "'\(peer)' has this address. Is it the same device (same_device), or are they two (keep_both)?"
        _ = conflict.take(.looked(.open(PairFixture.phone), [PairFixture.event("second_claim")]), now: now)
        _ = conflict.take(.verified(.ipConflict(name: peer, question: question)), now: now)
        let expected = [
            (conflict, ["(keep_both)?", "ALARM", "[Ctrl-C] cancel", "[s]ame device, or [k]eep both?"]),
            (Scene.limit.dialogue(), ["256 peers", "kith peers revoke NAME", "Good for", "Enter tries again."]),
            (Scene.expired.dialogue(), ["time of this code is over", "[n] a new code", "A new code?"]),
        ]
        for (dialogue, parts) in expected {
            let screen = Self.screen(dialogue, at: now)
            let frame = PairLayout(window: Self.usual, colour: false)
                .frame(screen, code: screen.joinURL.flatMap { QRCode($0) })
            let words = Self.words(Self.shown(frame, in: Self.usual))
            for part in parts { #expect(words.contains(part), "\(part) is missing: \(words)") }
        }
    }

    @Test func anExpiredCodeIsNotShown() {
        let screen = Self.screen(Scene.expired.dialogue(), at: PairFixture.start)
        #expect(screen.joinURL == nil)
    }

    @Test func whatIsTypedIsSeen() {
        var dialogue = Scene.asking.dialogue()
        for digit in "123" { _ = dialogue.take(.key(.character(digit)), now: PairFixture.start) }
        let screen = Self.screen(dialogue, at: PairFixture.start)
        let frame = PairLayout(window: Self.usual, colour: false).frame(screen, code: QRCode(screen.joinURL ?? ""))
        #expect(frame.lines.last?.text == "PIN on its screen? 123")
        #expect(frame.cursorColumn == 22)
        #expect(frame.cursorRow == frame.height - 1)
    }

    @Test func noWindowIsOverflown() {
        let dialogues = Scene.allCases.map { $0.dialogue() }
        for dialogue in dialogues {
            let screen = Self.screen(dialogue, isAgent: true, at: PairFixture.start + .seconds(16))
            let code = screen.joinURL.flatMap { QRCode($0) }
            for columns in [1, 2, 5, 20, 41, 42, 60, 71, 72, 80, 200] {
                for rows in [1, 2, 3, 10, 22, 23, 24, 37, 40, 100] {
                    let window = Window(columns: columns, rows: rows)
                    check(PairLayout(window: window, colour: false).frame(screen, code: code), code, window)
                }
            }
        }
    }

    private func check(_ frame: Frame, _ code: QRCode?, _ window: Window) {
        #expect(frame.height <= window.rows, "\(window)")
        #expect(frame.cursorRow < window.rows && frame.cursorColumn < max(1, window.columns), "\(window)")
        for line in frame.lines {
            // The last column stays free, but for a line that the terminal breaks.
            let most = line.brokenOver.map { $0 * window.columns } ?? max(0, window.columns - 1)
            #expect(line.text.columns <= most, "\(window): \(line.text)")
        }
        let lines = frame.lines.map(\.text)
        let wanted = code?.terminalLines(colour: false) ?? []
        let count = zip(lines, wanted).count { $0.hasPrefix($1) }
        #expect(count == 0 || count == wanted.count, "the code is cut in \(window)")
    }

    @Test func aSmallWindowIsToldItsSize() throws {
        let dialogue = Scene.waiting.dialogue()
        let screen = Self.screen(dialogue, at: PairFixture.start)
        let code = try #require(QRCode(screen.joinURL ?? ""))
        let told = "it has 60 x 20 cells, and the code needs 72 x 23."
        let small = PairLayout(window: Window(columns: 60, rows: 20), colour: false).frame(screen, code: code)
        #expect(Self.words(small.lines.map(\.text)).contains(told))
        #expect(small.lines.contains { $0.text == screen.joinURL })
        for window in [Window(columns: 72, rows: 23), Window(columns: 42, rows: 38)] {
            let large = PairLayout(window: window, colour: false).frame(screen, code: code)
            #expect(large.lines[0].text.hasPrefix(code.terminalLines(colour: false)[0]), "\(window)")
        }
        for window in [Window(columns: 71, rows: 23), Window(columns: 72, rows: 22), Window(columns: 41, rows: 60)] {
            let small = PairLayout(window: window, colour: false).frame(screen, code: code)
            #expect(Self.words(small.lines.map(\.text)).contains("the code needs 72 x 23"), "\(window)")
        }
    }

    @Test func aLongURLNeedsALargerWindow() throws {
        let host = "[2001:db8:1234:5678:9abc:def0:1234:5678]"
        var dialogue = PairDialogue(hosts: Hosts(shown: host, others: []), isAttended: true)
        _ = dialogue.take(.began(PairFixture.code(host: host)), now: PairFixture.start)
        let screen = Self.screen(dialogue, at: PairFixture.start)
        let code = try #require(QRCode(screen.joinURL ?? ""))
        #expect(code.columns == 45)
        let small = PairLayout(window: Self.usual, colour: false).frame(screen, code: code)
        #expect(Self.words(small.lines.map(\.text)).contains("the code needs 76 x 26."))
        let window = Window(columns: 76, rows: 26)
        let frame = PairLayout(window: window, colour: false).frame(screen, code: code)
        #expect(frame.height == 26)
        let rows = Self.shown(frame, in: window)
        #expect(rows[23] + rows[24].trimmed == screen.joinURL)
    }

    @Test func withoutColourThereIsNone() {
        for scene in Scene.allCases {
            let screen = Self.screen(scene.dialogue(), at: PairFixture.start)
            let code = screen.joinURL.flatMap { QRCode($0) }
            let frame = PairLayout(window: Self.usual, colour: false).frame(screen, code: code)
            #expect(!frame.lines.contains { $0.text.contains("\u{1B}") })
        }
    }
}

extension String {
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
