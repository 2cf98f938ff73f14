import API
import LocalNetwork

/// What the firewalls of this machine do with a new connection from the network.
struct FirewallReading {
    var port: UInt16
    var isRoot: Bool
    var finding: FirewallFinding?
    /// Whether a tool has read the rules.
    var wasRead: Bool
    /// Whether the old iptables has rules, which nft does not show.
    var hasLegacyRules: Bool

    var findings: [Finding] {
        guard let finding else { return unread }
        let commands =
            finding.opening.isEmpty ? "See its rules: \(finding.showing)" : finding.opening.joined(separator: "; ")
        switch finding.certainty {
        case .blocks:
            return [
                .error(
                    "firewall_blocks", what: "\(finding.name) blocks port \(port).",
                    why:
                        "The rules\(chains(of: finding)) reject new connections from the network, so no device reaches the node.",
                    remedy: "\(commands)\(finding.file.map { ". To keep it open, add the rule to \($0)" } ?? "").")
            ]
        case .isOn:
            return [
                .notice(
                    "firewall_unclear", what: "\(finding.name) is on and may block port \(port).",
                    why: isRoot
                        ? "One of its rules depends on something that only the kernel knows."
                        : "Only root can read its rules.",
                    remedy: isRoot ? "If devices cannot connect: \(commands)." : "Check the rules: sudo kith doctor")
            ]
        }
    }

    private func chains(of finding: FirewallFinding) -> String {
        guard case .nftables(let chains) = finding.tool, !chains.isEmpty else { return "" }
        return " of \(chains.joined(separator: ", "))"
    }

    private var unread: [Finding] {
        if !isRoot {
            return [
                .notice(
                    "firewall_not_checked", what: "The firewall was not checked.", why: "Only root can read its rules.",
                    remedy: "Check it: sudo kith doctor")
            ]
        }
        guard !wasRead || hasLegacyRules else { return [] }
        let why =
            hasLegacyRules
            ? "iptables-legacy has rules that nft does not show."
            : "The program nft is not installed, or did not answer."
        return [
            .notice(
                "firewall_not_checked", what: "The firewall was not fully checked.", why: why,
                remedy: hasLegacyRules ? "See its rules: sudo iptables-legacy -S INPUT" : "sudo apt install nftables")
        ]
    }
}
