import Agent
import Console
import Core
import HTTPMessage
import JSON
import System

/// Bearer tokens, for scripts and servers.
enum TokenCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "token", summary: "bearer tokens for scripts and servers",
        usage: [
            "token issue --name NAME [OPTIONS]", "token list [NAME|ID] [--json]", "token revoke TOKEN-ID",
            "token revoke NAME|ID [--all]",
        ],
        about: [
            """
            Whoever shows a bearer token is the peer whose it is ('Authorization: Bearer …'). It counts over TLS and on \
            this machine alone: on a plain connection everybody could read it, and it is refused there.
            """,
            """
            issue makes the peer where there is none of that name. The token is shown this once; in a pipe nothing else \
            is printed. Only its hash is kept, so that nobody can look it up later.
            """,
        ],
        options: [
            ("--name NAME", "whose token it is: a peer by its name, or a new one"),
            ("--scope LIST", "what a new peer may do, of \(Scope.list) (otherwise: \(Scopes.byDefault))"),
            ("--for PERSON", "whom a new peer belongs to (otherwise: owner)"),
            ("--expires LENGTH", "how long the token counts: 12h, 30d (otherwise: 365d)"),
            ("--all", "revoke all tokens of the peer"),
            ("--json", "for programs; times as RFC 3339"),
        ],
        examples: [
            ("kith token issue --name backup --scope view > token", "for a script, into a file"),
            ("kith token revoke backup", "that script needs it no more"),
        ],
        values: ["NAME|ID": .peers, "--name": .peers, "--scope": .list(Scope.allCases.map(\.rawValue))])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = try arguments.word("kith token", "issue, list or revoke")
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        switch verb {
        case "issue": try issue(client, &arguments, asJSON)
        case "list": try list(client, &arguments, asJSON)
        case "revoke": try revoke(client, &arguments, asJSON)
        default:
            throw CommandFailure(
                .usage, "kith token takes issue, list or revoke, not '\(verb.cleaned)'. 'kith help token' says more.")
        }
    }

    /// What the options ask for.
    static func request(_ arguments: inout Arguments) throws(CommandFailure) -> JSONObject {
        guard let name = try arguments.option("--name") else {
            throw CommandFailure(.usage, "kith token issue needs --name NAME: whose token it is. \(arguments.helpHint)")
        }
        var body: JSONObject = ["kind": "bearer", "name": .string(name)]
        body["person"] = try arguments.option("--for").map { .string($0) }
        body["scopes"] = try arguments.scopes("--scope")
        body["expires_in"] = try arguments.length("--expires").map { .integer($0.components.seconds) }
        try arguments.finish()
        return body
    }

    private static func issue(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let body = try request(&arguments)
        let given = try client.demand(.post, "/v1/tokens", body)
        guard given.code != "name_taken" else {
            throw CommandFailure(
                .refused,
                """
                there is a peer called '\(body.text("name"))' already, and --for and --scope are for a new one. Leave them out \
                for a token of that one ('kith peers grant' changes what it may do), or choose another name.
                """)
        }
        guard given.status == 201 else { throw CommandFailure(.refused, given.detail) }
        guard !asJSON else { return Terminal.json(given.object) }
        // In a pipe nothing but what is to be kept.
        guard Terminal.isInteractive else { return Terminal.line(given.object.text("token")) }
        tell(given.object)
    }

    private static func tell(_ answer: JSONObject) {
        let (now, clock) = (SystemClock.now(), WallClock.local)
        let peer = answer["peer"]?.object.flatMap { Peer($0) }
        let name = peer?.name ?? ""
        let who = answer["is_new_peer"] == true ? "a new peer, '\(name)'" : "'\(name)', which is a peer already"
        let end = answer.moment("expires_at").map { " It ends \($0.told(at: now, by: clock))." } ?? ""
        Terminal.line(
            """
            A bearer token for \(who). It is shown this once: keep it where nobody else can read it.

                \(answer.text("token"))

            Whoever has it is '\(name)', over TLS and on this machine; on a plain connection it is refused.\(end) \
            \(peer?.abilities(now: now, clock: clock) ?? "") To take it back: kith token revoke \(answer.text("id"))
            """)
    }

    private static func list(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = arguments.nextWord()
        try arguments.finish()
        let held = try tokens(client, of: wanted)
        guard !asJSON else { return Terminal.json(["tokens": .array(held.map { .object($0.whole) })]) }
        guard !held.isEmpty else {
            return Terminal.line("There are no bearer tokens. To make one: kith token issue --name NAME")
        }
        let times = TimeStyle.forReader()
        var table = Table(columns: [
            .init(title: "ID"), .init(title: "PEER", least: 8), .init(title: "ISSUED", rank: 1), .init(title: "ENDS"),
        ])
        table.rows = held.map { [$0.id, $0.peer.name, times.text($0.issuedAt), times.text($0.expiresAt)] }
        Terminal.table(table)
    }

    private static func revoke(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let isForAll = arguments.flag("--all")
        let wanted = try arguments.word("kith token revoke", "the id of a token, or the name of a peer")
        try arguments.finish()
        var held = try tokens(client, of: TokenID(wanted) == nil ? wanted : nil)
        if TokenID(wanted) != nil { held = held.filter { $0.id == wanted } }
        guard let first = held.first else {
            throw CommandFailure(
                .failed, "'\(wanted.cleaned)' has no bearer token. 'kith token list' shows those there are.")
        }
        guard held.count == 1 || isForAll else {
            let ids = listed(held.map(\.id))
            throw CommandFailure(
                .failed, "'\(first.peer.name)' has \(held.count) bearer tokens: \(ids). Name one, or take --all.")
        }
        for token in held { _ = try client.object(.delete, "\(peerPath(token.peer.id))/tokens/\(token.id)") }
        guard !asJSON else { return Terminal.json(["revoked": .array(held.map { .object($0.whole) })]) }
        Terminal.line(
            """
            Revoked: \(listed(held.map(\.id))), of '\(first.peer.name)'. The peer itself stays; to revoke that: \
            kith peers revoke
            """)
    }

    private struct Held {
        let id: String
        let peer: Peer
        let issuedAt: Moment?
        let expiresAt: Moment?
        let whole: JSONObject
    }

    /// Of one peer, or of all.
    private static func tokens(_ client: ControlClient, of wanted: String?) throws(CommandFailure) -> [Held] {
        let directory = PeerDirectory(client)
        let peers: [Peer] =
            if let wanted { [try directory.find(wanted)] } else {
                try directory.all(withEnded: false).compactMap { Peer($0) }
            }
        var held: [Held] = []
        for peer in peers {
            for token in try client.object(.get, "\(peerPath(peer.id))/tokens").objects("tokens") {
                var whole = token
                whole["peer_id"] = .string(peer.id)
                whole["peer"] = .string(peer.name)
                held.append(
                    Held(
                        id: token.text("id"), peer: peer, issuedAt: token.moment("issued_at"),
                        expiresAt: token.moment("expires_at"), whole: whole))
            }
        }
        return held
    }
}
