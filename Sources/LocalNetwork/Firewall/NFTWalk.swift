import JSON

/// One connection on its way through one base chain.
///
/// What cannot be decided here is not guessed: a rule with such a condition may apply or not, and both are followed.
struct NFTWalk {
    /// How a chain or a rule ends.
    private enum Step {
        /// With the next rule.
        case next
        case admits
        case blocks
        /// Back to the chain that jumped here.
        case back
        /// Perhaps back, perhaps with the next rule.
        case perhapsBack
    }

    let ruleset: NFTRuleset
    let connection: PhoneConnection
    private var mayAdmit = false
    private var mayBlock = false
    /// Rules that may still be looked at: chains can jump to chains, and each chain can be reached many times.
    private var budget = 20_000

    /// The kernel allows no more jumps in one another.
    private static let deepest = 16

    init(ruleset: NFTRuleset, connection: PhoneConnection) {
        self.ruleset = ruleset
        self.connection = connection
    }

    mutating func verdict(of base: NFTRuleset.Chain) -> FirewallVerdict {
        let end = walk(base.key, isCertain: true, depth: 0)
        guard budget > 0 else { return .unclear }
        // Without a verdict of its rules, the policy of the chain decides.
        let admits = end == .admits || end != .blocks && base.admitsByDefault
        return (admits ? mayBlock : mayAdmit) ? .unclear : (admits ? .admits : .blocks)
    }

    private mutating func walk(_ chain: NFTRuleset.ChainKey, isCertain: Bool, depth: Int) -> Step {
        guard depth <= Self.deepest else {
            budget = 0
            return .next
        }
        var isCertain = isCertain
        for rule in ruleset.rules[chain] ?? [] {
            guard budget > 0 else { return .next }
            budget -= 1
            let step = apply(rule, of: chain, isCertain: isCertain, depth: depth)
            switch step {
            case .next: break
            case .perhapsBack: isCertain = false
            case .admits, .blocks, .back: return step
            }
        }
        return .next
    }

    private mutating func apply(
        _ rule: [JSONValue], of chain: NFTRuleset.ChainKey, isCertain: Bool, depth: Int
    ) -> Step {
        var isCertain = isCertain
        for statement in rule {
            guard let (name, value) = Self.member(statement) else { continue }
            let condition = NFTCondition(ruleset: ruleset, chain: chain, connection: connection)
            switch name {
            case "vmap":
                switch condition.choice(in: value) {
                case .verdict(let verdict): return take(verdict, chain, isCertain: isCertain, depth: depth)
                case .none: break
                case .unknown: (mayAdmit, mayBlock, isCertain) = (true, true, false)
                }
            case "accept", "drop", "reject", "return", "jump", "goto":
                return take(statement, chain, isCertain: isCertain, depth: depth)
            default:
                switch condition.holds(name, value) {
                case true?: break
                case false?: return .next
                case nil: isCertain = false
                }
            }
        }
        return .next
    }

    private mutating func take(
        _ verdict: JSONValue, _ chain: NFTRuleset.ChainKey, isCertain: Bool, depth: Int
    ) -> Step {
        guard let (name, value) = Self.member(verdict) else { return .next }
        switch name {
        case "accept":
            if !isCertain { mayAdmit = true }
            return isCertain ? .admits : .next
        case "drop", "reject":
            if !isCertain { mayBlock = true }
            return isCertain ? .blocks : .next
        case "return": return isCertain ? .back : .perhapsBack
        default:
            guard let target = value.object?["target"]?.string else { return .next }
            let key = NFTRuleset.ChainKey(family: chain.family, table: chain.table, name: target)
            let step = walk(key, isCertain: isCertain, depth: depth + 1)
            guard isCertain else { return name == "goto" ? .perhapsBack : .next }
            switch step {
            case .admits, .blocks: return step
            case .next, .back, .perhapsBack: return name == "goto" ? .back : .next
            }
        }
    }

    /// A statement is an object with one member, or a word.
    private static func member(_ statement: JSONValue) -> (name: String, value: JSONValue)? {
        if let word = statement.string { return (word, .null) }
        guard let object = statement.object, let name = object.keys.first else { return nil }
        return (name, object[name] ?? .null)
    }
}
