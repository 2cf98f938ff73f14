import Console
import Core
import HTTPMessage
import JSON

/// The configuration of a reverse proxy that asks kith about each request to a service.
enum ProxyConfigCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "proxy-config", summary: "print a proxy's configuration for the services",
        usage: ["proxy-config nginx|caddy|traefik [NAME=URL ...] [--json]"],
        about: [
            """
            A reverse proxy that uses this configuration asks kith about each request: a paired device opens the \
            services of its areas, and everybody else is sent to kith's page or refused.
            """,
            """
            Write where each service runs: jellyfin=http://127.0.0.1:8096. Services that are not named, and those whose \
            address begins with http://, are left out. kith needs the settings public_url, with https, and \
            trusted_proxies, with the proxy's address.
            """,
        ],
        options: [
            ("--kith HOST:PORT", "where the proxy reaches kith (default: 127.0.0.1 and kith's port)"),
            ("--certificate FILE", "the certificates for all hosts, for nginx (PEM)"),
            ("--key FILE", "the key of the certificate"),
            ("--json", "print JSON"),
        ],
        examples: [
            (
                "kith proxy-config nginx jellyfin=http://127.0.0.1:8096 > kith.conf",
                "one service behind nginx: copy the file to /etc/nginx/conf.d"
            ),
            ("kith proxy-config caddy jellyfin=http://127.0.0.1:8096", "the same for Caddy"),
        ])

    enum Proxy: String, CaseIterable { case nginx, caddy, traefik }

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let word = try arguments.word("kith proxy-config", "a proxy: nginx, caddy or traefik")
        guard let proxy = Proxy(rawValue: word) else {
            throw CommandFailure(.usage, "'\(word)' is not known. Use nginx, caddy or traefik.")
        }
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        let reach = try arguments.option("--kith")
        let files = try certificate(&arguments)
        var runs: [(name: Name, upstream: ServiceOrigin)] = []
        while let word = arguments.nextWord() { runs.append(try upstream(word)) }
        try arguments.finish()
        let node = try client.object(.get, "/v1/nodes").objects("nodes").first { $0.text("relation") == "this" } ?? [:]
        let listening = try client.object(.get, "/v1/status")["listen"]?.array?.compactMap { $0.string } ?? []
        let port = listening.compactMap { $0.split(separator: ":").last.flatMap { UInt16($0) } }.first ?? 6_969
        let plan = try ProxyPlan.Draft(
            node, try client.object(.get, "/v1/services").objects("services"), runs: runs,
            reach: reach ?? "127.0.0.1:\(port)", files: proxy == .nginx ? files ?? defaultFiles : files)
        let text =
            switch proxy {
            case .nginx: NginxConfig(plan: plan.plan).text
            case .caddy: CaddyConfig(plan: plan.plan).text
            case .traefik: TraefikConfig(plan: plan.plan).text
            }
        guard !asJSON else {
            return Terminal.json([
                "config": .string(text), "left_out": .array(plan.leftOut.map { .string($0) }),
            ])
        }
        _ = Terminal.put(text)
        for name in plan.leftOut { Terminal.error("Left out: \(name). Write where it runs: \(name)=http://HOST:PORT") }
    }

    /// Where Debian's tools for certificates put links.
    private static let defaultFiles = ProxyPlan.Certificate(
        chain: "/etc/ssl/kith/fullchain.pem", key: "/etc/ssl/kith/key.pem")

    private static func certificate(_ arguments: inout Arguments) throws(CommandFailure) -> ProxyPlan.Certificate? {
        let (chain, key) = (try arguments.option("--certificate"), try arguments.option("--key"))
        guard let chain, let key else {
            guard chain == nil, key == nil else {
                throw CommandFailure(.usage, "--certificate and --key belong together.")
            }
            return nil
        }
        for path in [chain, key] {
            let isPlain = path.utf8.allSatisfy {
                (0x21...0x7e).contains($0) && !Array("\"'`;{}#\\$".utf8).contains($0)
            }
            guard path.hasPrefix("/"), isPlain else {
                throw CommandFailure(
                    .usage, "'\(path)' must be a path from / on, without spaces and special characters.")
            }
        }
        return ProxyPlan.Certificate(chain: chain, key: key)
    }

    /// `NAME=URL`
    private static func upstream(_ word: String) throws(CommandFailure) -> (name: Name, upstream: ServiceOrigin) {
        guard let equals = word.lastIndex(where: { $0 == "=" }), let name = try? Name(word[..<equals]),
            let url = try? ServiceURL(word[word.index(after: equals)...]), url.path.isEmpty || url.path == "/"
        else {
            throw CommandFailure(
                .usage, "'\(word)' does not say where a service runs. Write NAME=http://HOST:PORT, without a path.")
        }
        return (name, url.origin)
    }
}

extension ProxyPlan {
    struct Draft {
        let plan: ProxyPlan
        /// Names of services behind the proxy for which nobody has said where they run.
        let leftOut: [String]
    }
}

extension ProxyPlan.Draft {
    init(
        _ node: JSONObject, _ services: [JSONObject], runs: [(name: Name, upstream: ServiceOrigin)],
        reach: String, files: ProxyPlan.Certificate?
    ) throws(CommandFailure) {
        guard let url = try? ServiceURL(node.text("public_url")), url.origin.isTLS else {
            throw CommandFailure(
                .failed,
                """
                kith has no public address with https, where browsers could sign in. Set public_url in kith.conf, such as \
                https://kith.example.com, and restart kith.
                """)
        }
        guard let kith = try? ServiceURL("http://\(reach)"), kith.path.isEmpty else {
            throw CommandFailure(.usage, "--kith needs a host and a port, such as 192.168.1.20:6969.")
        }
        var (guarded, leftOut) = ([ProxyPlan.Guarded](), [String]())
        var unused = runs.map(\.name.folded)
        for service in services {
            let name = Name(trusted: service.text("name"))
            guard let url = try? ServiceURL(service.text("url")), url.origin.isTLS else {
                continue
            }
            unused.removeAll { $0 == name.folded }
            if let run = runs.last(where: { $0.name.folded == name.folded }) {
                guarded.append(ProxyPlan.Guarded(origin: url.origin, upstream: run.upstream))
            } else {
                leftOut.append(name.text)
            }
        }
        if let stranger = runs.first(where: { unused.contains($0.name.folded) }) {
            throw CommandFailure(
                .failed,
                "There is no service '\(stranger.name.text)' whose address begins with https://. See 'kith services'.")
        }
        plan = ProxyPlan(kith: kith.origin.authority, home: url.origin, services: guarded, certificate: files)
        self.leftOut = leftOut
    }
}
