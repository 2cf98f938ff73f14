import Agent
import Console
import Core
import Glibc
import JSON
import Store
import System

enum AdoptCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "adopt", summary: "move a user's node to the system service, with its devices",
        usage: ["adopt [FOLDER]"],
        about: [
            """
            Moves a node that an ordinary user runs by hand to the system service. The devices that are paired with it stay \
            paired. Needs root. Stop both nodes first.
            """,
            """
            FOLDER is the state folder of that node (default: ~/.local/share/kith of the user who runs sudo). The \
            service's node is replaced, so it must have no devices. Its database and its key are kept.
            """,
            """
            kith becomes the owner of the folder to read it, and the user of the service to store the node. The old folder \
            stays, with a mark: no agent starts in it again. Settings are not moved.
            """,
        ],
        options: [("--json", "print one JSON object")],
        examples: [
            ("sudo kith adopt", "move your own node"),
            ("sudo kith adopt ~anna/.local/share/kith", "move the node of another user"),
        ],
        values: ["FOLDER": .folders])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let named = arguments.nextWord()
        let places = try Places(&arguments)
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        try require([.backup, .restore], of: places.store.capabilities, for: "kith adopt")
        guard geteuid() == 0 else {
            throw CommandFailure(
                .refused,
                """
                Only root can move a node from one user to another. Run: sudo kith adopt\
                \(named.map { " \(fromRoot($0).cleaned)" } ?? "")
                """)
        }
        let old = try OldFolder.find(named)
        let service = try ServiceFolder.find(places)
        guard old.status.identity != service.status.identity else {
            throw CommandFailure(
                .refused, "\(old.path.cleaned) is the state folder of the service itself. There is nothing to move.")
        }
        let report = try AdoptRun(old: old, service: service, places: places).run()
        guard !asJSON else { return Terminal.json(report.json(old, service)) }
        tell(report, old, service)
    }

    private static func tell(_ report: AdoptReport, _ old: OldFolder, _ service: ServiceFolder) {
        if report.wasThere {
            Terminal.line(
                "The service already has this node (\(report.node)). An earlier 'kith adopt' was interrupted.")
        } else {
            let devices =
                switch report.devices {
                case 0: "no devices."
                case 1: "1 device. It stays paired."
                case let count: "\(count) devices. They stay paired."
                }
            Terminal.line("Moved to \(service.path): node \(report.node) with \(devices)")
        }
        report.kept.forEach { Terminal.line("What the service had before is kept as \($0)") }
        Terminal.line("No agent starts in \(old.path.cleaned) again.")
        Terminal.line("It still has a copy of the key and of the database: delete it when the service works.")
        if SystemUnit.isInstalled() { Terminal.line("Start the service: sudo systemctl enable --now kith") }
    }
}

/// What the command prints about the node that it moved.
struct AdoptReport: Equatable {
    var node = ""
    var devices: Int64 = 0
    /// What was replaced.
    var kept: [String] = []
    /// The service had the node already.
    var wasThere = false

    func json(_ old: OldFolder, _ service: ServiceFolder) -> JSONObject {
        [
            "node_id": .string(node), "devices": wasThere ? .null : .integer(devices), "was_there": .bool(wasThere),
            "from": .string(old.path.cleaned), "to": .string(service.path),
            "kept": .array(kept.map { .string($0) }),
        ]
    }

    /// What one process sends to the other.
    var text: String {
        ([node, String(devices), wasThere ? "there" : "moved"] + kept).joined(separator: "\n")
    }

    init() {}

    /// Nil for a text that is none.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.cleaned }
        guard lines.count >= 3, let devices = Int64(lines[1]) else { return nil }
        (node, self.devices, wasThere, kept) = (lines[0], devices, lines[2] == "there", Array(lines[3...]))
    }
}
