import Agent
import Console
import Core
import HTTPMessage
import JSON
import LocalNetwork
import Store

enum CompletionCommand: CommandDefinition {
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

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let shell = try arguments.word("kith completion", "the name of a shell: bash, zsh or fish")
        // What the scripts ask, at every press of Tab.
        if shell == "words" { return answer(arguments.behindDashes) }
        try arguments.finish()
        guard let script = CompletionScripts.all[shell] else {
            throw CommandFailure(
                .usage,
                "kith completes for bash, zsh and fish, not for '\(shell.cleaned)'. 'kith help completion' says how.")
        }
        Terminal.put(script)
    }

    /// Says nothing but words: whatever is wrong shows when the command is run.
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

/// What this machine has, and what the agent on it knows; nothing where it cannot be asked at once.
private struct Knowledge {
    /// Who presses Tab waits no longer.
    private static let patience: Duration = .milliseconds(500)
    private static let mostPeers = 500

    let places: Places?

    func look(_ values: Values) -> [String] {
        switch values {
        case .peers: peers().map(\.name)
        case .persons: Set(peers().map(\.person)).sorted()
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
