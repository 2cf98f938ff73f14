import Console
import Glibc
import Settings

/// The help of a command, for a person who wants to use it.
struct CommandHelp: Sendable {
    let name: String
    /// A few words, for the list of commands.
    let summary: String
    /// What may follow `kith`.
    let usage: [String]
    /// In short paragraphs.
    let about: [String]
    var options: [(name: String, what: String)] = []
    var examples: [(command: String, what: String)] = []
    /// The values of an option or of a placeholder in the usage.
    var values: [String: Values] = [:]
    /// Options that may occur several times.
    var repeated: Set<String> = []
    /// Whether a shell offers the options of all settings at once. If not, it offers them where no other option fits.
    var offersSettings = true
}

enum Help {
    /// Easy to read, however wide the window is.
    static let width = 78

    private static var shownWidth: Int { min(width, Terminal.textWidth(of: STDOUT_FILENO) ?? width) }

    static let summary = "pairs phones and machines on your network by QR code"

    static func showAll() { Terminal.line(overview(width: shownWidth)) }

    static func show(_ help: CommandHelp) { Terminal.line(page(help, width: shownWidth)) }

    static func show(_ arguments: inout Arguments) throws(CommandFailure) {
        guard let topic = arguments.nextWord() else {
            try arguments.finish()
            return showAll()
        }
        // A file in which nothing is set.
        guard topic != "settings" else {
            try arguments.finish()
            Terminal.put(Setting.sampleFile)
            return
        }
        // For `make install`, which writes the manual: one page, or the names of all.
        guard topic != "man" else { return try showManual(&arguments) }
        guard topic != "help" else {
            try arguments.finish()
            return showAll()
        }
        let command = try Commands.named(topic)
        // 'kith help peers revoke' asks for the same page as 'kith help peers'.
        if let verb = arguments.words.first, command.help.verbs.contains(verb) { _ = arguments.nextWord() }
        try arguments.finish()
        show(command.help)
    }

    private static func showManual(_ arguments: inout Arguments) throws(CommandFailure) {
        guard let name = arguments.nextWord() else {
            // In a pipe, only the names: 'make install' reads them.
            if Terminal.isInteractive { Terminal.say(manualHint) }
            return ManPages.all.forEach { Terminal.line($0.name) }
        }
        let names = [name, "\(name).1", "kith-\(name).1"]
        guard let page = ManPages.all.first(where: { names.contains($0.name) }) else {
            throw CommandFailure(
                .usage, "unknown manual page '\(name.cleaned)'. 'kith help man' lists the pages.")
        }
        try arguments.finish()
        Terminal.put(page.text)
    }

    static let manualHint = "Manual pages. To read one: kith help man kith-pair.1 | man -l -"

    static func overview(width: Int = width) -> String {
        let list = columns(Commands.all.map { ($0.help.name, $0.help.summary) }, width)
        return """
            kith \(summary).

            Usage: kith COMMAND [OPTIONS]

            \(list.joined(separator: "\n"))

            To begin: kith pair
            Run 'kith help COMMAND' for details about one command.
            Run 'kith help settings' for a settings file with all defaults.
            Run 'kith help man' for the list of manual pages.

            \(section("Options of every command", everywhere, width))

            Exit codes: \(ExitCode.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: ", ")).
            """
    }

    static func page(_ help: CommandHelp, width: Int = width) -> String {
        var parts = ["kith \(help.name): \(help.summary)"]
        parts.append(
            help.usage.enumerated().map { ($0 == 0 ? "Usage: " : "       ") + "kith \($1)" }.joined(separator: "\n"))
        parts += help.about.map { $0.flowed(at: width) }
        if !help.options.isEmpty { parts.append(section("Options", help.options, width)) }
        parts.append(section("Options of every command", everywhere, width))
        if !help.examples.isEmpty {
            let examples = help.examples.map { "  \($0.command)\n      \($0.what)" }
            parts.append("Examples:\n" + examples.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    /// The placeholder for the options of all settings.
    static let anySetting = "--SETTING VALUE"

    /// For commands that run an agent.
    static let agentOptions = [
        (name: "--address ADDRESS", what: "address of this machine to put in the code (loopback allowed)"),
        (name: "--interface NAME", what: "interface whose address to put in the code"),
        (name: "--port N", what: "port of the agent that this command starts (default: 6969)"),
        (
            name: anySetting,
            what: "any setting of 'kith help settings': --open-pairings 4 sets open_pairings = 4"
        ),
    ]

    static let everywhere = [
        (
            name: "--state FOLDER",
            what: "folder of the node's data (default: /var/lib/kith, or ~/.local/share/kith without root)"
        ),
        (name: "--socket PATH", what: "control socket of the agent"),
        (
            name: "--config FILE",
            what: "settings file (default: /etc/kith/kith.conf, or ~/.config/kith/kith.conf without root)"
        ),
        (name: "--help", what: "show this help"),
    ]

    private static func section(_ title: String, _ rows: [(name: String, what: String)], _ width: Int) -> String {
        "\(title):\n" + columns(rows, width).joined(separator: "\n")
    }

    /// Two columns. The second one is wrapped.
    private static func columns(_ rows: [(name: String, what: String)], _ width: Int) -> [String] {
        let indent = (rows.map { $0.name.columns }.max() ?? 0) + 4
        return rows.flatMap { row in
            row.what.wrapped(at: max(20, width - indent)).enumerated().map { index, text in
                (index == 0 ? "  \(row.name)" : "").padded(to: indent) + text
            }
        }
    }
}
