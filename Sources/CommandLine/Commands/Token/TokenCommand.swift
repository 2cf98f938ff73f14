import Agent
import Console
import Core
import HTTPMessage
import JSON
import System

/// Bearer tokens, for scripts and servers, and the app passwords of devices.
enum TokenCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "token", summary: "issue, list and revoke tokens for scripts and servers",
        usage: [
            "token issue --name NAME [OPTIONS]", "token list [NAME|ID] [--json]", "token revoke TOKEN-ID [--json]",
            "token revoke NAME|ID [--all] [--json]",
        ],
        about: [
            """
            A script sends the token with each request ('Authorization: Bearer TOKEN') and acts as its device. A token \
            works over HTTPS and on this machine. Over plain HTTP it is refused, because others could read it.
            """,
            """
            'issue' creates the device if there is none with that name. The token is shown only once: kith stores only a \
            hash of it. In a pipe, only the token is printed.
            """,
            """
            'list' and 'revoke' also work for app passwords. A device makes those on its own page, one for each native app.
            """,
        ],
        options: [
            ("--name NAME", "the device that the token is for, known or new"),
            ("--scope LIST", "scopes of a new device, from \(Scope.offered)"),
            ("--for PERSON", "the person a new device belongs to (default: nobody)"),
            ("--expires DURATION", "how long the token is valid: 12h, 30d (default: 365d)"),
            ("--all", "revoke all tokens and app passwords of the device"),
            ("--json", "print JSON; times are RFC 3339"),
        ],
        examples: [
            ("kith token issue --name backup --scope view > token", "write a token for a script to a file"),
            (
                "curl -H \"Authorization: Bearer $(cat token)\" http://127.0.0.1:6969/v1/self",
                "use the token on this machine"
            ),
            ("kith token list", "show which tokens exist, and when they expire"),
            ("kith token revoke backup", "revoke the token of that script"),
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
                .usage,
                "unknown command 'kith token \(verb.cleaned)': use issue, list or revoke. See 'kith help token'.")
        }
    }

    /// The values of the options.
    static func request(_ arguments: inout Arguments) throws(CommandFailure) -> JSONObject {
        guard let name = try arguments.name("--name") else {
            throw CommandFailure(
                .usage, "'kith token issue' needs --name NAME: the device that the token is for. \(arguments.helpHint)")
        }
        var body: JSONObject = ["kind": "bearer", "name": .string(name)]
        body["person"] = try arguments.name("--for").map { .string($0) }
        body["scopes"] = try arguments.scopes("--scope")
        let possible = Limits().shortestBearerTokenLife...Limits().longestPass
        body["expires_in"] = try arguments.length("--expires", in: possible).map { .integer($0.components.seconds) }
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
                a device called '\(body.text("name"))' exists, and --for and --scope are for a new one. Leave them out to \
                issue a token for that device, or choose another name. To change its scopes, use 'kith peers grant'.
                """)
        }
        guard given.status == 201 else { throw given.failure(forName: body.text("name")) }
        guard !asJSON else { return Terminal.json(given.object) }
        // In a pipe, only the token.
        guard Terminal.isInteractive else { return Terminal.line(given.object.text("token")) }
        tell(given.object)
    }

    private static func tell(_ answer: JSONObject) {
        let (now, clock) = (SystemClock.now(), WallClock.local)
        let peer = answer["peer"]?.object.flatMap { Peer($0) }
        let name = peer?.name ?? ""
        let who = answer["is_new_peer"] == true ? "'\(name)', a new device" : "'\(name)'"
        let end = answer.moment("expires_at").map { " It expires \($0.told(at: now, by: clock))." } ?? ""
        Terminal.say(
            """
            Bearer token for \(who). It is shown only once: store it where nobody else can read it.

                \(answer.text("token"))

            Anyone with this token can act as '\(name)', over HTTPS or on this machine. Over plain HTTP it is refused.\(end) \
            \(peer?.abilities(now: now, clock: clock) ?? "")
            To revoke it: kith token revoke \(answer.text("id"))
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
            let whose = wanted.map { "'\($0.cleaned)' has" } ?? "There are"
            return Terminal.nothing(
                "\(whose) no bearer tokens or app passwords. To issue a token: kith token issue --name NAME")
        }
        let times = TimeStyle.forReader()
        var table = Table(columns: [
            .init(title: "ID"), .init(title: "DEVICE", least: 8), .init(title: "APP", least: 8),
            .init(title: "ISSUED", rank: 2), .init(title: "USED", rank: 1), .init(title: "ENDS"),
        ])
        table.rows = held.map { held in
            [
                held.id, held.peer.name, held.app ?? "-", times.text(held.issuedAt),
                held.app == nil ? "-" : held.lastUsed.map { times.text($0) } ?? "never",
                held.app == nil ? times.text(held.expiresAt) : "with device",
            ]
        }
        Terminal.table(table)
    }

    private static func revoke(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let isForAll = arguments.flag("--all")
        let wanted = try arguments.word("kith token revoke", "the id of a token, or the name of a device")
        try arguments.finish()
        var held = try tokens(client, of: TokenID(wanted) == nil ? wanted : nil, exactly: true)
        if TokenID(wanted) != nil { held = held.filter { $0.id == wanted } }
        guard let first = held.first else {
            let what =
                TokenID(wanted) == nil
                ? "'\(wanted.cleaned)' has no bearer token or app password."
                : "no token has the id \(wanted.cleaned), or it was already revoked."
            throw CommandFailure(.failed, "\(what) 'kith token list' lists the tokens.")
        }
        guard held.count == 1 || isForAll else {
            let ids = listed(held.map(\.id))
            throw CommandFailure(
                .failed, "'\(first.peer.name)' has \(held.count) tokens: \(ids). Name one, or use --all.")
        }
        for token in held { _ = try client.object(.delete, "\(peerPath(token.peer.id))/tokens/\(token.id)") }
        guard !asJSON else { return Terminal.json(["revoked": .array(held.map { .object($0.whole) })]) }
        let what = held.count == 1 ? "token" : "\(held.count) tokens"
        Terminal.say(
            """
            Revoked the \(what) \(listed(held.map(\.id))) of '\(first.peer.name)'. The device itself stays paired. To revoke \
            it: kith peers revoke
            """)
    }

    private struct Held {
        let id: String
        let peer: Peer
        let issuedAt: Moment?
        let expiresAt: Moment?
        /// The name of an app password. Nil for a bearer token.
        let app: String?
        let lastUsed: Moment?
        let whole: JSONObject
    }

    /// Of one peer, or of all.
    private static func tokens(
        _ client: ControlClient, of wanted: String?, exactly isExact: Bool = false
    ) throws(CommandFailure) -> [Held] {
        let directory = PeerDirectory(client)
        let peers: [Peer] =
            if let wanted {
                [try isExact ? directory.findExactly(wanted, because: "token revoke") : directory.find(wanted)]
            } else {
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
                        expiresAt: token.moment("expires_at"),
                        app: token["kind"] == "app" ? token.text("name") : nil, lastUsed: token.moment("last_used_at"),
                        whole: whole))
            }
        }
        return held
    }
}
