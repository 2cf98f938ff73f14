import CLinux
public import Core
import Glibc

/// The address of a socket for the network.
public struct PassedEndpoint: Equatable, Sendable {
    let address: HostAddress
    public let port: UInt16
    /// Whether `::` also receives every IPv4 address.
    let includesV4: Bool

    public init(address: HostAddress, port: UInt16, includesV4: Bool = false) {
        self.address = address
        self.port = port
        self.includesV4 = includesV4
    }
}

extension PassedSockets {
    /// The addresses of the sockets for the network. A socket without a port is left out: the server rejects it.
    var endpoints: [PassedEndpoint] { http.compactMap(Self.endpoint) }

    private static func endpoint(of descriptor: Int32) -> PassedEndpoint? {
        guard let (family, place) = ownName(of: descriptor), [AF_INET, AF_INET6].contains(family) else { return nil }
        let port = UInt16(place[0]) << 8 | UInt16(place[1])
        // After the port, and for IPv6 after the flow label too.
        let bytes = family == AF_INET ? place[2..<6] : place[6..<22]
        return HostAddress(Array(bytes)).map { address in
            PassedEndpoint(
                address: address, port: port,
                includesV4: family == AF_INET6 && address.isUnspecified && !isV6Only(descriptor))
        }
    }

    private static func isV6Only(_ descriptor: Int32) -> Bool {
        var (value, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        let isKnown = unsafe getsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &value, &length) == 0
        return isKnown && value != 0
    }

    /// The addresses of the sockets for the network. Nil if none was passed.
    public var addresses: ListenAddresses? { http.isEmpty ? nil : SocketAgreement(endpoints).addresses }

    /// How the settings differ from the passed sockets, and what to do about it. Nil if they agree. A setting without a
    /// value follows the sockets.
    public func disagreement(with settings: AgentSettings) -> String? {
        http.isEmpty ? nil : SocketAgreement(endpoints).disagreement(with: settings)
    }
}

/// Compares the settings with the sockets that systemd made for the network. Pure.
public struct SocketAgreement: Sendable {
    /// A setting that the sockets do not have.
    public struct Difference: Equatable, Sendable {
        public enum Subject: Equatable, Sendable { case port, listen, address }

        public let subject: Subject
        /// What sets it to which value: "--port is 7000".
        public let text: String
    }

    let endpoints: [PassedEndpoint]

    public init(_ endpoints: [PassedEndpoint]) { self.endpoints = endpoints }

    var addresses: ListenAddresses {
        ListenAddresses(
            sockets: endpoints.flatMap { endpoint in
                let v4 = endpoint.includesV4 ? HostAddress([UInt8](repeating: 0, count: 4)) : nil
                return [endpoint.address] + [v4].compactMap { $0 }
            })
    }

    /// The agent does not start while there is one.
    public func differences(from settings: AgentSettings) -> [Difference] {
        var found: [Difference] = []
        // 0 means any port, so also this one.
        if let origin = settings.origins["port"], settings.port != 0,
            endpoints.contains(where: { $0.port != settings.port })
        {
            found.append(Difference(subject: .port, text: "\(origin) is \(settings.port)"))
        }
        if let origin = settings.origins["listen"], !settings.listen.isSame(as: addresses) {
            found.append(Difference(subject: .listen, text: "\(origin) is \(settings.listen.text)"))
        }
        // The address for codes is one on which nothing listens.
        if found.isEmpty, case .address(let bytes) = settings.address, let address = HostAddress(bytes),
            !addresses.includes(address)
        {
            let origin = settings.origins["address"] ?? "address"
            found.append(Difference(subject: .address, text: "\(origin) is \(address)"))
        }
        return found
    }

    func disagreement(with settings: AgentSettings) -> String? {
        let differences = differences(from: settings)
        guard !differences.isEmpty else { return nil }
        let what = differences.map(\.text).joined(separator: "; ")
        guard differences.allSatisfy({ $0.subject != .address }) else {
            return """
                \(what). But systemd listens for the agent, on \(places). Choose one of these addresses, or change the \
                socket unit: sudo systemctl edit kith.socket
                """
        }
        return """
            \(what). But systemd listens for the agent, on \(places). \
            Change the socket unit to match:
              sudo systemctl edit kith.socket

            Enter these lines:
            \(dropIn(for: settings))

            Then restart both units:
              sudo systemctl restart kith.socket kith.service
            """
    }

    /// "192.168.1.20:6969, [::1]:6969"
    public var places: String {
        endpoints.map { $0.address.authority(port: $0.port) }.joined(separator: ", ")
    }

    /// What a drop-in of the socket unit must contain: the configured settings, and otherwise what is passed now.
    func dropIn(for settings: AgentSettings) -> String {
        let listen = settings.origins["listen"] == nil ? addresses : settings.listen
        let isSet = settings.origins["port"] != nil && settings.port != 0
        let port = isSet ? settings.port : endpoints.first?.port ?? AgentSettings.defaultPort
        let streams = listen.named.isEmpty ? ["\(port)"] : listen.named.map { $0.authority(port: port) }
        var lines = ["[Socket]", "ListenStream="] + streams.map { "ListenStream=\($0)" }
        // Otherwise :: would receive the IPv4 addresses as well.
        if !listen.named.isEmpty { lines.append("BindIPv6Only=ipv6-only") }
        // The machine may get the address after its sockets are made.
        if listen.named.contains(where: { !$0.isUnspecified && !$0.isLoopback }) { lines.append("FreeBind=yes") }
        return lines.joined(separator: "\n")
    }
}

extension ListenAddresses {
    /// The form of the settings file.
    var text: String { named.isEmpty ? "all addresses" : named.map(\.description).joined(separator: ", ") }
}
