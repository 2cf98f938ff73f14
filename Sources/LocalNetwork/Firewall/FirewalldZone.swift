/// What `firewall-cmd --list-all` prints of one zone.
struct FirewalldZone: Hashable {
    let name: String
    private let target: String
    private let ports: [String]

    /// Nil if it is something else.
    init?(_ text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        guard let head = lines.first(where: { !$0.hasPrefix(" ") && !$0.hasPrefix("\t") }),
            let name = head.split(separator: " ").first, Self.isName(name)
        else { return nil }
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let key = parts[0].split(separator: " ").last, fields[String(key)] == nil else {
                continue
            }
            fields[String(key)] = String(parts[1])
        }
        guard let target = fields["target"] else { return nil }
        self.name = String(name)
        self.target = target.split(separator: " ").first.map(String.init) ?? ""
        ports = fields["ports"]?.split(separator: " ").map(String.init) ?? []
    }

    /// Rich rules and services are not looked at: kith has no service of firewalld.
    func verdict(on connection: PhoneConnection) -> FirewallVerdict {
        if target == "ACCEPT" { return .admits }
        let isOpen = ports.contains { port in
            let parts = port.split(separator: "/")
            guard parts.count == 2, parts[1] == "tcp" else { return false }
            return PortRange(parts[0])?.contains(connection.port) ?? false
        }
        return isOpen ? .admits : .blocks
    }

    /// Whether it can be a word of a command as it is.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix("-") && text.utf8.allSatisfy(isPlain)
    }
}

/// A letter, a digit, `-`, `_` or `.`.
func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
    default: false
    }
}
