import Agent
import Core
import Settings

/// The manual, in the macros of man(7), made from what the commands, the settings and the exit codes declare.
enum ManPages {
    /// By file name. The page of the program is first.
    static var all: [(name: String, text: String)] {
        [("kith.1", program)] + Commands.all.map { ("kith-\($0.help.name).1", page($0.help)) }
            + [("kith.conf.5", settings)]
    }

    private static func head(_ name: String, _ section: Int, _ summary: String) -> String {
        """
        .TH \(Roff.text(name.uppercased())) \(section) \(kithVersionDate) "kith \(kithVersion)" "kith"
        .SH NAME
        \(Roff.text(name)) \\- \(Roff.text(summary))

        """
    }

    private static func page(_ help: CommandHelp) -> String {
        var text = head("kith-\(help.name)", 1, help.summary)
        text += ".SH SYNOPSIS\n" + help.usage.map { Roff.usage("kith \($0)") }.joined(separator: ".br\n")
        if !help.about.isEmpty {
            text += ".SH DESCRIPTION\n" + help.about.map { Roff.line($0) }.joined(separator: ".PP\n")
        }
        text += ".SH OPTIONS\n" + (help.options + Help.everywhere).map { Roff.option($0) }.joined() + exitStatus
        if !help.examples.isEmpty {
            text += ".SH EXAMPLES\n" + help.examples.map { Roff.item($0.command, $0.what) }.joined()
        }
        return text + see(["kith(1)", "kith.conf(5)"])
    }

    private static var program: String {
        var text = head("kith", 1, Help.summary)
        text += ".SH SYNOPSIS\n" + Roff.usage("kith COMMAND [OPTIONS]")
        let about = [
            """
            A node is a machine that runs the agent. To pair a device, run 'kith pair', scan its QR code with the device, and \
            type the PIN that the device shows. After that, the device's own key identifies it, and the operator decides \
            what it may do.
            """,
            "Operators are root, the user that runs the agent, and the members of the control socket's group.",
        ]
        text += ".SH DESCRIPTION\n" + about.map { Roff.line($0) }.joined(separator: ".PP\n")
        text += ".SH COMMANDS\n" + Commands.all.map { Roff.item("kith-\($0.help.name)(1)", $0.help.summary) }.joined()
        text += ".SH OPTIONS\n" + Help.everywhere.map { Roff.option($0) }.joined() + exitStatus
        text += ".SH ENVIRONMENT\n"
        text += Roff.item("KITH_CONFIG", "the settings file")
        text += Roff.item("KITH_PORT", "and so on, for each setting of kith.conf(5); overrides the file")
        text += Roff.item("NO_COLOR", "if it is set, kith uses no colours, except in QR codes")
        text += ".SH FILES\n"
        text += Roff.item("/etc/kith/kith.conf", "settings; ~/.config/kith/kith.conf without root")
        text += Roff.item("/var/lib/kith", "the node's data; ~/.local/share/kith without root")
        text += Roff.item(
            "/run/kith/control.sock", "the control socket, through which the other commands reach the agent")
        return text + see(Commands.all.map { "kith-\($0.help.name)(1)" } + ["kith.conf(5)"])
    }

    private static var settings: String {
        var text = head("kith.conf", 5, "settings of kith")
        let about = [
            """
            Every setting has a default; kith runs without a settings file. A line is 'key = value', in UTF-8. Text after a \
            # is a comment. Put quotes around a value that begins or ends with a space. A duration is a number and one of \
            s, m, h, d: 90s, 5m, 4h, 2d.
            """,
            """
            An environment variable (KITH_PORT for port) overrides this file, and an option (--port) overrides both. An \
            unknown setting or an invalid value is an error that names its line, and the agent does not start. 'kith agent' \
            reads the file again on SIGHUP.
            """,
        ]
        text += ".SH DESCRIPTION\n" + about.map { Roff.line($0) }.joined(separator: ".PP\n")
        text += ".SH SETTINGS\n"
        for group in Setting.groups {
            text += ".SS \(Roff.text(group.title))\n"
            text += group.settings.map { Roff.item($0.name, $0.manual) }.joined()
        }
        text += ".SH FILES\n" + Roff.item("/etc/kith/kith.conf", "for root and the system service")
        text += Roff.item("~/.config/kith/kith.conf", "without root")
        return text + see(["kith(1)", "kith-agent(1)"])
    }

    private static var exitStatus: String {
        ".SH EXIT STATUS\n" + ExitCode.allCases.map { Roff.item("\($0.rawValue)", $0.meaning) }.joined()
    }

    private static func see(_ pages: [String]) -> String {
        let named = pages.map { page in
            let parts = page.split(separator: "(")
            return "\\fB\(Roff.text(parts[0]))\\fR(\(parts[1])"
        }
        return ".SH SEE ALSO\n" + named.joined(separator: ",\n") + "\n"
    }
}

extension Setting {
    fileprivate var manual: String {
        let change = change == .atStart ? " A change needs a restart of the agent." : ""
        return "\(summary) Values: \(allowed). Default: \(standard.isEmpty ? "none" : standard).\(change)"
    }
}

/// Text for troff: dashes and quotes stay what they are, and no line becomes a request by accident.
enum Roff {
    static func text(_ text: some StringProtocol) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "\"": escaped += "\\(dq"
            default: escaped.append(character)
            }
        }
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }

    static func line(_ words: String) -> String { text(words) + "\n" }

    /// A term and what it means.
    static func item(_ term: String, _ what: String) -> String { ".TP\n\(bold(term))\n\(text(what))\n" }

    static func option(_ row: (name: String, what: String)) -> String {
        ".TP\n\(usage(row.name))\(text(row.what))\n"
    }

    /// Literal text is bold, placeholders are not.
    static func usage(_ words: String) -> String {
        let parts = words.split(separator: " ").map { word in
            let isTyped = word.hasPrefix("--") || word.contains { $0.isLowercase }
            return isTyped ? bold(word) : "\\fI\(text(word))\\fR"
        }
        return parts.joined(separator: " ") + "\n"
    }

    private static func bold(_ words: some StringProtocol) -> String { "\\fB\(text(words))\\fR" }
}
