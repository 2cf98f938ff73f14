import API

/// The ports on which systemd listens for the node, by kith.socket and its drop-ins.
struct SocketUnitReading: Equatable {
    var ports: [UInt16]

    /// Of `systemctl show kith.socket`: a line `Listen=[::]:6969 (Stream)` for each address.
    init(properties text: String) {
        ports = text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("Listen="), line.hasSuffix(" (Stream)"), let colon = line.lastIndex(of: ":") else {
                return nil
            }
            return UInt16(line[colon...].dropFirst().dropLast(" (Stream)".count))
        }
    }

    /// Without the unit.
    init() { ports = [] }

    /// - Parameter setting: the port that is set, and what sets it. Nil if nothing does: then the node uses the port of the unit.
    func findings(_ setting: (port: UInt16, origin: String)?, agentAnswers: Bool) -> [Finding] {
        guard let setting, setting.port != 0, let port = ports.first(where: { $0 != setting.port }) else { return [] }
        let what = "systemd listens for the node on port \(port), but \(setting.origin) is \(setting.port)."
        let remedy =
            "Remove the setting, or change the socket: sudo systemctl edit kith.socket. Then: "
            + "sudo systemctl restart kith.socket kith.service"
        return [
            agentAnswers
                ? .notice("port_differs", what: what, why: "The next start of the service fails.", remedy: remedy)
                : .error(
                    "port_differs", what: what, why: "The service does not start while they differ.", remedy: remedy)
        ]
    }
}
