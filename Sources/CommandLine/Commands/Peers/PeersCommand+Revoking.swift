import Agent
import Console
import Core
import HTTPMessage
import JSON
import System

// Out, one or all of a person.
extension PeersCommand {
    static func revoke(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let isAgreed = arguments.flag("--yes")
        if let person = try arguments.option("--person") {
            try arguments.finish()
            return try revoke(allOf: person, client, isAgreed, asJSON)
        }
        let wanted = try arguments.word("kith peers revoke", "the name or the id of a peer, or --person NAME")
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted, withEnded: true)
        guard peer.isLive else {
            throw CommandFailure(.failed, "'\(peer.name)' is no peer any more: it is \(peer.state) already.")
        }
        if !isAgreed {
            let seen = peer.lastSeenAt.map { ", last seen \($0.told(at: SystemClock.now(), by: .local))" } ?? ""
            try ask("Revoke '\(peer.name)', of \(peer.person)\(seen)?", about: "revoke '\(peer.name)'")
        }
        _ = try client.object(.delete, peerPath(peer.id))
        guard !asJSON else {
            return Terminal.json(["revoked": [["id": .string(peer.id), "name": .string(peer.name)]]])
        }
        Terminal.line(
            """
            Revoked: \(peer.name). From this moment on its keys, tokens and sessions are good for nothing, and what it \
            had open is closed. To let it in again: kith pair
            """)
    }

    private static func revoke(
        allOf wanted: String, _ client: ControlClient, _ isAgreed: Bool, _ asJSON: Bool
    ) throws(CommandFailure) {
        let key = Name(trusted: wanted).folded
        let peers = try PeerDirectory(client).all(withEnded: false).compactMap { Peer($0) }
            .filter { Name(trusted: $0.person).folded == key }
        guard let person = peers.first?.person else {
            throw CommandFailure(
                .failed, "no peer belongs to '\(wanted.cleaned)'. 'kith peers' shows to whom each does.")
        }
        if !isAgreed {
            let names = listed(peers.map { "'\($0.name)'" })
            try ask(
                "Revoke \(peers.count == 1 ? "the only peer" : "all \(peers.count) peers") of \(person): \(names)?",
                about: "revoke all of \(person)")
        }
        let answer = try client.object(.delete, "/v1/persons/\(PercentEncoding.encode(wanted))")
        guard !asJSON else { return Terminal.json(answer) }
        let revoked = answer.objects("revoked").map { "'\($0.text("name"))'" }
        Terminal.line(
            """
            Revoked, all of \(person): \(listed(revoked)). From this moment on their keys, tokens and sessions are good \
            for nothing, and what they had open is closed.
            """)
    }

    private static func ask(_ question: String, about deed: String) throws(CommandFailure) {
        guard Terminal.canAsk else {
            throw CommandFailure(.usage, "nobody can be asked whether to \(deed). Say so with --yes.")
        }
        Terminal.put("\(question) It cannot be undone. [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else {
            throw CommandFailure(.failed, "nothing was revoked.")
        }
    }
}
