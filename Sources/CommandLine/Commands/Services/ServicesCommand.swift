import Agent
import Console
import Core
import HTTPMessage
import JSON

/// Services of the local network that devices may use.
enum ServicesCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "services", summary: "list, add and change services, and find them on the network",
        usage: [
            "services [list] [--json]", "services add NEW-NAME URL [--area AREA]... [--json]",
            "services set SERVICE [OPTIONS] [--json]",
            "services remove SERVICE [--force] [--json]", "services discover [--json]",
        ],
        about: [
            """
            A service is a scheme, a host and a port, such as https://photos.home or http://192.168.1.9:8096. A path in \
            the URL only sets the page on which a browser starts. Two services cannot have the same scheme, host and port.
            """,
            """
            A device may use a service if it is in an enabled area that contains the service. 'set --area' replaces \
            the areas of the service: repeat it for several. --no-area takes the service out of all.
            """,
            """
            'discover' listens for a few seconds to what machines on the network announce, lists it, and asks which ones \
            to add. Nothing proves these announcements. With --json it only lists. It needs avahi-daemon.
            """,
            "You can shorten a name as long as it stays unique. Case is ignored. 'remove --force' needs the whole name or the id.",
        ],
        options: [
            ("--area AREA", "an area that contains the service; repeat it for several"),
            ("--no-area", "take the service out of all areas"),
            ("--name NEW-NAME", "the new name of the service"),
            ("--url URL", "the new URL of the service"),
            ("--force", "remove the service even if areas contain it"),
            ("--json", "print JSON"),
        ],
        examples: [
            ("kith services add Photos https://photos.home --area Home", "add a service to an area"),
            ("kith services set Photos --area Home --area Guests", "put it into two areas"),
            ("kith services discover", "find services on the network, and add some"),
        ],
        repeated: ["--area"])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = arguments.nextWord()
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        switch verb {
        case nil, "list": try list(client, &arguments, asJSON)
        case "add": try add(client, &arguments, asJSON)
        case "set": try set(client, &arguments, asJSON)
        case "remove": try remove(client, &arguments, asJSON)
        case "discover": try discover(client, &arguments, asJSON)
        case let verb?: throw unknownVerb(verb, of: help)
        }
    }

    private static func list(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        try arguments.finish()
        let answer = try client.object(.get, "/v1/services")
        guard !asJSON else { return Terminal.json(answer) }
        let services = answer.objects("services").compactMap { ServiceEntry($0) }
        guard !services.isEmpty else {
            return Terminal.nothing(
                "There are no services yet. To add one: kith services add NAME URL. To find some: kith services discover"
            )
        }
        Terminal.table(table(of: services))
    }

    static func table(of services: [ServiceEntry]) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 8), .init(title: "URL", rank: 1, least: 12),
            .init(title: "AREAS", rank: 2, least: 6),
            .init(title: "ID", rank: 3),
        ])
        table.rows = services.map {
            [$0.name, $0.url, $0.areas.isEmpty ? "none" : $0.areas.joined(separator: ", "), $0.id]
        }
        return table
    }

    private static func add(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let areas = try arguments.options("--area")
        let wanted = try arguments.word("kith services add", "a name and a URL")
        let text = try arguments.word("kith services add", "a URL after the name, such as http://192.168.1.9:8096")
        try arguments.finish()
        let (name, url) = (try checkedName(wanted, "the name"), try checkedURL(text, "the URL"))
        let answer = try added(name, url, to: try AreaDirectory(client).find(areas), client)
        guard !asJSON else { return Terminal.json(answer) }
        say(answer, "Added the service '\(answer.text("name"))'.", url)
    }

    /// Adds one, or throws what the agent has against it.
    static func added(
        _ name: String, _ url: ServiceURL, to areas: [AreaEntry], _ client: ControlClient
    ) throws(CommandFailure) -> JSONObject {
        let answer = try client.demand(
            .post, "/v1/services",
            [
                "name": .string(name), "url": .string(url.description),
                "areas": .array(areas.map { .string($0.id) }),
            ])
        guard answer.status == 201 else { throw failure(of: answer, name) }
        return answer.object
    }

    private static func set(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let areas = try arguments.options("--area")
        let (isInNone, name) = (arguments.flag("--no-area"), try arguments.name("--name"))
        let url = try arguments.option("--url").map { text throws(CommandFailure) in try checkedURL(text, "--url") }
        let wanted = try arguments.word("kith services set", "the name or id of a service")
        try arguments.finish()
        guard areas.isEmpty || !isInNone else {
            throw CommandFailure(.usage, "--area and --no-area exclude each other. \(arguments.helpHint)")
        }
        var body: JSONObject = [:]
        body["name"] = name.map { .string($0) }
        body["url"] = url.map { .string($0.description) }
        if isInNone || !areas.isEmpty {
            body["areas"] = .array(try AreaDirectory(client).find(areas).map { .string($0.id) })
        }
        guard body.count > 0 else {
            throw CommandFailure(
                .usage, "'kith services set' needs --name, --url, --area or --no-area. \(arguments.helpHint)")
        }
        let service = try ServiceDirectory(client).find(wanted)
        let answer = try client.demand(.put, servicePath(service.id), body)
        guard answer.status == 200 else { throw failure(of: answer, name ?? service.name) }
        guard !asJSON else { return Terminal.json(answer.object) }
        say(answer.object, "Changed the service '\(answer.object.text("name"))'.", url)
    }

    private static func remove(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let wanted = try WantedRemoval(&arguments, "kith services remove", "the name or id of a service")
        let service = try ServiceDirectory(client).find(wanted.word)
        try wanted.remove(service, at: servicePath(service.id), client, asJSON) { users in
            """
            the service '\(service.name)' is in use by \(usersText(users, "areas", "area")). Take it out of them with \
            'kith services set \(service.name.asShellWord) --no-area', or use --force.
            """
        } done: {
            "Removed the service '\(service.name)'."
        }
    }

    private static func failure(of answer: ControlClient.APIResponse, _ name: String) -> CommandFailure {
        switch answer.code {
        case "name_taken": CommandFailure(.refused, "another service is called '\(name.cleaned)'. Choose another name.")
        case "url_taken":
            CommandFailure(
                .refused,
                """
                the service '\(answer.object.text("name"))' already has this scheme, host and port. Change that service, or use \
                another host or port.
                """)
        default: answer.failure
        }
    }

    private static func say(_ service: JSONObject, _ deed: String, _ url: ServiceURL?) {
        guard let entry = ServiceEntry(service) else { return Terminal.say(deed) }
        let areas =
            entry.areas.isEmpty
            ? "No area contains it, so no device sees it. To change that: kith services set \(entry.name.asShellWord) --area AREA"
            : "It is in the \(entry.areas.count == 1 ? "area" : "areas") \(listed(entry.areas))."
        Terminal.say("\(deed) \(areas)")
        if url?.isForThisMachine ?? false {
            Terminal.say("Other devices cannot open \(entry.url): it means the machine on which it is opened.")
        }
    }
}

extension ServiceURL {
    /// Whether each device would look for the service on itself.
    var isForThisMachine: Bool {
        origin.host == "localhost" || origin.host.hasSuffix(".localhost")
            || HostAddress(origin.host)?.isLoopback ?? false
    }
}

/// A URL that a person typed, held to the rules of URLs before the agent is asked.
func checkedURL(_ text: String, _ what: String) throws(CommandFailure) -> ServiceURL {
    do throws(FieldRejection) { return try ServiceURL(text, field: what) } catch {
        throw CommandFailure(.usage, "\(what) \(error.problem.explanation). An example is http://192.168.1.9:8096")
    }
}
