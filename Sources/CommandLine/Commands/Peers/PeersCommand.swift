import Agent
import Console
import Core
import HTTPMessage
import JSON

enum PeersCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "peers", summary: "list those who are in, say what they may do, revoke them",
        usage: [
            "peers [list] [--all] [--json]", "peers show NAME|ID [--json]", "peers rename NAME|ID NEW-NAME",
            "peers grant NAME|ID SCOPE [--expires LENGTH]", "peers deny NAME|ID SCOPE",
            "peers revoke NAME|ID [--yes]", "peers revoke --person PERSON [--yes]",
        ],
        about: [
            "A name may be shortened to how it begins, as long as only one peer's name begins so. Capitals do not matter.",
            """
            Scopes are \(Scope.explained). Granting again moves the end. Both count at once.
            """,
            """
            Revoking is immediate: with the next request, keys, tokens and sessions of the peer are good for nothing, and \
            what it has open is closed. It cannot be undone; to let a device in again, pair it again.
            """,
        ],
        options: [
            ("--all", "also those who were revoked, left, or ran out"),
            ("--expires LENGTH", "the scope ends by itself: 30m, 4h, 2d"),
            ("--person PERSON", "revoke all peers of this person, in one step"),
            ("--yes", "revoke without asking; needed where there is no terminal to ask at"),
            ("--json", "for programs; times as RFC 3339"),
        ],
        examples: [
            ("kith peers", "who is in"), ("kith peers show anna", "all about the one whose name begins with anna"),
            ("kith peers grant anna invite --expires 2h", "let Anna bring in her guests tonight"),
            ("kith peers revoke \"Old phone\"", "a phone that was lost"),
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
        case "revoke": try revoke(client, &arguments, asJSON)
        case let verb?:
            throw CommandFailure(
                .usage,
                "kith peers takes show, rename, grant, deny or revoke, not '\(verb.cleaned)'. 'kith help peers' says more."
            )
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
        guard !peers.isEmpty else { return Terminal.line("There are no peers yet. The first comes in by: kith pair") }
        Terminal.table(PeerTable.of(peers, times: .forReader()))
    }

    private static func show(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith peers show", "the name or the id of a peer")
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted, withEnded: true)
        guard !asJSON else { return Terminal.json(peer.whole) }
        PeerSheet.lines(peer, times: .forReader()).forEach { Terminal.line($0) }
    }

    private static func rename(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith peers rename", "the name or the id of a peer, and its new name")
        let name = try arguments.word("kith peers rename", "a new name, behind the old one")
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted)
        let renamed = try client.object(.patch, peerPath(peer.id), ["name": .string(name)])
        guard !asJSON else { return Terminal.json(renamed) }
        Terminal.line("'\(peer.name)' is now called '\(renamed.text("name"))'.")
    }
}
