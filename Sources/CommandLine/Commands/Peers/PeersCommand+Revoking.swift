import Agent
import Console
import Core
import Glibc
import HTTPMessage
import JSON
import System

// Revoking one device, or all of a person.
extension PeersCommand {
    static func revoke(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let isAgreed = arguments.flag("--yes")
        if let person = try arguments.name("--person") {
            try arguments.finish()
            return try revoke(allOf: person, client, isAgreed, asJSON)
        }
        let wanted = try arguments.word("kith peers revoke", "the name or id of a device, or --person PERSON")
        try arguments.finish()
        let directory = PeerDirectory(client)
        // A person who is asked sees which one is meant; with --yes nobody looks.
        let peer =
            try isAgreed
            ? directory.findExactly(wanted, withEnded: true, because: "--yes") : directory.find(wanted, withEnded: true)
        guard peer.isLive else {
            throw CommandFailure(.failed, "'\(peer.name)' \(peer.endText), so nothing was revoked.")
        }
        if !isAgreed {
            try ask(
                "Revoke '\(peer.name)' (\(peer.whoAndWhen(SystemClock.now(), .local)))?", about: "revoke '\(peer.name)'"
            )
        }
        _ = try client.object(.delete, peerPath(peer.id))
        guard !asJSON else {
            return Terminal.json(["revoked": [["id": .string(peer.id), "name": .string(peer.name)]]])
        }
        Terminal.say("Revoked '\(peer.name)'. \(peer.whatEnded)")
    }

    private static func revoke(
        allOf wanted: String, _ client: ControlClient, _ isAgreed: Bool, _ asJSON: Bool
    ) throws(CommandFailure) {
        let key = Name(trusted: wanted).folded
        let peers = try PeerDirectory(client).all(withEnded: false).compactMap { Peer($0) }
            .filter { Name(trusted: $0.person).folded == key }
        guard let person = peers.first?.person else {
            throw CommandFailure(
                .failed, "'\(wanted.cleaned)' has no devices. 'kith peers' shows whose each device is.")
        }
        if !isAgreed {
            let names = listed(peers.map { "'\($0.name)'" })
            try ask(
                "Revoke \(peers.count == 1 ? "the only device" : "all \(peers.count) devices") of '\(person)': \(names)?",
                about: "revoke all devices of '\(person)'")
        }
        let answer = try client.object(.delete, "/v1/persons/\(PercentEncoding.encode(wanted))")
        guard !asJSON else { return Terminal.json(answer) }
        let revoked = answer.objects("revoked").map { "'\($0.text("name"))'" }
        Terminal.say(
            """
            Revoked all devices of '\(person)': \(listed(revoked)). Their keys, tokens and sessions stopped working, and \
            their connections were closed.
            """)
    }

    private static func ask(_ question: String, about deed: String) throws(CommandFailure) {
        guard Terminal.canAsk else {
            throw CommandFailure(.usage, "this is not a terminal, so nobody can confirm. To \(deed), use --yes.")
        }
        Terminal.put("\(question) This cannot be undone. [y/N] ".flowed(at: Terminal.textWidth(of: STDOUT_FILENO)))
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else {
            throw CommandFailure(.failed, "cancelled, nothing was revoked.")
        }
    }
}

extension Peer {
    /// "was already revoked", "has left", "has expired".
    fileprivate var endText: String {
        switch state {
        case "revoked": "was already revoked"
        case "left": "has already left"
        case "expired": "has already expired"
        default: "is already \(state)"
        }
    }

    /// "anna, online now", "anna, last seen 3 min ago".
    func whoAndWhen(_ now: Moment, _ clock: WallClock) -> String {
        let seen = isOnline ? "online now" : lastSeenAt.map { "last seen \($0.told(at: now, by: clock))" }
        return [person.isEmpty ? nil : person, seen].compactMap { $0 }.joined(separator: ", ")
    }

    /// What stopped working when it was revoked.
    var whatEnded: String {
        let ended =
            isTokenOnly
            ? "Its bearer tokens" : "Its \(keys.count == 1 ? "key" : "\(keys.count) keys"), tokens and sessions"
        let again = isTokenOnly ? "For a new token: kith token issue --name NAME" : "To pair it again: kith pair"
        return "\(ended) stopped working, and its connections were closed. \(again)"
    }
}
