public import Core
public import HTTPMessage
public import Settings

/// The settings about how requests arrive.
public struct TrustRules: Equatable, Sendable {
    /// Proxies that kith trusts to report scheme and client.
    public var trustedProxies: [AddressRange] = []
    /// The URL of this node behind a TLS proxy.
    public var publicURL: PublicURL?

    public func trusts(_ address: HostAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

    /// Whether the public URL has this authority. Without a port, the default port of the scheme is meant.
    public func includes(_ authority: Authority) -> Bool {
        guard let url = publicURL else { return false }
        let usual: UInt16 = url.isTLS ? 443 : 80
        return authority.urlHost == url.host && (authority.port ?? usual) == (url.port ?? usual)
    }
}

extension TrustRules {
    public init(_ settings: AgentSettings) {
        self.init(trustedProxies: settings.trustedProxies, publicURL: settings.publicURL)
    }
}

extension LiveSettings {
    public var trust: TrustRules { TrustRules(value) }
}

extension Authority {
    /// The form for URLs.
    public var text: String { port.map { "\(urlHost):\($0)" } ?? urlHost }

    fileprivate var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
