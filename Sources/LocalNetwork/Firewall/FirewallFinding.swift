/// What may be in the way of a phone: a firewall of this machine.
public struct FirewallFinding: Hashable, Sendable {
    public enum Tool: Hashable, Sendable {
        case ufw
        /// The zone that has to be named, if it is not the default one.
        case firewalld(zone: String?)
        /// The base chains that reject the port, as nft writes them: `inet filter input`. None if the rules were not read.
        case nftables(chains: [String])
    }

    public enum Certainty: Hashable, Sendable {
        /// Its rules were read, and they reject the port.
        case blocks
        /// It is switched on. Its rules were not read, or have something in them that only the kernel can decide.
        case isOn
    }

    public let tool: Tool
    public let certainty: Certainty
    public let port: UInt16

    public init(_ tool: Tool, _ certainty: Certainty, port: UInt16) {
        self.tool = tool
        self.certainty = certainty
        self.port = port
    }

    /// As its users call it.
    public var name: String {
        switch tool {
        case .ufw: "ufw"
        case .firewalld: "firewalld"
        case .nftables: "nftables"
        }
    }

    /// The commands that open the port. Empty if nobody can say which.
    public var opening: [String] {
        switch tool {
        case .ufw: return ["sudo ufw allow \(port)/tcp"]
        case .firewalld(let zone):
            let open = "\(zone.map { "--zone=\($0) " } ?? "")--add-port=\(port)/tcp"
            return ["sudo firewall-cmd \(open)", "sudo firewall-cmd --permanent \(open)"]
        case .nftables(let chains): return chains.map { "sudo nft insert rule \($0) tcp dport \(port) accept" }
        }
    }

    /// The command that shows the rules.
    public var showing: String {
        switch tool {
        case .ufw: "sudo ufw status verbose"
        case .firewalld(let zone): "sudo firewall-cmd\(zone.map { " --zone=\($0)" } ?? "") --list-all"
        case .nftables: "sudo nft list ruleset"
        }
    }

    /// The file to which the rule has to be added, so that it is there after a restart. Nil if the commands see to it.
    public var file: String? {
        switch tool {
        case .ufw, .firewalld: nil
        case .nftables(let chains): chains.isEmpty ? nil : "/etc/nftables.conf"
        }
    }
}

/// A new connection from a phone, as a firewall of this machine sees it.
public struct PhoneConnection: Hashable, Sendable {
    public let port: UInt16
    /// The address of this machine that the phone connects to: four bytes or sixteen. The phone is taken to be in the same
    /// network, so a rule for a network that contains this address applies to the phone.
    public let address: [UInt8]
    /// The interface that has the address. Nil if it is not known.
    public let interface: String?

    public init(port: UInt16, address: [UInt8], interface: String?) {
        self.port = port
        self.address = address
        self.interface = interface
    }

    var isV4: Bool { address.count == 4 }
}

/// What a set of rules makes of a connection.
enum FirewallVerdict: Hashable, Sendable {
    case admits
    case blocks
    /// A rule depends on something that is not known here.
    case unclear
}

/// A network, `192.168.1.0/24`, or a single address.
struct AddressBlock: Hashable {
    let bytes: [UInt8]
    let bits: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
        let most = bytes.count * 8
        guard parts.count == 2 else {
            self.init(bytes, most)
            return
        }
        guard let bits = Int(parts[1]), (0...most).contains(bits) else { return nil }
        self.init(bytes, bits)
    }

    init(_ bytes: [UInt8], _ bits: Int) {
        self.bytes = bytes
        self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count, bits <= bytes.count * 8 else { return false }
        return zip(bytes, address).enumerated().allSatisfy { index, pair in
            let counted = min(8, max(0, bits - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> counted)
            return pair.0 & mask == pair.1 & mask
        }
    }

    /// Whether it is a network of several addresses, so that a rule for it may be a rule for the phone.
    var isNetwork: Bool { bits < bytes.count * 8 }
}

/// A port, or a range of ports.
struct PortRange: Hashable {
    let bounds: ClosedRange<Int>

    /// `6969`, `6960:6970` or `6960-6970`.
    init?(_ text: some StringProtocol) {
        let ends = text.split(whereSeparator: { $0 == ":" || $0 == "-" }).map { Int($0) }
        guard let low = ends.first ?? nil, let high = ends.last ?? nil, ends.count <= 2, low <= high else { return nil }
        bounds = low...high
    }

    func contains(_ port: UInt16) -> Bool { bounds.contains(Int(port)) }
}
