public import Core
public import HTTPMessage
public import Settings

/// What the settings say of the ways on which requests come.
public struct TrustRules: Equatable, Sendable {
    /// Whose word on scheme and client counts.
    public var trustedProxies: [AddressRange] = []
    /// How the world behind a TLS proxy knows this node.
    public var publicURL: PublicURL?

    public func trusts(_ address: HostAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

    /// Whether that is what the public URL names. Without a port, a scheme's own is meant.
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
    /// As it stands in a URL.
    public var text: String { port.map { "\(urlHost):\($0)" } ?? urlHost }

    fileprivate var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
