public import Core
public import HTTPMessage
public import Settings
public import TLS

/// The settings about how requests arrive.
public struct TrustRules: Equatable, Sendable {
    /// Proxies that kith trusts to report scheme and client.
    public var trustedProxies: [AddressRange] = []
    /// The URL of this node behind a TLS proxy.
    public var publicURL: PublicURL?
    /// The node's own certificate.
    public var certificate: OwnCertificate?

    public func trusts(_ address: HostAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

    /// Whether the public URL has this authority. Without a port, the default port of the scheme is meant.
    public func includes(_ authority: Authority) -> Bool {
        guard let url = publicURL else { return false }
        let usual: UInt16 = url.isTLS ? 443 : 80
        return authority.urlHost == url.host && (authority.port ?? usual) == (url.port ?? usual)
    }

    /// The start of the same URL over TLS. A router may lead other ports to this one, and only public_url says which.
    func secureBase(of authority: Authority, port: UInt16) -> String {
        if let url = publicURL, url.isTLS, url.host == authority.urlHost { return url.text }
        return "https://\(authority.urlHost):\(port)"
    }
}

/// The node's own certificate, for connections that end here.
public struct OwnCertificate: Equatable, Sendable {
    public let facts: CertificateFacts
    /// Whether the devices trust it: this machine's CA store verifies it, or the operator says so; and it has not expired.
    public let isTrusted: Bool

    public init(_ facts: CertificateFacts, isTrusted: Bool) {
        self.facts = facts
        self.isTrusted = isTrusted
    }

    /// Whether a client that checks certificates accepts it for this host.
    public func vouches(for authority: Authority) -> Bool {
        guard isTrusted else { return false }
        guard let address = HostAddress(authority.host) else { return facts.covers(name: authority.host) }
        return facts.covers(address: address.bytes)
    }
}

extension TrustRules {
    public init(_ settings: AgentSettings) {
        self.init(trustedProxies: settings.trustedProxies, publicURL: settings.publicURL)
    }
}

extension LiveSettings {
    public var trust: TrustRules { part { TrustRules($0) } }
}

extension Authority {
    /// The form for URLs.
    public var text: String { port.map { "\(urlHost):\($0)" } ?? urlHost }

    fileprivate var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
