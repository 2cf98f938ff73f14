import Agent
import Console
import Core
import HTTPMessage
import JSON

/// Areas: named groups of services, and the devices that may use them.
enum AreasCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "areas", summary: "list and change areas: which devices may use which services",
        usage: [
            "areas [list] [--json]", "areas add NEW-NAME [--json]", "areas rename AREA NEW-NAME [--json]",
            "areas enable AREA [--json]", "areas disable AREA [--json]", "areas remove AREA [--force] [--json]",
        ],
        about: [
            """
            An area is a named group of services. A device may use the services of the areas that it is in, and sees \
            the other devices of these areas. Changes take effect immediately.
            """,
            """
            A device joins the area of the setting default_area (default: Home), if no area is chosen for it when it is \
            paired. Guests do not join it.
            """,
            """
            To put a service into areas: kith services set SERVICE --area AREA. To put a device into an area: kith peers \
            assign NAME AREA. While an area is disabled, nobody may use its services because of it.
            """,
            "You can shorten a name as long as it stays unique. Case is ignored. 'remove --force' needs the whole name or the id.",
        ],
        options: [
            ("--force", "remove the area even if devices are in it"),
            ("--json", "print JSON"),
        ],
        examples: [
            ("kith areas", "list the areas"), ("kith areas add Media", "add an area"),
            ("kith areas disable Media", "stop the use of the services that are only in this area"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = arguments.nextWord()
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        switch verb {
        case nil, "list": try list(client, &arguments, asJSON)
        case "add": try add(client, &arguments, asJSON)
        case "rename": try rename(client, &arguments, asJSON)
        case "enable": try set(enabled: true, client, &arguments, asJSON)
        case "disable": try set(enabled: false, client, &arguments, asJSON)
        case "remove": try remove(client, &arguments, asJSON)
        case let verb?: throw unknownVerb(verb, of: help)
        }
    }

    private static func list(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        try arguments.finish()
        let answer = try client.object(.get, "/v1/areas")
        guard !asJSON else { return Terminal.json(answer) }
        let areas = answer.objects("areas").compactMap { AreaEntry($0) }
        guard !areas.isEmpty else { return Terminal.nothing("There are no areas yet. To add one: kith areas add NAME") }
        Terminal.table(table(of: areas))
    }

    static func table(of areas: [AreaEntry]) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 8), .init(title: "STATE"), .init(title: "DEVICES", rank: 2),
            .init(title: "SERVICES", rank: 1, least: 8), .init(title: "ID", rank: 3),
        ])
        table.rows = areas.map { area in
            let state = area.isEnabled ? "enabled" : "disabled"
            return [
                area.name, area.isDefault ? "\(state), default" : state, String(area.peers),
                area.services.isEmpty ? "none" : area.services.joined(separator: ", "), area.id,
            ]
        }
        return table
    }

    private static func add(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith areas add", "a name for the area")
        try arguments.finish()
        let name = try checkedName(wanted, "the name")
        let answer = try client.demand(.post, "/v1/areas", ["name": .string(name)])
        guard answer.code != "name_taken" else { throw taken(name) }
        guard answer.status == 201 else { throw answer.failure }
        guard !asJSON else { return Terminal.json(answer.object) }
        let shown = answer.object.text("name")
        Terminal.say(
            """
            Added the area '\(shown)'. To put a service into it: kith services add NAME URL --area \(shown.asShellWord). To put \
            a device into it: kith peers assign NAME \(shown.asShellWord)
            """)
    }

    private static func rename(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try arguments.word("kith areas rename", "the name or id of an area, and its new name")
        let new = try arguments.word("kith areas rename", "a new name after the old one")
        try arguments.finish()
        let name = try checkedName(new, "the new name")
        let area = try AreaDirectory(client).find(wanted)
        let answer = try client.demand(.patch, areaPath(area.id), ["name": .string(name)])
        guard answer.code != "name_taken" else { throw taken(name) }
        guard answer.status == 200 else { throw answer.failure }
        guard !asJSON else { return Terminal.json(answer.object) }
        Terminal.say("The area '\(area.name)' is now called '\(answer.object.text("name"))'.")
    }

    private static func set(
        enabled: Bool, _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let verb = enabled ? "enable" : "disable"
        let wanted = try arguments.word("kith areas \(verb)", "the name or id of an area")
        try arguments.finish()
        let area = try AreaDirectory(client).find(wanted)
        let answer = try client.object(.patch, areaPath(area.id), ["enabled": .bool(enabled)])
        guard !asJSON else { return Terminal.json(answer) }
        guard area.isEnabled != enabled else { return Terminal.say("The area '\(area.name)' is already \(verb)d.") }
        let effect =
            enabled
            ? "Its devices may use its services again."
            : "Its devices may no longer use its services, except those that are also in another of their areas."
        Terminal.say("The area '\(area.name)' is now \(verb)d. \(effect)")
    }

    private static func remove(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try WantedRemoval(&arguments, "kith areas remove", "the name or id of an area")
        let area = try AreaDirectory(client).find(wanted.word)
        try wanted.remove(area, at: areaPath(area.id), client, asJSON) { users in
            """
            the area '\(area.name)' is in use by \(usersText(users, "peers", "device")). Take them out of it with \
            'kith peers unassign', or use --force.
            """
        } done: {
            "Removed the area '\(area.name)'. Its services stay: 'kith services' lists them."
        }
    }

    private static func taken(_ name: String) -> CommandFailure {
        CommandFailure(.refused, "another area is called '\(name.cleaned)'. Choose another name.")
    }
}

/// For a word after a command that is none of its verbs.
func unknownVerb(_ verb: String, of help: CommandHelp) -> CommandFailure {
    let guess = nearestWord(to: verb, among: help.verbs).map { " Did you mean '\($0)'?" } ?? ""
    return CommandFailure(
        .usage, "unknown command 'kith \(help.name) \(verb.cleaned)'.\(guess) See 'kith help \(help.name)'.")
}
