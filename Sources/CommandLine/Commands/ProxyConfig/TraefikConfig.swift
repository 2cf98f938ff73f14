import Core

/// A file for Traefik's file provider.
struct TraefikConfig {
    let plan: ProxyPlan

    var text: String {
        """
        # Made by 'kith proxy-config traefik'. kith must trust this proxy: trusted_proxies = 127.0.0.1
        # Make it again after a change of the services. It uses the entry point 'websecure'.
        http:
          routers:
        \(([home] + plan.services.indices.map(routers)).joined(separator: "\n"))
          middlewares:
            # May this browser or program use the service? Traefik asks for each request.
            kith:
              forwardAuth:
                address: "http://\(plan.kith)/v1/forward-auth?redirect=yes&keep=authorization,cookie"
                authResponseHeaders:
                  # Replaced by what is left of them without kith's own.
                  - Authorization
                  - Cookie
                authResponseHeadersRegex: "(?i)^(x[^a-z0-9]kith[^a-z0-9](peer|name|person|scopes|used|token)|remote[^a-z0-9]user)$"
            # For the proxy only, not for the service.
            kith-used:
              headers:
                customRequestHeaders:
                  X-Kith-Used: ""
          services:
            kith:
              loadBalancer:
                servers:
                  - url: "http://\(plan.kith)"
        \(plan.services.enumerated().map(backend).joined(separator: "\n"))
        \(certificates)
        """
    }

    /// A client must not name other fields in Connection.
    private static let connection =
        "(!HeaderRegexp(`Connection`, `.`) || HeaderRegexp(`Connection`, "
        + "`(?i)^\\\\s*(\(ProxyPlan.connectionWords))(\\\\s*,\\\\s*(\(ProxyPlan.connectionWords)))*\\\\s*$`))"

    private var home: String {
        """
            kith:
              rule: "Host(`\(plan.home.host)`)"
              entryPoints: [websecure]
              service: kith
              tls: {}
        """
    }

    private func routers(_ index: Int) -> String {
        let host = plan.services[index].origin.host
        return """
                kith-\(index + 1)-sign-in:
                  rule: "Host(`\(host)`) && PathPrefix(`/.kith/`)"
                  # Before the longer rule below.
                  priority: 100000
                  entryPoints: [websecure]
                  service: kith
                  tls: {}
                kith-\(index + 1):
                  rule: "Host(`\(host)`) && \(Self.connection)"
                  entryPoints: [websecure]
                  middlewares: [kith, kith-used]
                  service: kith-\(index + 1)
                  tls: {}
            """
    }

    private func backend(_ index: Int, _ service: ProxyPlan.Guarded) -> String {
        """
            kith-\(index + 1):
              loadBalancer:
                servers:
                  - url: "\(service.upstream)"
        """
    }

    private var certificates: String {
        guard let files = plan.certificate else { return "" }
        return """
            tls:
              certificates:
                - certFile: \(files.chain)
                  keyFile: \(files.key)

            """
    }
}
