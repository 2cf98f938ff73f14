import Core
import JSON
import Testing

@testable import LocalNetwork

@Suite struct FirewallTests {
    private static let phone = PhoneConnection(port: 6969, address: [192, 168, 1, 20], interface: "eth0")

    private static func readings(_ change: (inout FirewallReadings) -> Void) -> FirewallReadings {
        var readings = FirewallReadings()
        change(&readings)
        return readings
    }

    /// As root sees the four kinds of machine, and as other users do.
    static let machines: [(String, FirewallReadings, FirewallFinding?)] = [
        (
            "ufw", readings { ($0.ufwStatus, $0.ufwSettings) = (FirewallFixtures.ufw, "ENABLED=yes\n") },
            FirewallFinding(.ufw, .blocks, port: 6969)
        ),
        (
            "ufw, without root", readings { $0.ufwSettings = "# comment\nENABLED=yes\nLOGLEVEL=low\n" },
            FirewallFinding(.ufw, .isOn, port: 6969)
        ),
        ("ufw, switched off", readings { $0.ufwSettings = "# ENABLED=yes\nENABLED=no\n" }, nil),
        ("ufw, inactive", readings { $0.ufwStatus = "Status: inactive\n" }, nil),
        (
            "firewalld",
            readings {
                ($0.firewalldZone, $0.firewalldDefault, $0.firewalldIsRunning) = (
                    FirewallFixtures.firewalld, "public\n", true
                )
            },
            FirewallFinding(.firewalld(zone: nil), .blocks, port: 6969)
        ),
        (
            "firewalld, another zone than the default",
            readings { ($0.firewalldZone, $0.firewalldDefault) = (FirewallFixtures.firewalld, "home\n") },
            FirewallFinding(.firewalld(zone: "public"), .blocks, port: 6969)
        ),
        (
            "firewalld, without root", readings { $0.firewalldIsRunning = true },
            FirewallFinding(.firewalld(zone: nil), .isOn, port: 6969)
        ),
        (
            "nft", readings { ($0.nftRuleset, $0.nftablesIsEnabled) = (Array(FirewallFixtures.nft.utf8), true) },
            FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969)
        ),
        (
            "nft, one rule", readings { $0.nftRuleset = Array(FirewallFixtures.nftWithRule.utf8) },
            FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969)
        ),
        (
            "nft, without root", readings { $0.nftablesIsEnabled = true },
            FirewallFinding(.nftables(chains: []), .isOn, port: 6969)
        ),
        // Rules that were read say more than a service that is enabled.
        (
            "nft, opened",
            readings { ($0.nftRuleset, $0.nftablesIsEnabled) = (Array(FirewallFixtures.nftOpened.utf8), true) }, nil
        ),
        (
            "nft, no rules",
            readings { ($0.nftRuleset, $0.nftablesIsEnabled) = (Array(FirewallFixtures.nftWithoutRules.utf8), true) },
            nil
        ),
        ("none", readings { $0.nftRuleset = Array(#"{"nftables": [{"metainfo": {"version": "1.0.6"}}]}"#.utf8) }, nil),
        ("nothing at all", readings { _ in }, nil),
        (
            "not what the tools print",
            readings { ($0.ufwStatus, $0.firewalldZone, $0.nftRuleset) = ("?", "\n", [0]) }, nil
        ),
    ]

    @Test(arguments: machines)
    func finds(_ machine: (name: String, readings: FirewallReadings, finding: FirewallFinding?)) {
        #expect(machine.readings.finding(for: Self.phone) == machine.finding, "\(machine.name)")
    }

    @Test func namesTheCommandForWhatWasFound() {
        let ufw = FirewallFinding(.ufw, .blocks, port: 6969)
        #expect(ufw.opening == ["sudo ufw allow 6969/tcp"] && ufw.file == nil)
        let firewalld = FirewallFinding(.firewalld(zone: nil), .blocks, port: 6969)
        #expect(
            firewalld.opening == [
                "sudo firewall-cmd --add-port=6969/tcp", "sudo firewall-cmd --permanent --add-port=6969/tcp",
            ])
        let home = FirewallFinding(.firewalld(zone: "home"), .isOn, port: 8080)
        #expect(home.opening.first == "sudo firewall-cmd --zone=home --add-port=8080/tcp")
        #expect(home.showing == "sudo firewall-cmd --zone=home --list-all")
        let nft = FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969)
        #expect(nft.opening == ["sudo nft insert rule inet filter input tcp dport 6969 accept"])
        #expect(nft.file == "/etc/nftables.conf")
        #expect(FirewallFinding(.nftables(chains: []), .isOn, port: 6969).opening.isEmpty)
    }

    /// What no kernel lists must not end the process either.
    @Test func aSetThatHoldsItselfIsNotFollowed() {
        let lan = #""flags": ["interval"], "elem": ["#
        let text = FirewallFixtures.nft.replacing(lan, with: lan + #""@lan", {"elem": {"val": "@lan"}}, "#)
        #expect(text != FirewallFixtures.nft)
        let finding = Self.readings { $0.nftRuleset = Array(text.utf8) }.finding(for: Self.phone)
        #expect(finding == FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969))
    }

    // ufw

    @Test(arguments: [
        ("6969/tcp                   ALLOW IN    Anywhere", true),
        ("6969                       ALLOW IN    Anywhere", true),
        ("6960:6970/tcp              ALLOW IN    Anywhere", true),
        ("6969/udp                   ALLOW IN    Anywhere", false),
        ("443,6969/tcp               LIMIT IN    Anywhere", true),
        ("6969/tcp                   DENY IN     Anywhere", false),
        ("6969/tcp                   ALLOW IN    192.168.1.0/24", true),
        ("6969/tcp                   ALLOW IN    192.168.2.0/24", false),
        ("6969/tcp                   ALLOW IN    192.168.1.77", false),
        ("Anywhere                   ALLOW IN    192.168.0.0/16", true),
        ("6969/tcp on eth0           ALLOW IN    Anywhere", true),
        ("6969/tcp on wlan0          ALLOW IN    Anywhere", false),
        ("192.168.1.20 6969/tcp      ALLOW IN    Anywhere", true),
        ("192.168.1.21 6969/tcp      ALLOW IN    Anywhere", false),
        ("6969/tcp (v6)              ALLOW IN    Anywhere (v6)", false),
        ("6969/tcp (kith)            ALLOW IN    Anywhere", true),
        ("6969/tcp                   ALLOW OUT   Anywhere", false),
        ("192.168.1.20 6969/tcp (a long name) on eth0 ALLOW IN    192.168.1.0/24             (log) # kith", true),
        ("Anywhere/tcp               ALLOW IN    Anywhere/tcp", true),
        ("Anywhere/udp               ALLOW IN    Anywhere/udp", false),
        ("6969/tcp                   ALLOW IN    192.168.1.0/24 1024/tcp", false),
        ("Anywhere                   ALLOW FWD   Anywhere", false),
        ("6969/tcp                   ALLOW       Anywhere", true),
        ("6969/tcp                   ALLOW IN    Anywhere                   # kith", true),
    ]) func readsARuleOfUFW(_ rule: String, _ admits: Bool) throws {
        let status = try #require(UFWStatus(FirewallFixtures.ufw + rule + "\n"))
        #expect(status.verdict(on: Self.phone) == (admits ? .admits : .blocks))
    }

    @Test func aRuleOfUFWIsForOneFamily() throws {
        let newer = PhoneConnection(port: 6969, address: AddressBlock.bytes(of: "fd00::1") ?? [], interface: "eth0")
        for (rule, admits) in [
            ("6969/tcp                   ALLOW IN    Anywhere", false),
            ("6969/tcp (v6)              ALLOW IN    Anywhere (v6)", true),
            ("6969/tcp                   ALLOW IN    fd00::/64", true),
            ("6969/tcp                   ALLOW IN    fd01::/64", false),
            ("fd00::1 6969/tcp           ALLOW IN    fd00::/64", true),
        ] {
            let status = try #require(UFWStatus(FirewallFixtures.ufw + rule + "\n"))
            #expect(status.verdict(on: newer) == (admits ? .admits : .blocks), "\(rule)")
        }
    }

    @Test func theFirstRuleOfUFWDecides() throws {
        let rules = """
            6969/tcp                   DENY IN     192.168.1.0/24
            6969/tcp                   ALLOW IN    Anywhere

            """
        #expect(try #require(UFWStatus(FirewallFixtures.ufw + rules)).verdict(on: Self.phone) == .blocks)
        let open = "Status: active\nDefault: allow (incoming), allow (outgoing)\n"
        #expect(try #require(UFWStatus(open)).verdict(on: Self.phone) == .admits)
        #expect(try #require(UFWStatus("Status: active\n")).verdict(on: Self.phone) == .unclear)
    }

    // firewalld

    @Test(arguments: [
        ("default", "6969/tcp", true), ("default", "22/tcp 6000-7000/tcp", true), ("default", "6969/udp", false),
        ("ACCEPT", "", true), ("DROP", "", false), ("%%REJECT%%", "6969/tcp", true), ("default", "1-x/tcp", false),
    ]) func readsAZoneOfFirewalld(_ target: String, _ ports: String, _ admits: Bool) throws {
        let text = FirewallFixtures.firewalld.replacing("target: default", with: "target: \(target)")
            .replacing("  ports:\n", with: "  ports: \(ports)\n")
        let zone = try #require(FirewalldZone(text))
        #expect(zone.name == "public")
        #expect(zone.verdict(on: Self.phone) == (admits ? .admits : .blocks))
    }

    // nft

    private static let drop = #"{"drop": null}"#
    private static let accept = #"{"accept": null}"#

    private static func match(_ left: String, _ right: String, _ op: String = "==") -> String {
        #"{"match": {"op": "\#(op)", "left": \#(left), "right": \#(right)}}"#
    }

    private static let port = #"{"payload": {"protocol": "tcp", "field": "dport"}}"#
    private static let source = #"{"payload": {"protocol": "ip", "field": "saddr"}}"#

    private static func ruleset(_ policy: String, _ rules: [[String]], family: String = "inet") -> [UInt8] {
        func rule(_ chain: String, _ expression: [String]) -> String {
            let words = expression.joined(separator: ", ")
            return #"{"rule": {"family": "\#(family)", "table": "t", "chain": "\#(chain)", "expr": [\#(words)]}}"#
        }
        let base = #"""
            {"chain": {"family": "\#(family)", "table": "t", "name": "in", "type": "filter", "hook": "input", "prio": 0,
             "policy": "\#(policy)"}}
            """#
        let extra =
            #"{"set": {"family": "inet", "name": "ports", "table": "t", "elem": [80, {"range": [6000, 7000]}]}}"#
        let more = rule("more", [accept])
        let all = [base, extra, more] + rules.map { rule("in", $0) }
        return Array(#"{"nftables": [\#(all.joined(separator: ", "))]}"#.utf8)
    }

    /// With each policy: what is certain is certain, and the rest is left open.
    static let rules: [([[String]], accepting: FirewallVerdict, dropping: FirewallVerdict)] = [
        ([], .admits, .blocks),
        ([[match(port, "6969"), drop]], .blocks, .blocks), ([[match(port, "6969"), accept]], .admits, .admits),
        ([[match(port, "22"), accept]], .admits, .blocks), ([[match(port, "6969", "!="), drop]], .admits, .blocks),
        ([[match(port, "1024", ">="), accept]], .admits, .admits),
        ([[match(port, #"{"set": [22, {"range": [6000, 6999]}]}"#), accept]], .admits, .admits),
        ([[match(port, #""@ports""#), accept]], .admits, .admits),
        ([[match(source, #"{"prefix": {"addr": "192.168.1.0", "len": 24}}"#), accept]], .admits, .admits),
        ([[match(source, #"{"prefix": {"addr": "10.0.0.0", "len": 8}}"#), accept]], .admits, .blocks),
        // Another machine, not the phone.
        ([[match(source, #""192.168.1.5""#), drop]], .admits, .blocks),
        ([[match(#"{"meta": {"key": "iifname"}}"#, #""eth*""#), accept]], .admits, .admits),
        ([[match(#"{"meta": {"key": "iifname"}}"#, #""lo""#), accept]], .admits, .blocks),
        (
            [[match(#"{"ct": {"key": "state"}}"#, #"["established", "related"]"#, "in"), accept]], .admits, .blocks
        ),
        ([[match(#"{"ct": {"key": "state"}}"#, #""new""#, "in"), match(port, "6969"), accept]], .admits, .admits),
        ([[match(#"{"meta": {"key": "l4proto"}}"#, #""udp""#), drop]], .admits, .blocks),
        ([[#"{"counter": {"packets": 0, "bytes": 0}}"#, #"{"log": null}"#, drop]], .blocks, .blocks),
        ([[#"{"jump": {"target": "more"}}"#]], .admits, .admits),
        ([[#"{"goto": {"target": "more"}}"#]], .admits, .admits),
        ([[#"{"jump": {"target": "nowhere"}}"#]], .admits, .blocks),
        ([[#"{"return": null}"#], [drop]], .admits, .blocks),
        ([[#"{"jump": {"target": "in"}}"#]], .unclear, .unclear),
        // What only the kernel knows: it may be so, or not.
        ([[#"{"xt": {"type": "match", "name": "tcp"}}"#, accept]], .admits, .unclear),
        ([[#"{"xt": {"type": "match", "name": "tcp"}}"#, drop]], .unclear, .blocks),
        ([[#"{"xt": null}"#, drop], [match(port, "6969"), accept]], .unclear, .unclear),
        ([[#"{"xt": null}"#, #"{"return": null}"#], [drop]], .unclear, .blocks),
        ([[#"{"xt": null}"#, #"{"jump": {"target": "more"}}"#]], .admits, .unclear),
        (
            [[#"{"vmap": {"key": \#(port), "data": {"set": [[22, \#(drop)], [6969, \#(accept)]]}}}"#]], .admits, .admits
        ),
        ([[#"{"vmap": {"key": {"meta": {"key": "mark"}}, "data": "@map"}}"#]], .unclear, .unclear),
    ]

    @Test(arguments: rules)
    func followsTheRulesOfNft(
        _ row: (rules: [[String]], accepting: FirewallVerdict, dropping: FirewallVerdict)
    ) throws {
        for (policy, expected) in [("accept", row.accepting), ("drop", row.dropping)] {
            let ruleset = try #require(NFTRuleset(Self.ruleset(policy, row.rules)))
            #expect(ruleset.verdict(on: Self.phone).verdict == expected, "\(policy): \(row.rules)")
        }
    }

    @Test func onlyTheFamilyOfTheAddressCounts() throws {
        let old = try #require(NFTRuleset(Self.ruleset("drop", [], family: "ip")))
        let newer = PhoneConnection(
            port: 6969, address: [0xFD] + [UInt8](repeating: 0, count: 14) + [1], interface: "eth0")
        #expect(old.verdict(on: Self.phone).verdict == .blocks)
        #expect(old.verdict(on: newer).verdict == .admits)
        #expect(
            try #require(NFTRuleset(Self.ruleset("drop", [], family: "bridge"))).verdict(on: newer).verdict == .admits)
    }

    /// It would be a part of the command.
    @Test func aNameThatNeedsQuotesIsInNoCommand() {
        let names = ["a b", "$(reboot)", "-f", "", "x;y"]
        for name in names {
            #expect(NFTRuleset.ChainKey(family: "inet", table: name, name: "in").text == nil)
            #expect(FirewalldZone("\(name)\n  target: default\n")?.name != name)
        }
    }

    @Test(
        arguments: [
            ("192.168.1.0/24", [192, 168, 1, 255], true), ("192.168.1.0/24", [192, 168, 2, 0], false),
            ("0.0.0.0/0", [10, 0, 0, 1], true), ("192.168.1.20", [192, 168, 1, 20], true),
            ("10.0.0.0/9", [10, 127, 0, 1], true), ("10.0.0.0/9", [10, 128, 0, 1], false),
            ("::/0", [192, 168, 1, 20], false),
        ] as [(String, [UInt8], Bool)]) func knowsNetworks(_ text: String, _ address: [UInt8], _ contains: Bool)
    {
        #expect(AddressBlock(text)?.contains(address) == contains)
    }

    @Test(arguments: ["", "x", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "::1/129", "1.2.3"])
    func whatIsNoNetworkIsNone(_ text: String) { #expect(AddressBlock(text) == nil) }
}
