import Agent
import Console
import Core
import HTTPMessage
import JSON

enum PeersCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "peers", summary: "list paired devices, change their permissions, revoke them",
        usage: [
            "peers [list] [--all] [--json]", "peers show NAME|ID [--verbose] [--json]", "peers rename NAME|ID NEW-NAME",
            "peers grant NAME|ID SCOPE [--expires DURATION]", "peers deny NAME|ID SCOPE",
            "peers assign NAME|ID AREA", "peers unassign NAME|ID AREA",
            "peers revoke NAME|ID [--yes]", "peers revoke --person PERSON [--yes]",
        ],
        about: [
            """
            You can shorten a name as long as it stays unique. Case is ignored. 'revoke --yes' needs the whole name or \
            the id.
            """,
            """
            Scopes: \(Scope.explained). \(Scope.needsHTTPS.asSentence). Changes take effect immediately. To change when a \
            scope ends, grant it again.
            """,
            """
            'assign' puts a device into an area, so that it may use the services of the area. 'kith areas' lists the areas.
            """,
            "States: online (connected now), away (disconnected a short time ago), offline.",
            """
            Revoking ends the keys, tokens and sessions of the device and closes its connections. It cannot be undone. To \
            admit the device again, pair it again.
            """,
        ],
        options: [
            ("--all", "include revoked, departed and expired devices"),
            ("--verbose", "also show keys and the user agent"),
            ("--expires DURATION", "when the scope ends: 30m, 4h, 2d (default: never)"),
            ("--person PERSON", "revoke all devices of this person"),
            ("--yes", "revoke without asking"),
            ("--json", "print JSON; times are RFC 3339"),
        ],
        examples: [
            ("kith peers", "list the paired devices"),
            ("kith peers grant anna invite --expires 2h", "let Anna's device invite guests for two hours, over HTTPS"),
            ("kith peers assign anna Media", "let Anna's device use the services of the area Media"),
            ("kith peers revoke \"Old phone\"", "revoke a phone that was lost"),
        ],
        values: ["NAME|ID": .peers])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = arguments.nextWord()
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        switch verb {
        case nil, "list": try list(client, &arguments, asJSON)
        case "show": try show(client, &arguments, asJSON)
        case "rename": try rename(client, &arguments, asJSON)
        case "grant": try grant(client, &arguments, asJSON)
        case "deny": try deny(client, &arguments, asJSON)
        case "assign": try assign(client, &arguments, asJSON)
        case "unassign": try unassign(client, &arguments, asJSON)
        case "revoke": try revoke(client, &arguments, asJSON)
        case let verb?:
            throw unknownVerb(verb, of: help)
        }
    }

    private static func list(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let withEnded = arguments.flag("--all")
        try arguments.finish()
        let found = try PeerDirectory(client).all(withEnded: withEnded)
        if asJSON {
            return Terminal.json(["peers": .array(found.map { .object($0) })])
        }
        let peers = found.compactMap { Peer($0) }
        guard !peers.isEmpty else { return Terminal.nothing("No devices are paired yet. To pair one: kith pair") }
        Terminal.table(PeerTable.of(peers, times: .forReader()))
        // A program that reads the table gets rows only.
        if Terminal.isInteractive, peers.contains(where: \.hasCappedScope) { Terminal.say(Peer.capExplained) }
    }

    private static func show(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith peers show", "the name or id of a device")
        let isVerbose = arguments.flag("--verbose")
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted, withEnded: true)
        guard !asJSON else { return Terminal.json(peer.whole) }
        Terminal.sheet(PeerSheet.rows(peer, isVerbose: isVerbose, times: .forReader()))
        if peer.hasCappedScope { Terminal.say(Peer.capExplained) }
    }

    private static func rename(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith peers rename", "the name or id of a device, and its new name")
        let name = try arguments.word("kith peers rename", "a new name after the old one")
        try arguments.finish()
        let checked = try checkedName(name, "the new name")
        let peer = try PeerDirectory(client).find(wanted)
        let answer = try client.demand(.patch, peerPath(peer.id), ["name": .string(checked)])
        guard answer.code != "name_taken" else {
            throw CommandFailure(
                .refused,
                "'\(peer.name)' cannot be renamed '\(checked.cleaned)': another device has this name. Choose another name."
            )
        }
        guard answer.status == 200 else { throw answer.failure(forName: checked) }
        let renamed = answer.object
        guard !asJSON else { return Terminal.json(renamed) }
        Terminal.say("'\(peer.name)' is now called '\(renamed.text("name"))'.")
    }
}
