/// What this machine says of its firewalls: what their tools print, where they may be asked, and what is switched on.
///
/// A value, so that what is concluded from it can be tested with what real tools print.
public struct FirewallReadings: Sendable {
    /// Of `ufw status verbose`.
    public var ufwStatus: String?
    /// Of `firewall-cmd --list-all`, for the zone of the interface.
    public var firewalldZone: String?
    /// Of `firewall-cmd --get-default-zone`.
    public var firewalldDefault: String?
    /// Of `nft --json list ruleset`.
    public var nftRuleset: [UInt8]?
    /// The text of `/etc/ufw/ufw.conf`, which everybody may read.
    public var ufwSettings: String?
    public var firewalldIsRunning = false
    /// The service that loads the rules of `/etc/nftables.conf`.
    public var nftablesIsEnabled = false

    public init() {}

    /// What may keep a phone away. Nil if nothing does, as far as that can be seen.
    public func finding(for connection: PhoneConnection) -> FirewallFinding? {
        if let status = ufwStatus.flatMap({ UFWStatus($0) }), status.isActive {
            return finding(.ufw, status.verdict(on: connection), connection.port)
        }
        if let zone = firewalldZone.flatMap({ FirewalldZone($0) }) {
            let isDefault = zone.name == firewalldDefault?.split(separator: "\n").first.map(String.init)
            return finding(.firewalld(zone: isDefault ? nil : zone.name), zone.verdict(on: connection), connection.port)
        }
        // Rules that were read say more than a switch.
        if let ruleset = nftRuleset.flatMap({ NFTRuleset($0) }) {
            let (verdict, chains) = ruleset.verdict(on: connection)
            return finding(.nftables(chains: chains.compactMap(\.text)), verdict, connection.port)
        }
        return switchedOn.map { FirewallFinding($0, .isOn, port: connection.port) }
    }

    private func finding(_ tool: FirewallFinding.Tool, _ verdict: FirewallVerdict, _ port: UInt16) -> FirewallFinding? {
        switch verdict {
        case .admits: nil
        case .blocks: FirewallFinding(tool, .blocks, port: port)
        case .unclear: FirewallFinding(tool, .isOn, port: port)
        }
    }

    private var switchedOn: FirewallFinding.Tool? {
        let isUFWOn = ufwSettings?.split(separator: "\n").contains { line in
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
            return parts.count == 2 && parts[0] == "ENABLED" && parts[1].lowercased() == "yes"
        }
        if isUFWOn ?? false { return .ufw }
        if firewalldIsRunning { return .firewalld(zone: nil) }
        return nftablesIsEnabled ? .nftables(chains: []) : nil
    }
}
