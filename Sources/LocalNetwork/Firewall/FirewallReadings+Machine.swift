import Glibc
import System

extension FirewallReadings {
    /// How long one tool may take, and how much it may print.
    private static let patience: Duration = .seconds(2)
    private static let mostOutput = 4 << 20
    private static let ufwSettings = "/etc/ufw/ufw.conf"

    /// Asks this machine. The rules are shown to root only; other users see what is switched on.
    ///
    /// - Parameter isWanted: asked again and again: once it is false, no tool is asked, and none is waited for.
    public static func ofThisMachine(
        for connection: PhoneConnection, while isWanted: () -> Bool = { true }
    ) -> FirewallReadings {
        var readings = FirewallReadings()
        readings.ufwSettings = (try? Files.read(ufwSettings, atMost: 64 << 10)).map {
            String(decoding: $0, as: UTF8.self)
        }
        readings.firewalldIsRunning = hasProcesses("firewalld.service") || Files.exists("/run/firewalld.pid")
        readings.nftablesIsEnabled = isEnabled("nftables.service")
        guard geteuid() == 0 else { return readings }
        func ask(_ name: String, _ arguments: String...) -> Program.Result? {
            guard let path = Program.find(name) else { return nil }
            let result = Program.run(path, arguments, within: patience, atMost: mostOutput, while: isWanted)
            return result?.exitCode == 0 ? result : nil
        }
        readings.ufwStatus = ask("ufw", "status", "verbose")?.text
        if ask("firewall-cmd", "--state")?.text.hasPrefix("running") ?? false {
            readings.firewalldDefault = ask("firewall-cmd", "--get-default-zone")?.text
            // Fails if the interface is in no zone: then the default one applies.
            let zone = connection.interface.flatMap { ask("firewall-cmd", "--get-zone-of-interface=\($0)") }?.text
                .split(separator: "\n").first.map(String.init)
            readings.firewalldZone =
                if let zone, FirewalldZone.isName(zone) {
                    ask("firewall-cmd", "--zone=\(zone)", "--list-all")?.text
                } else {
                    ask("firewall-cmd", "--list-all")?.text
                }
        }
        readings.nftRuleset = ask("nft", "--json", "list", "ruleset")?.output
        return readings
    }

    /// systemd makes a control group for what runs, and removes it afterwards.
    private static func hasProcesses(_ unit: String) -> Bool {
        ["", "/systemd", "/unified"].contains { Files.exists("/sys/fs/cgroup\($0)/system.slice/\(unit)") }
    }

    /// Whether systemd starts it with the machine.
    private static func isEnabled(_ unit: String) -> Bool {
        let folder = "/etc/systemd/system"
        let names = (try? Files.names(in: folder, followingLinks: true)) ?? []
        return names.contains { $0.hasSuffix(".wants") && Files.exists("\(folder)/\($0)/\(unit)") }
    }
}
