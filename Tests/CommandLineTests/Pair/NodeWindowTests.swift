import Console
import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct NodeWindowTests {
    private static let device = NodeWindow.Device(id: "pe_0000000000001", name: "Kitchen phone")
    private static let other = NodeWindow.Device(id: "pe_0000000000002", name: "Anna's phone")

    enum Scene: String, CaseIterable {
        case open, bare, pairing, naming, renaming, stopped

        func window() -> NodeWindow {
            var window = NodeWindow(device: self == .bare ? nil : NodeWindowTests.device, pairings: [PairFixture.id])
            for input in way { _ = window.take(input) }
            return window
        }

        private var way: [NodeWindow.Input] {
            switch self {
            case .open, .bare: []
            case .pairing: [.key(.character("p"))]
            case .naming: [.key(.character("r"))]
            case .renaming: [.key(.character("r")), .line("Tablet")]
            case .stopped: [.interrupted]
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        let scene: Scene
        let what: String
        let input: NodeWindow.Input
        let expected: String

        var testDescription: String { "\(scene), \(what)" }
    }

    private static func rows(_ what: String, _ input: NodeWindow.Input, _ expected: [(Scene, String)]) -> [Row] {
        let told = Dictionary(uniqueKeysWithValues: expected)
        // Where nothing is said, nothing happens.
        return Scene.allCases.map { scene in
            Row(scene: scene, what: what, input: input, expected: told[scene] ?? "\(scene.window().sketch): ")
        }
    }

    private static let alarm = PairFixture.event("second_claim", of: PairFixture.secondID)
    private static let presence = event("presence_changed", of: device.id, ["presence": "away"])

    private static func event(_ type: String, of peer: String, _ more: JSONObject = [:]) -> RecordedEvent {
        var data = more
        data["peer_id"] = .string(peer)
        return RecordedEvent(type: type, at: PairFixture.start, data: data, whole: ["type": .string(type)])
    }

    static let keys =
        rows("p", .key(.character("p")), [(.open, "pairing: pair"), (.bare, "pairing: pair")])
        + rows("P", .key(.character("P")), [(.open, "pairing: pair"), (.bare, "pairing: pair")])
        + rows("r", .key(.character("r")), [(.open, "naming: ask(Kitchen phone)"), (.bare, "open: nothing to rename")])
        + rows("R", .key(.character("R")), [(.open, "naming: ask(Kitchen phone)"), (.bare, "open: nothing to rename")])
        + rows("Ctrl-L", .key(.redraw), [(.open, "open: keys"), (.bare, "open: keys without r")])
        // The keys are on the screen already.
        + rows("another key", .key(.character("x")), [])
        + rows("Ctrl-D", .key(.end), [])
        + rows(
            "Ctrl-C", .interrupted,
            [(.open, "stopped: stop"), (.bare, "stopped: stop"), (.naming, "open: kept")])
        + rows(
            "a signal", .toldToEnd,
            [Scene.open, .bare, .pairing, .naming, .renaming].map { ($0, "stopped: stop") })

    static let answers =
        rows("a name", .line(" Tablet "), [(.naming, "renaming: rename(Tablet)")])
        + rows("no name", .line(" "), [(.naming, "open: kept")])
        + rows("the same name", .line("Kitchen phone"), [(.naming, "open: kept")])
        + rows("renamed", .renamed("Tablet"), [(.renaming, "open: renamed(Tablet)")])
        + rows("not renamed", .notRenamed("It is taken."), [(.renaming, "open: not renamed")])
        + rows(
            "paired", .paired(other, pairings: [PairFixture.secondID]),
            [(.pairing, "open: keys")])
        + rows("not paired", .notPaired("cancelled.", pairings: []), [(.pairing, "open: not paired, keys")])

    static let events =
        rows(
            "a device leaves", .happened([presence]),
            [(.open, "open: show(presence_changed)"), (.bare, "open: show(presence_changed)")])
        + rows(
            "an alarm", .happened([alarm]), [(.open, "open: show(second_claim)"), (.bare, "open: show(second_claim)")])
        + rows("an alarm of this window", .happened([PairFixture.event("second_claim")]), [])
        + rows("of no interest", .happened([event("token_renewed", of: device.id)]), [])

    @Test(arguments: keys + answers + events) func goesByTheTable(_ row: Row) {
        var window = row.scene.window()
        let effects = window.take(row.input)
        #expect("\(window.sketch): \(effects.map(\.sketch).joined(separator: ", "))" == row.expected)
    }

    @Test func eachKindOfEventThatMattersIsShown() {
        let shown = EventType.allCases.filter { type in
            var window = Scene.open.window()
            return !window.take(.happened([Self.event(type.rawValue, of: "pe_9", ["reason": "revoked"])])).isEmpty
        }
        #expect(
            Set(shown) == [
                .deviceConnected, .secondClaim, .badProof, .wrongPin, .pairingCompleted, .presenceChanged, .peerLeft,
                .tokenRevoked,
            ])
    }

    @Test(arguments: [("revoked", true), ("expired", true), ("left", false), ("replaced", false), ("withdrawn", false)])
    func aTokenThatEndsIsShownWhereThePeerEnds(_ reason: String, _ isShown: Bool) {
        var window = Scene.open.window()
        let effects = window.take(.happened([Self.event("token_revoked", of: "pe_9", ["reason": .string(reason)])]))
        #expect(effects.isEmpty != isShown)
    }

    @Test func whatHappensWhileANameIsTypedWaits() {
        var window = Scene.naming.window()
        #expect(window.take(.happened([Self.alarm, Self.presence])) == [])
        let effects = window.take(.line(""))
        #expect(effects == [.say(.nameKept("Kitchen phone")), .show(Self.alarm), .show(Self.presence)])
        #expect(window.take(.key(.redraw)) == [.say(.keys(canRename: true))])
    }

    @Test func notMoreWaitsThanThat() {
        var window = Scene.naming.window()
        for _ in 0..<3 { _ = window.take(.happened(Array(repeating: Self.alarm, count: NodeWindow.mostHeld))) }
        #expect(window.take(.line("")).count == NodeWindow.mostHeld + 1)
    }

    @Test func eventsOfAPairingOfThisWindowAreNotRepeated() {
        var window = Scene.pairing.window()
        _ = window.take(.happened([Self.alarm]))
        let effects = window.take(.paired(Self.other, pairings: [PairFixture.secondID]))
        #expect(effects == [.say(.keys(canRename: true))])
    }

    @Test func theKeysAreSaidOnceInARow() {
        var window = Scene.open.window()
        _ = window.take(.happened([Self.presence]))
        #expect(window.take(.key(.character("x"))) == [.say(.keys(canRename: true))])
        #expect(window.take(.key(.character("y"))) == [])
    }

    @Test func aNameThatWasChangedElsewhereIsAskedFor() {
        var window = Scene.open.window()
        _ = window.take(.happened([Self.event("peer_updated", of: Self.device.id, ["name": "Tablet"])]))
        _ = window.take(.happened([Self.event("peer_updated", of: "pe_9", ["name": "Of another"])]))
        #expect(window.take(.key(.character("r"))) == [.askName(of: "Tablet")])
    }

    @Test func aDeviceThatLeftCannotBeRenamed() {
        let ends = [
            Self.event("peer_left", of: Self.device.id),
            Self.event("token_revoked", of: Self.device.id, ["reason": "revoked"]),
        ]
        for end in ends {
            var window = Scene.open.window()
            _ = window.take(.happened([end]))
            #expect(window.take(.key(.character("r"))) == [.say(.nothingToRename)])
            // And where it leaves while its name is typed.
            var naming = Scene.naming.window()
            _ = naming.take(.happened([end]))
            #expect(naming.take(.line("Tablet")).first == .say(.nothingToRename))
            #expect(naming.state == .open)
        }
    }

    @Test func wordsOfTheWindow() {
        #expect(NodeWindowText.opened.lines(width: 79) == ["This window is your node now: leave it open."])
        #expect(NodeWindowText.opened.lines(width: 30) == ["This window is your node now:", "leave it open."])
        #expect(
            NodeWindowText.handedOver.lines(width: nil) == [
                "Stopped. Another 'kith pair' runs this node now, so paired devices still reach it."
            ])
    }

    /// A device may be called "is paired".
    @Test func namesAreQuoted() {
        #expect(NodeWindowText.renamed("a", to: "is paired").lines(width: 79) == ["'a' is now called 'is paired'."])
        #expect(NodeWindowText.nameKept("is paired").lines(width: 79) == ["The name is still 'is paired'."])
    }

    @Test func aCommandInASentenceIsNotBroken() {
        #expect(
            NodeWindowText.nothingToRename.lines(width: 40) == [
                "There is no device to rename.", "'kith peers rename' renames any device.",
            ])
    }

    @Test(arguments: [
        (Texts.cancelled, "Cancelled. No device was paired."), (Texts.nothingOpen, "Cancelled. No device was paired."),
        (
            Texts.cancelledElsewhere,
            "No device was paired. Another operator cancelled this pairing. The code no longer works."
        ),
    ]) func saysWhyNoDeviceWasPaired(_ why: String, _ text: String) {
        #expect(NodeWindowText.notPaired(why).lines(width: 200) == [text])
    }

    @Test(
        arguments: [
            ([], "To start it again: kith pair"),
            (["--state"], "To start it again, run 'kith pair' with the same --state."),
            (["--state", "--port"], "To start it again, run 'kith pair' with the same --state and --port."),
        ] as [([String], String)]) func saysHowToStartTheNodeAgain(_ options: [String], _ text: String)
    {
        #expect(
            NodeWindowText.stopped(options: options).lines(width: 200)
                == ["Stopped. Paired devices cannot reach this node. \(text)"])
    }

    @Test(arguments: [
        ("Tablet", "Tablet"), ("My phone", "'My phone'"), ("Anna's phone", "\"Anna's phone\""), ("$x's", "'$x'\\''s'"),
    ]) func aNameInACommandIsOneWord(_ name: String, _ word: String) {
        #expect(Texts.nameTaken(name).hasSuffix(": kith pair --peer \(word)"))
    }

    @Test func keysStayTogether() {
        let keys = NodeWindowText.keys(canRename: true)
        #expect(keys.lines(width: 43) == ["[p] pair another  [r] rename  [Ctrl-C] stop"])
        #expect(keys.lines(width: 42) == ["[p] pair another", "[r] rename", "[Ctrl-C] stop"])
        #expect(NodeWindowText.keys(canRename: false).lines(width: 80) == ["[p] pair a device  [Ctrl-C] stop"])
    }

    @Test func commandsAreWholeLines() {
        let lines = ServiceAdvice(folder: "/var/lib/it's here", installation: .fromSource).lines(width: 30)
        #expect(lines.contains("  sudo make install"))
        #expect(lines.contains("  sudo kith adopt '/var/lib/it'\\''s here'"))
        #expect(lines.contains("  sudo systemctl enable --now kith"))
        #expect(lines.filter { !$0.hasPrefix("  ") }.allSatisfy { $0.count <= 30 })
        #expect(
            !ServiceAdvice(folder: nil, installation: .fromSource).lines(width: 79).contains { $0.contains("adopt") })
    }

    /// The package starts a node at once, so that must stop before it becomes this one.
    @Test func aPackageComesFirst() {
        let advice = ServiceAdvice(folder: "/data/anna/.local/share/kith", installation: .byPackage)
        #expect(
            advice.lines(width: 79).filter { $0.hasPrefix("  ") } == [
                "  sudo apt install ./kith_*.deb", "  sudo systemctl stop kith.socket kith-control.socket kith.service",
                "  sudo kith adopt /data/anna/.local/share/kith", "  sudo systemctl enable --now kith",
            ])
        #expect(
            ServiceAdvice(folder: nil, installation: .byPackage).lines(width: 79).filter { $0.hasPrefix("  ") }
                == ["  sudo apt install ./kith_*.deb", "  sudo systemctl enable --now kith"])
        #expect(
            [(true, true), (true, false), (false, true), (false, false)].map {
                ServiceInstallation.of(hasUnit: $0, hasApt: $1)
            }
                == [.done, .done, .byPackage, .fromSource])
        #expect(ServiceInstallation.fromSource.advice == "'sudo make install' and 'sudo systemd-sysusers'")
    }
}

extension NodeWindow {
    fileprivate var sketch: String { "\(state)" }
}

extension NodeWindow.Effect {
    fileprivate var sketch: String {
        switch self {
        case .say(.keys(true)): "keys"
        case .say(.keys(false)): "keys without r"
        case .say(.renamed(_, let name)): "renamed(\(name))"
        case .say(.nameKept): "kept"
        case .say(.notRenamed): "not renamed"
        case .say(.nothingToRename): "nothing to rename"
        case .say(.notPaired): "not paired"
        case .say(let text): "\(text)"
        case .show(let event): "show(\(event.type))"
        case .pair: "pair"
        case .askName(let name): "ask(\(name))"
        case .rename(_, let name): "rename(\(name))"
        case .stop: "stop"
        }
    }
}
