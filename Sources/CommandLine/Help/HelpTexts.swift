import Core

// What each command says of itself.

private let whereItRuns = [
    (name: "--address ADDRESS", what: "the own address that devices are sent to; any, loopback too"),
    (name: "--interface NAME", what: "the interface whose address devices are sent to"),
    (name: "--port N", what: "the port of an agent that this command runs (otherwise: 6969)"),
    (
        name: Help.anySetting,
        what: "any other setting of 'kith help settings': --open-pairings 4 for open_pairings = 4"
    ),
]

extension PairCommand {
    static let help = CommandHelp(
        name: "pair", summary: "show a QR code, ask for the PIN, let the device in", usage: ["pair [OPTIONS]"],
        about: [
            """
            Shows a code. The device that scans it shows a PIN; you type that PIN here, and the device is in. Only the \
            first device that comes gets a PIN, and you are told who it is and where from before you type.
            """,
            """
            While it waits: n makes a new code and voids the old one, Ctrl-C cancels. After 15 s without anybody, a \
            tries the node's next address. With no agent running, this command runs one until the device is in.
            """,
            """
            With --json it prints one event a line (pairing_started first, with id, join_url and expires_at) and reads \
            answers as lines: the PIN, then same_device or keep_both where it asks by ip_conflict, n for a new code.
            """,
        ],
        options: [
            ("--name NAME", "what to call the device"),
            ("--for PERSON", "whom it belongs to (otherwise: owner)"),
            ("--scope LIST", "what it may do, of \(Scope.list) (otherwise: \(Scopes.byDefault))"),
            ("--expires LENGTH", "a guest pass, that ends by itself: 30m, 4h, 2d"),
            ("--ttl LENGTH", "how long the code is good, 10s to 1h (otherwise: 5m)"),
            ("--peer NAME", "bring a device back as the peer it was: its new key is added to that one"),
            ("--json", "events for a program, one a line"),
        ] + whereItRuns,
        examples: [
            ("kith pair --name \"Anna's tablet\" --for anna", "a tablet, under a name that you choose"),
            ("kith pair --expires 4h", "a guest, until tonight"),
            ("kith pair --peer \"Anna's tablet\"", "the same tablet, after its browser has forgotten its key"),
        ],
        values: [
            "--scope": .list(Scope.allCases.map(\.rawValue)), "--peer": .peers,
            "--interface": .interfaces,
        ])
}

extension PeersCommand {
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
}

extension EventsCommand {
    static let help = CommandHelp(
        name: "events", summary: "what happened, and what happens", usage: ["events [OPTIONS]"],
        about: [
            """
            Prints the newest 50 events in the order in which they happened, or all of them since the time that --since \
            names. With --follow it then goes on with what happens, until Ctrl-C; an agent that is started anew costs no \
            event.
            """,
            "A TIME is how long ago (90s, 5m, 4h, 2d), a day (2026-11-20) or a time (2026-11-20T10:30:00Z).",
            "Types: \(EventsWish.types.joined(separator: ", ")).",
        ],
        options: [
            ("--follow", "go on with what happens"), ("--since TIME", "from then on"), ("--until TIME", "up to then"),
            ("--peer NAME", "what tells of this peer, by name or id, of those that ended too"),
            ("--type LIST", "events of these types alone"),
            ("--limit N", "the newest N (otherwise: 50, or all with --since)"),
            ("--json", "for programs: one event a line, as the agent keeps it"),
        ],
        examples: [
            ("kith events --follow", "what happens, as it happens"),
            ("kith events --since 2h --type second_claim,bad_proof,wrong_pin", "the alarms of two hours"),
            ("kith events --since 7d --peer \"Anna's phone\" --json | jq -r .type", "a week of one device"),
        ],
        values: ["--peer": .peers, "--type": .list(EventsWish.types)], repeated: ["--type"])
}

extension TokenCommand {
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
}

extension NodesCommand {
    static let help = CommandHelp(
        name: "nodes", summary: "list the nodes: this one, and those that are peers", usage: ["nodes [--json]"],
        about: ["Tells how this node is reached, and which other nodes it knows."],
        options: [("--json", "for programs")],
        examples: [("kith nodes --json | jq -r '.nodes[].name'", "their names")])
}

extension StatusCommand {
    static let help = CommandHelp(
        name: "status", summary: "how the agent is", usage: ["status [--json]"],
        about: [
            "Tells how the agent is reached, what it stores, and who is connected. Ends with 3 where no agent answers."
        ],
        options: [("--json", "for programs")],
        examples: [("kith status --json | jq .join.host", "the address that stands in codes")])
}

extension AgentCommand {
    static let help = CommandHelp(
        name: "agent", summary: "run the node until it is told to stop", usage: ["agent [OPTIONS]"],
        about: [
            "Listens for devices and for the other commands, keeps the store in order, and makes a backup every day.",
            "SIGTERM or Ctrl-C end it, after what runs is done.",
        ],
        options: whereItRuns,
        examples: [
            ("kith agent", "with everything where it belongs"),
            ("kith agent --state ~/try --address 127.0.0.1 --port 0", "a second one, to try something on this machine"),
        ],
        values: ["--interface": .interfaces])
}

private let whoRootBecomes = """
    If root runs it and the state folder belongs to another user, it becomes that user first, so all that it makes belongs \
    to the owner of the folder.
    """

extension MigrateCommand {
    static let help = CommandHelp(
        name: "migrate", summary: "look at the schema of the database, or change it",
        usage: ["migrate status", "migrate up", "migrate down --to N"],
        about: [
            """
            The agent brings an older database up to date by itself when it starts, after a backup. These are for those \
            who want to see or do it by hand, with no agent running.
            """,
            whoRootBecomes,
        ],
        options: [("--to N", "the last migration to keep")],
        examples: [("kith migrate status", "what was applied, and when")])
}

extension BackupCommand {
    static let help = CommandHelp(
        name: "backup", summary: "copy the database while it is in use, and check the copy", usage: ["backup"],
        about: [
            "The copy lies in 'backups', in the state folder. The agent makes one a day by itself and keeps seven.",
            whoRootBecomes,
        ])
}

extension RestoreCommand {
    static let help = CommandHelp(
        name: "restore", summary: "put a backup in place of the database, or list the backups",
        usage: ["restore", "restore FILE"],
        about: [
            """
            Not while an agent runs. What was revoked since the backup stays revoked, and the database that is replaced \
            is kept.
            """,
            whoRootBecomes,
        ],
        examples: [("kith restore", "the backups there are, with their paths")], values: ["FILE": .backups])
}

extension CompletionCommand {
    static let help = CommandHelp(
        name: "completion", summary: "complete commands, options and names in your shell",
        usage: ["completion bash|zsh|fish"],
        about: [
            """
            Prints what the shell reads to complete kith when you press Tab: commands, options, and the names of the \
            peers that the agent knows. 'make install' has put it where shells look for it; otherwise:
            """,
            "bash: kith completion bash > ~/.local/share/bash-completion/completions/kith",
            "zsh: kith completion zsh > a file '_kith' in a folder of your fpath, before compinit",
            "fish: kith completion fish > ~/.config/fish/completions/kith.fish",
        ],
        examples: [("source <(kith completion bash)", "for this one shell")])
}

extension VersionCommand {
    static let help = CommandHelp(name: "version", summary: "print the version", usage: ["version"], about: [])
}
