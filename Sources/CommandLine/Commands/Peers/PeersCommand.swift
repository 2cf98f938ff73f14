import Agent
import Console
import Core
import HTTPMessage
import JSON

enum PeersCommand {
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
