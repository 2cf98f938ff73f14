import API
import Console
import Core
import JSON
import Settings

/// Looks for what is wrong with a node and its machine.
enum DoctorCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "doctor", summary: "find out why something does not work",
        usage: ["doctor [--json]"],
        about: [
            """
            Checks the port, the network, the firewall, mDNS, the clock, the disk, the database, the rights on files, the \
            service, public_url, proxies and backups. Shows what is wrong, why, and what to do. Changes nothing, and works \
            without a running agent.
            """,
            "Some checks need root: run it with sudo to see everything.",
            "Ends with exit code 1 if there is a problem, and with 0 if there are only notices.",
        ],
        options: [("--json", "print JSON")],
        examples: [
            ("sudo kith doctor", "check everything"),
            ("kith doctor --json | jq -r '.findings[].code'", "print only the codes of the findings"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        var invalid: SettingsFailure?
        let places = try Places(&arguments, despite: { invalid = $0 })
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        let found = Findings.settled(Examination(places, invalid: invalid).findings())
        if asJSON { Terminal.json(found.report) } else { show(found) }
        if !found.areHarmless { throw CommandFailure(.failed, "") }
    }

    private static func show(_ found: [Finding]) {
        for finding in found {
            Terminal.say("\(finding.severity == .error ? "Problem" : "Notice"): \(finding.what.cleaned)")
            Terminal.sheet([("  Why", finding.why.cleaned), ("  To do", finding.remedy.cleaned)])
            Terminal.line("")
        }
        Terminal.say(Findings.summary(found))
    }
}
