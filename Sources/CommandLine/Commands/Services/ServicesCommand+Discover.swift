import Agent
import Console
import Core
import Glibc
import JSON
import MDNS

// Services that machines on the network announce.
extension ServicesCommand {
    /// How long answers are collected: avahi-daemon asks the network three times within it.
    private static let patience: Duration = .seconds(4)

    static func discover(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        try arguments.finish()
        // Before the search: it takes a while.
        let known = try ServiceDirectory(client).all()
        let isAsked = Terminal.canAsk && !asJSON
        if isAsked { Terminal.say("Looking for web services on the network …") }
        let sightings: [ServiceSighting]
        do throws(AdvertisingObstacle) { sightings = try ServiceScanner.scan(for: patience) } catch {
            throw CommandFailure(
                .failed, "services cannot be found: \(AvahiDaemon.onThisMachine.obstacle(error.description)).")
        }
        let found = DiscoveredService.all(in: sightings, known: known)
        guard !asJSON else {
            return Terminal.json(["services": .array(found.map { .object($0.json) })])
        }
        guard !found.isEmpty else {
            return Terminal.nothing(
                """
                No machine on the network announces a web service (_http._tcp or _https._tcp). Add one by its URL: \
                kith services add NAME URL
                """)
        }
        Terminal.table(DiscoveredService.table(of: found))
        guard isAsked, found.contains(where: { $0.knownAs == nil }) else { return }
        try offer(found, client)
    }

    private static func offer(_ found: [DiscoveredService], _ client: ControlClient) throws(CommandFailure) {
        Terminal.put("Which ones to add? Numbers such as 1 3, or Enter for none: ")
        let chosen: [DiscoveredService]
        switch DiscoveredService.chosen(readLine() ?? "", among: found) {
        case .success(let services): chosen = services
        case .failure(let stray):
            throw CommandFailure(
                .failed, "'\(stray.text.cleaned)' is not a number from 1 to \(found.count), so nothing was added.")
        }
        guard !chosen.isEmpty else { return Terminal.say("Nothing was added.") }
        let all = try AreaDirectory(client).all()
        let usual = all.first(where: \.isDefault)
        let hint = usual.map { "Enter for \($0.name), - for none" } ?? "Enter for none"
        Terminal.put("To which area (\(hint))? ")
        let answer = (readLine() ?? "-").trimmed
        let areas: [AreaEntry] =
            switch answer {
            case "": usual.map { [$0] } ?? []
            case "-": []
            default: [try AreaDirectory(client).find(answer)]
            }
        for service in chosen {
            let added = try added(service.name, service.url, to: areas, client)
            Terminal.say("Added the service '\(added.text("name"))' (\(service.url)).")
        }
    }
}

/// A service that was announced, with a name and a URL that are safe to show and to add.
struct DiscoveredService: Equatable {
    let name: String
    let url: ServiceURL
    /// The machine that announces it, as it calls itself.
    let host: String
    /// The name under which the node has it already.
    let knownAs: String?

    struct StrayNumber: Error, Equatable {
        let text: String
    }

    /// Each scheme, host and port once, in the order of their names. What cannot be a service is left out.
    static func all(in sightings: [ServiceSighting], known: [ServiceEntry]) -> [DiscoveredService] {
        let urls = Dictionary(
            known.compactMap { entry in ServiceURL(stored: entry.url).map { ($0.origin, entry.name) } }
        ) { first, _ in first }
        var (found, origins): ([DiscoveredService], Set<ServiceOrigin>) = ([], [])
        // IPv4 first: of two addresses of one service, phones reach that one.
        for sighting in sightings.sorted(by: { ($0.address.isV4 ? 0 : 1, $0.name) < ($1.address.isV4 ? 0 : 1, $1.name) }
        ) {
            guard let service = DiscoveredService(sighting, urls) else { continue }
            let isTwin = found.contains {
                $0.name == service.name && $0.host == service.host && $0.url.origin.port == service.url.origin.port
                    && $0.url.origin.isTLS == service.url.origin.isTLS
            }
            guard !isTwin, origins.insert(service.url.origin).inserted else { continue }
            found.append(service)
        }
        return found.sorted { ($0.name, $0.url.description) < ($1.name, $1.url.description) }
    }

    /// Returns nil if no other device could open it. A path that is no path of a URL is left out.
    private init?(_ sighting: ServiceSighting, _ known: [ServiceOrigin: String]) {
        guard !sighting.address.isLoopback, sighting.port > 0,
            let origin = ServiceOrigin(
                isTLS: sighting.isTLS, host: sighting.address.description, port: sighting.port)
        else { return nil }
        let path = sighting.path.flatMap { $0.hasPrefix("/") ? $0 : "/" + $0 } ?? ""
        guard let url = (try? ServiceURL(origin.description + path)) ?? (try? ServiceURL(origin.description)) else {
            return nil
        }
        self.url = url
        host = UserAgent(cleaning: sighting.host).text
        // Made of what is left of the announced name. An empty rest becomes the address.
        let clean = UserAgent(cleaning: sighting.name).text.cleaned
        name = (try? Name(clean.prefix(Limits.nameCharacters)))?.text ?? origin.authority
        knownAs = known[url.origin]
    }

    /// The services of these numbers, each once.
    static func chosen(
        _ answer: String, among found: [DiscoveredService]
    ) -> Result<[DiscoveredService], StrayNumber> {
        var chosen: [DiscoveredService] = []
        for word in answer.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let number = Int(word), found.indices.contains(number &- 1) else {
                return .failure(StrayNumber(text: String(word)))
            }
            if !chosen.contains(found[number - 1]) { chosen.append(found[number - 1]) }
        }
        return .success(chosen)
    }

    static func table(of found: [DiscoveredService]) -> Table {
        var table = Table(columns: [
            .init(title: "NO"), .init(title: "NAME", least: 8), .init(title: "URL", rank: 1, least: 12),
            .init(title: "MACHINE", rank: 3), .init(title: "KNOWN AS", rank: 2),
        ])
        table.rows = found.enumerated().map { index, service in
            [String(index + 1), service.name, service.url.description, service.host, service.knownAs ?? ""]
        }
        return table
    }

    var json: JSONObject {
        [
            "name": .string(name), "url": .string(url.description), "host": .string(host),
            "known_as": knownAs.map { .string($0) } ?? .null,
        ]
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
