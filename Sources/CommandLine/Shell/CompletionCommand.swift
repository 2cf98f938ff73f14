import Agent
import Console
import Core
import HTTPMessage
import JSON
import LocalNetwork
import Store

enum CompletionCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "completion", summary: "print a completion script for your shell",
        usage: ["completion bash|zsh|fish"],
        about: [
            """
            With it, Tab completes commands, options, and the names of paired devices. 'make install' installs the scripts \
            for all three shells. Without it, use one of the examples. For zsh, the folder must be in your fpath.
            """
        ],
        examples: [
            ("source <(kith completion bash)", "try it in this bash"),
            ("kith completion bash > ~/.local/share/bash-completion/completions/kith", "install it for bash"),
            ("kith completion zsh > ~/.zfunc/_kith", "install it for zsh"),
            ("kith completion fish > ~/.config/fish/completions/kith.fish", "install it for fish"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let shell = try arguments.word("kith completion", "the name of a shell: bash, zsh or fish")
        // The scripts call this at every press of Tab.
        if shell == "words" { return answer(arguments.behindDashes) }
        try arguments.skipPlaces()
        try arguments.finish()
        guard let script = CompletionScripts.all[shell] else {
            throw CommandFailure(
                .usage,
                "there is no completion for '\(shell.cleaned)': use bash, zsh or fish. See 'kith help completion'.")
        }
        Terminal.put(script)
    }

    /// Prints only words. Errors are shown when the command runs.
    private static func answer(_ words: [String]) {
        var arguments = Arguments(words)
        let places = try? Places(&arguments)
        let knowledge = Knowledge(places: places)
        switch Completer(look: knowledge.look).offer(words) {
        case .files: Terminal.line(":files")
        case .folders: Terminal.line(":folders")
        case .words(let words):
            Terminal.put(words.map { "\($0.text.cleaned)\($0.what.isEmpty ? "" : "\t" + $0.what)\n" }.joined())
        }
    }
}

/// What this machine has, and what its agent knows. Nothing if it does not answer at once.
private struct Knowledge {
    /// A person who presses Tab does not wait longer.
    private static let patience: Duration = .milliseconds(500)
    private static let mostPeers = 500

    let places: Places?

    func look(_ values: Values) -> [String] {
        switch values {
        case .peers: peers().map(\.name)
        case .persons: Set(peers().map(\.person).filter { !$0.isEmpty }).sorted()
        case .areas: ask("/v1/areas").objects("areas").map { $0.text("name") }
        case .services: ask("/v1/services").objects("services").map { $0.text("name") }
        case .addresses: InterfaceAddress.ofThisMachine().compactMap { HostAddress($0.bytes)?.description }
        case .interfaces: Set(InterfaceAddress.ofThisMachine().map(\.interface)).sorted()
        case .backups: places?.store.backups() ?? []
        case .unknown, .words, .list, .commands, .files, .folders: []
        }
    }

    private func peers() -> [Peer] {
        ask("/v1/peers?limit=\(Self.mostPeers)").objects("peers").compactMap { Peer($0) }
    }

    private func ask(_ path: String) -> JSONObject {
        guard let places else { return [:] }
        let client = ControlClient(places, patience: Self.patience)
        guard let answer = try? client.ask(.get, path), answer.status == 200 else { return [:] }
        return answer.object
    }
}
