import Console
import Core
import LocalNetwork
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
            "Scan this with your phone.", "Expires in 4:40", "[n] a new code", "[a] try 10.0.0.4:6969",
            "[Ctrl-C] cancel", "No phone has connected yet.", "not on mobile data?", "Check the phone's settings.",
            "Also reachable at: 10.0.0.4:6969",
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
            "iPhone, Safari 192.168.1.77, 10:30:00", "Access: for 'owner' · view, use", "Wrong PIN. 1 attempt left.",
            "WARNING: a second device tried this code:", "(2 times)", "Press n for a new code.", "1 more warning.",
            "Expires in 4:57", "[Ctrl-C] cancel", "PIN shown on the phone:",
        ] { #expect(words.contains(part), "\(part) is missing: \(words)") }
    }

    @Test func theQuestionsFitToo() {
        let now = PairFixture.start + .seconds(3)
        let peer = String(repeating: "long name ", count: 6)
        var conflict = Scene.asking.dialogue()
        let holder = AddressHolder(name: peer, detail: "The same?")
        _ = conflict.take(.looked(.open(PairFixture.phone), [PairFixture.event("second_claim")]), now: now)
        _ = conflict.take(.verified(.ipConflict(holder)), now: now)
        let expected = [
            (
                conflict,
                [
                    "192.168.1.77 also belongs to 'long name", "[s] It is that device: add this browser to",
                    "[k] It is a new device: add it", "WARNING", "[Ctrl-C] cancel", "s or k?",
                ]
            ),
            (Scene.limit.dialogue(), ["256 peers", "kith peers revoke NAME", "Expires in", "Enter tries again."]),
            (
                Scene.expired.dialogue(),
                ["This code has expired. No device was paired.", "Press n or Enter for a new code, Ctrl-C to quit."]
            ),
            (
                Scene.locked.dialogue(),
                [
                    "Too many wrong PINs. This code no longer works. No device was paired.",
                    "Press n or Enter for a new code, Ctrl-C to quit.",
                ]
            ),
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
        let rows = frame.lines.suffix(3).map(\.text)
        #expect(rows[0].hasPrefix("┌──") && rows[0].hasSuffix("──┐"))
        #expect(rows[1].hasPrefix("│ PIN shown on the phone: 123   ") && rows[1].hasSuffix("  │"))
        #expect(Set(rows.map(\.columns)).count == 1)
        #expect(frame.cursorColumn == 29)
        #expect(frame.cursorRow == frame.height - 2)
        // In a window too small for a frame around it, it is a line.
        for window in [Window(columns: 80, rows: 11), Window(columns: 40, rows: 24)] {
            let small = PairLayout(window: window, colour: false).frame(screen, code: nil)
            #expect(small.lines.last?.text == "PIN shown on the phone: 123", "\(window)")
            #expect(small.cursorColumn == 27 && small.cursorRow == small.height - 1, "\(window)")
        }
    }

    @Test(arguments: [Scene.asking, .conflict, .limit]) func onceADeviceIsThereTheCodeIsGone(_ scene: Scene) {
        let screen = Self.screen(scene.dialogue(), at: PairFixture.start)
        #expect(screen.joinURL == nil && screen.others == nil)
    }

    @Test func whatIsGrantedIsSeenBeforeThePIN() {
        let grant = PairGrant(name: "Kitchen tablet", passLength: .hours(4), scopes: [.view, .admin])
        let surroundings = PairSurroundings(grant: grant)
        let asking = PairScreen(Scene.asking.dialogue(), now: PairFixture.start, in: surroundings)
        #expect(asking.paragraphs.contains { $0.text == "Access: 'Kitchen tablet' · guest for 4 h · view, admin" })
        // What cannot be had is said while the code is not scanned, too.
        let waiting = PairScreen(Scene.waiting.dialogue(), now: PairFixture.start, in: surroundings)
        for screen in [waiting, asking] {
            #expect(
                screen.paragraphs.contains { $0.text.contains("admin will have no effect.") && $0.style == .alarm })
        }
    }

    /// The whole advice fits next to the code, whichever firewall it is.
    @Test(arguments: [
        FirewallFinding(.ufw, .isOn, port: 6969), FirewallFinding(.firewalld(zone: nil), .blocks, port: 6969),
        FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969),
    ]) func theAdviceFitsTheUsualWindow(_ finding: FirewallFinding) throws {
        // With all that a screen can say besides.
        let surroundings = PairSurroundings(grant: PairGrant(scopes: .all))
        var dialogue = Scene.waiting.dialogue()
        let now = PairFixture.start + .seconds(20)
        _ = dialogue.take(.tick, now: now)
        _ = dialogue.take(.inspected(finding), now: now)
        let screen = PairScreen(dialogue, now: now, in: surroundings)
        let code = try #require(screen.joinURL.flatMap { QRCode($0) })
        let rows = Self.shown(PairLayout(window: Self.usual, colour: true).frame(screen, code: code), in: Self.usual)
        let words = Self.words(rows)
        for line in Texts.firewallLines(finding) + ["will have no effect", "[Ctrl-C] cancel", "not on mobile data?"] {
            #expect(words.contains(line), "\(line) is missing: \(words)")
        }
    }

    @Test func noWindowIsOverflown() {
        let dialogues = Scene.allCases.map { $0.dialogue() }
        for dialogue in dialogues {
            let screen = Self.screen(dialogue, isAgent: true, at: PairFixture.start + .seconds(16))
            let code = screen.joinURL.flatMap { QRCode($0) }
            for columns in [1, 2, 5, 20, 41, 42, 60, 71, 72, 80, 200] {
                for rows in [1, 2, 3, 10, 22, 23, 24, 37, 40, 100] {
                    let window = Window(columns: columns, rows: rows)
                    check(
                        PairLayout(window: window, colour: false, codeColour: false).frame(screen, code: code), code,
                        window)
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
            let large = PairLayout(window: window, colour: false, codeColour: false).frame(screen, code: code)
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

    /// But for the code: its colours are what readers go by, and a light terminal would invert it.
    @Test func withoutColourOnlyTheCodeHasSome() {
        for scene in Scene.allCases {
            let screen = Self.screen(scene.dialogue(), at: PairFixture.start)
            let code = screen.joinURL.flatMap { QRCode($0) }
            let frame = PairLayout(window: Self.usual, colour: false).frame(screen, code: code)
            let symbol = code?.terminalLines(colour: true) ?? []
            for (row, line) in frame.lines.enumerated() {
                let ink = row < symbol.count ? symbol[row] : ""
                #expect(line.text.hasPrefix(ink))
                #expect(!line.text.dropFirst(ink.count).contains("\u{1B}"))
            }
        }
    }
}

extension String {
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
