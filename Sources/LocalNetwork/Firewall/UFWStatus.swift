/// What `ufw status verbose` prints.
struct UFWStatus: Hashable {
    private struct Rule: Hashable {
        let to: [String]
        let action: String
        let from: [String]
    }

    let isActive: Bool
    /// Nil if the output does not say.
    private let admitsByDefault: Bool?
    private let rules: [Rule]

    /// Nil if it is something else.
    init?(_ text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        guard let status = lines.first(where: { $0.hasPrefix("Status: ") }) else { return nil }
        isActive = status == "Status: active"
        let policy = lines.first { $0.hasPrefix("Default: ") }?.dropFirst(9).split(separator: ",")
            .first { $0.contains("(incoming)") }
        admitsByDefault = policy.map { $0.split(separator: " ").first == "allow" }
        rules = lines.compactMap { Self.rule($0) }
    }

    /// The first rule that fits decides.
    func verdict(on connection: PhoneConnection) -> FirewallVerdict {
        guard isActive else { return .admits }
        for rule in rules where Self.applies(rule, to: connection) {
            return ["ALLOW", "LIMIT"].contains(rule.action) ? .admits : .blocks
        }
        return admitsByDefault.map { $0 ? .admits : .blocks } ?? .unclear
    }

    private static let actions = ["ALLOW", "LIMIT", "DENY", "REJECT"]

    /// `6969/tcp (v6) on eth0      ALLOW IN    192.168.1.0/24             # for phones`. A long column is followed by one
    /// space only.
    private static func rule(_ line: String) -> Rule? {
        let words = line.split(separator: " ").prefix { $0 != "#" }.map(String.init)
        guard let place = words.firstIndex(where: { actions.contains($0) }) else { return nil }
        var rest = words[(place + 1)...]
        if ["OUT", "FWD"].contains(rest.first) { return nil }
        if rest.first == "IN" { rest = rest.dropFirst() }
        return Rule(to: Array(words[..<place]), action: words[place], from: Array(rest))
    }

    private static func applies(_ rule: Rule, to connection: PhoneConnection) -> Bool {
        isForV6(rule) != connection.isV4 && isMeant(rule.to, connection) && comes(from: rule.from, connection)
    }

    /// Each rule is for one family. That of a v6 rule shows in its addresses, or in "(v6)".
    private static func isForV6(_ rule: Rule) -> Bool {
        (rule.to + rule.from).contains { word in
            word.hasPrefix("(v6)") || AddressBlock(withoutTCP(word)).map { $0.bytes.count == 16 } ?? false
        }
    }

    /// An interface, an address of this machine and ports, each only where the rule has them.
    private static func isMeant(_ to: [String], _ connection: PhoneConnection) -> Bool {
        var words = to
        if let place = words.firstIndex(of: "on") {
            guard place + 1 < words.count, words[place + 1] == connection.interface else { return false }
            words.removeSubrange(place...(place + 1))
        }
        words = withoutRemarks(words)
        guard let last = words.last else { return false }
        guard words.count == 1 else {
            return words.count == 2 && AddressBlock(words[0])?.contains(connection.address) ?? false
                && isPort(last, connection.port)
        }
        if let block = AddressBlock(withoutTCP(last)) { return block.contains(connection.address) }
        return withoutTCP(last) == "Anywhere" || isPort(last, connection.port)
    }

    /// Names of applications are in parentheses, as is `(v6)`.
    private static func withoutRemarks(_ words: [String]) -> [String] { Array(words.prefix { !$0.hasPrefix("(") }) }

    private static func withoutTCP(_ text: String) -> String {
        text.hasSuffix("/tcp") ? String(text.dropLast(4)) : text
    }

    private static func isPort(_ text: String, _ port: UInt16) -> Bool {
        let parts = text.split(separator: "/")
        guard let list = parts.first, parts.count == 1 || parts[1] == "tcp" else { return false }
        return list.split(separator: ",").contains { PortRange($0)?.contains(port) ?? false }
    }

    /// A rule for certain source ports is for programs that choose theirs, which a browser does not.
    private static func comes(from words: [String], _ connection: PhoneConnection) -> Bool {
        let words = withoutRemarks(words)
        guard words.count == 1, let text = words.first.map(withoutTCP) else { return false }
        if text == "Anywhere" { return true }
        return AddressBlock(text).map { $0.isNetwork && $0.contains(connection.address) } ?? false
    }
}
