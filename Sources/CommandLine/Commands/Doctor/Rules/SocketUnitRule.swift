import API
import Core
import Settings

/// Where systemd listens for the node, by kith.socket and its drop-ins.
struct SocketUnitReading: Equatable {
    var endpoints: [PassedEndpoint] = []

    /// Of `systemctl show kith.socket`: a line `Listen=[::]:6969 (Stream)` for each address, and `BindIPv6Only`.
    ///
    /// - Parameter isV6Separate: whether the machine's default is that `::` receives no IPv4.
    init(properties text: String, isV6Separate: Bool = false) {
        let lines = text.split(separator: "\n")
        let separation = lines.first { $0.hasPrefix("BindIPv6Only=") }?.split(separator: "=").last
        let isSeparate = separation == "ipv6-only" || isV6Separate && separation != "both"
        let streams = lines.filter { $0.hasPrefix("Listen=") && $0.hasSuffix(" (Stream)") }
            .map { $0.dropFirst("Listen=".count).dropLast(" (Stream)".count) }
        // A file, or an abstract name.
        let network = streams.filter { !$0.hasPrefix("/") && !$0.hasPrefix("@") }
        let found = network.compactMap { Self.endpoint($0, isV6Separate: isSeparate) }
        // Half of them would be compared wrongly.
        endpoints = found.count == network.count ? found : []
    }

    /// Without the unit.
    init() {}

    var ports: [UInt16] { endpoints.map(\.port) }

    private static func endpoint(_ text: Substring, isV6Separate: Bool) -> PassedEndpoint? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return HostAddress(host).map { address in
            PassedEndpoint(
                address: address, port: port, includesV4: !address.isV4 && address.isUnspecified && !isV6Separate)
        }
    }

    /// A setting without a value follows the unit.
    func findings(_ settings: AgentSettings, agentAnswers: Bool) -> [Finding] {
        guard !endpoints.isEmpty else { return [] }
        let agreement = SocketAgreement(endpoints)
        return agreement.differences(from: settings).map { difference in
            let (code, places) =
                switch difference.subject {
                case .port: ("port_differs", "port \(listed(differing(from: settings).map(String.init)))")
                case .listen: ("listen_differs", agreement.places)
                case .address: ("address_differs", "\(agreement.places) only")
                }
            let what = "systemd listens for the node on \(places), but \(difference.text)."
            let remedy =
                "Remove the setting, or change the socket: sudo systemctl edit kith.socket. Then: "
                + "sudo systemctl restart kith.socket kith.service"
            return agentAnswers
                ? .notice(code, what: what, why: "The next start of the service fails.", remedy: remedy)
                : .error(code, what: what, why: "The service does not start while they differ.", remedy: remedy)
        }
    }

    private func differing(from settings: AgentSettings) -> [UInt16] {
        Set(ports.filter { $0 != settings.port }).sorted()
    }
}
