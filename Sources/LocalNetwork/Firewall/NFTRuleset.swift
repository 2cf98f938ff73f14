import JSON

/// What `nft --json list ruleset` prints, as far as it decides on a new connection of a phone.
struct NFTRuleset {
    struct ChainKey: Hashable {
        let family: String
        let table: String
        let name: String

        /// As a command names it. Nil if that would need quotes.
        var text: String? {
            let words = [family, table, name]
            return words.allSatisfy({ FirewalldZone.isName($0) }) ? words.joined(separator: " ") : nil
        }
    }

    struct Chain {
        let key: ChainKey
        let priority: Int64
        let admitsByDefault: Bool
    }

    /// A ruleset of a machine with many containers is large.
    static let limits = JSONLimits(bytes: 4 << 20, depth: 32, values: 400_000)

    /// Those that see incoming packets, in the order in which the kernel asks them.
    let bases: [Chain]
    private(set) var rules: [ChainKey: [[JSONValue]]] = [:]
    /// The members of named sets.
    private(set) var sets: [ChainKey: [JSONValue]] = [:]

    /// Nil if it is something else.
    init?(_ output: [UInt8]) {
        guard let value = try? JSONValue(parsing: output, limits: Self.limits),
            let objects = value.object?["nftables"]?.array?.compactMap(\.object)
        else { return nil }
        var bases: [Chain] = []
        for object in objects {
            if let chain = object["chain"]?.object, let base = Self.base(chain) { bases.append(base) }
            if let rule = object["rule"]?.object, let key = ChainKey(rule, name: "chain") {
                rules[key, default: []].append(rule["expr"]?.array ?? [])
            }
            if let set = object["set"]?.object, let key = ChainKey(set, name: "name") {
                sets[key] = set["elem"]?.array ?? []
            }
        }
        self.bases = bases.sorted { $0.priority < $1.priority }
    }

    private static func base(_ chain: JSONObject) -> Chain? {
        guard let key = ChainKey(chain, name: "name"), chain["type"]?.string == "filter",
            ["prerouting", "input"].contains(chain["hook"]?.string)
        else { return nil }
        return Chain(
            key: key, priority: chain["prio"]?.integer ?? 0, admitsByDefault: chain["policy"]?.string != "drop")
    }

    /// The base chains that block a connection; what all of them together make of it.
    func verdict(on connection: PhoneConnection) -> (verdict: FirewallVerdict, chains: [ChainKey]) {
        let families: Set = ["inet", connection.isV4 ? "ip" : "ip6"]
        let verdicts = bases.filter { families.contains($0.key.family) }.map { base in
            var walk = NFTWalk(ruleset: self, connection: connection)
            return (base.key, walk.verdict(of: base))
        }
        let blocking = verdicts.filter { $0.1 == .blocks }.map(\.0)
        if !blocking.isEmpty { return (.blocks, blocking) }
        return (verdicts.contains { $0.1 == .unclear } ? .unclear : .admits, [])
    }
}

extension NFTRuleset.ChainKey {
    fileprivate init?(_ object: JSONObject, name: String) {
        guard let family = object["family"]?.string, let table = object["table"]?.string,
            let name = object[name]?.string
        else { return nil }
        self.init(family: family, table: table, name: name)
    }
}
