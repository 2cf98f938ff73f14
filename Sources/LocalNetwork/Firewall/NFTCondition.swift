import JSON

/// The conditions of a rule, answered for one connection. Nil is "not known here".
struct NFTCondition {
    let ruleset: NFTRuleset
    /// The chain that the rule is in: its table has the sets that the rule names.
    let chain: NFTRuleset.ChainKey
    let connection: PhoneConnection

    /// What is known of the connection under a name.
    private enum Known {
        case number(Int64)
        case words([String])
        /// The phone's address: somewhere in the network of this machine's.
        case source
        case destination
    }

    /// Whether a statement lets the rule go on.
    func holds(_ name: String, _ value: JSONValue) -> Bool? {
        switch name {
        case "match": match(value)
        case "counter", "log", "comment", "mangle", "notrack": true
        // "limit rate over" is for what is too much.
        case "limit": value.object?["inv"]?.bool != true
        default: nil
        }
    }

    /// What a verdict map has for the connection.
    enum Choice {
        case verdict(JSONValue)
        case none
        case unknown
    }

    func choice(in map: JSONValue) -> Choice {
        guard let key = map.object?["key"], let known = known(key), let entries = entries(map.object?["data"]) else {
            return .unknown
        }
        for entry in entries {
            guard let pair = entry.array, pair.count == 2, let fits = fits(known, pair[0]) else { return .unknown }
            if fits { return .verdict(pair[1]) }
        }
        return .none
    }

    private func match(_ match: JSONValue) -> Bool? {
        guard let match = match.object, let left = match["left"], let right = match["right"], let known = known(left)
        else { return nil }
        switch match["op"]?.string {
        case "==", "in": return fits(known, right)
        case "!=": return fits(known, right).map { !$0 }
        case "<": return compare(known, right, <)
        case ">": return compare(known, right, >)
        case "<=": return compare(known, right, <=)
        case ">=": return compare(known, right, >=)
        default: return nil
        }
    }

    private func compare(_ known: Known, _ right: JSONValue, _ isInOrder: (Int64, Int64) -> Bool) -> Bool? {
        guard case .number(let number) = known, let bound = right.integer else { return nil }
        return isInOrder(number, bound)
    }

    private func known(_ left: JSONValue) -> Known? {
        guard let object = left.object, let name = object.keys.first, let value = object[name]?.object else {
            return nil
        }
        switch name {
        case "payload":
            switch (value["protocol"]?.string, value["field"]?.string) {
            case ("tcp", "dport"), ("th", "dport"): return .number(Int64(connection.port))
            case ("udp", _), ("icmp", _), ("icmpv6", _), ("igmp", _), ("sctp", _), ("esp", _), ("ah", _):
                return .words([])
            case ("ip", "protocol"), ("ip6", "nexthdr"): return .words(["tcp", "6"])
            case ("ip", "saddr") where connection.isV4, ("ip6", "saddr") where !connection.isV4: return .source
            case ("ip", "daddr") where connection.isV4, ("ip6", "daddr") where !connection.isV4: return .destination
            case ("ip", _) where !connection.isV4, ("ip6", _) where connection.isV4: return .words([])
            default: return nil
            }
        case "meta":
            switch value["key"]?.string {
            case "l4proto": return .words(["tcp", "6"])
            case "nfproto": return .words([connection.isV4 ? "ipv4" : "ipv6"])
            case "protocol": return .words([connection.isV4 ? "ip" : "ip6"])
            case "iifname", "iif": return connection.interface.map { .words([$0]) }
            case "pkttype": return .words(["host", "unicast"])
            default: return nil
            }
        case "ct": return value["key"]?.string == "state" ? .words(["new"]) : nil
        case "fib":
            let asksForType = value["result"]?.string == "type" && value["flags"]?.array == ["daddr"]
            return asksForType ? .words(["local"]) : nil
        default: return nil
        }
    }

    /// Whether a value is the one on the right, or among those there.
    ///
    /// - Parameter isElement: whether it is in a set. The kernel's sets hold no named sets, least of all themselves.
    private func fits(_ known: Known, _ right: JSONValue, isElement: Bool = false) -> Bool? {
        guard !isElement || right.string?.hasPrefix("@") != true else { return nil }
        if let elements = entries(right) {
            var isUnknown = false
            for element in elements {
                switch fits(known, element, isElement: true) {
                case true?: return true
                case false?: break
                case nil: isUnknown = true
                }
            }
            return isUnknown ? nil : false
        }
        // An element with its own comment or timeout.
        if let value = right.object?["elem"]?.object?["val"] { return fits(known, value, isElement: isElement) }
        switch known {
        case .words(let words): return right.integer.map { words.contains("\($0)") } ?? fits(words, right)
        case .number(let number): return fits(number, right)
        case .source: return block(right).map { $0.isNetwork && $0.contains(connection.address) }
        case .destination: return block(right).map { $0.contains(connection.address) }
        }
    }

    private func fits(_ words: [String], _ right: JSONValue) -> Bool? {
        // Nothing of the kind is in this connection, whatever the value.
        guard !words.isEmpty else { return false }
        guard let text = right.string else { return nil }
        guard text.hasSuffix("*") else { return words.contains(text) }
        return words.contains { $0.hasPrefix(text.dropLast()) }
    }

    private func fits(_ number: Int64, _ right: JSONValue) -> Bool? {
        if let bounds = right.object?["range"]?.array {
            guard bounds.count == 2, let low = bounds[0].integer, let high = bounds[1].integer else { return nil }
            return low <= number && number <= high
        }
        return right.integer.map { $0 == number }
    }

    private func block(_ value: JSONValue) -> AddressBlock? {
        if let text = value.string { return AddressBlock(text) }
        guard let prefix = value.object?["prefix"]?.object, let address = prefix["addr"]?.string,
            let bytes = AddressBlock.bytes(of: address), let bits = prefix["len"]?.integer,
            (0...Int64(bytes.count * 8)).contains(bits)
        else { return nil }
        return AddressBlock(bytes, Int(bits))
    }

    /// The members of a set, be it written out or named. Nil for a single value.
    private func entries(_ value: JSONValue?) -> [JSONValue]? {
        guard let value else { return nil }
        if let array = value.array { return array }
        if let object = value.object { return (object["set"] ?? object["|"])?.array }
        guard let name = value.string, name.hasPrefix("@") else { return nil }
        return ruleset.sets[
            NFTRuleset.ChainKey(family: chain.family, table: chain.table, name: String(name.dropFirst()))]
    }
}
