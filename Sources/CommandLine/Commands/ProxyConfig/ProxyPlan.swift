import Core

/// What a proxy's configuration is made from. It holds hosts, ports and addresses, and no names: a name that a person
/// typed must not end a line of a configuration.
struct ProxyPlan: Equatable {
    /// Where kith listens, for the proxy.
    let kith: String
    /// The host under which browsers reach kith.
    let home: ServiceOrigin
    let services: [Guarded]
    /// Files for TLS. Nil for a proxy that gets certificates itself.
    let certificate: Certificate?

    /// A service behind the proxy.
    struct Guarded: Equatable {
        /// Where browsers open it.
        let origin: ServiceOrigin
        /// Where it runs.
        let upstream: ServiceOrigin
    }

    struct Certificate: Equatable {
        let chain: String
        let key: String
    }

    /// Names that a proxy passes from kith to the service.
    static let told = ["X-Kith-Peer", "X-Kith-Name", "X-Kith-Person", "X-Kith-Scopes", "Remote-User"]

    /// The fields that `Connection` may name. A proxy removes the ones that it names, so a client could make it remove
    /// those of kith.
    static let connectionWords = "close|keep-alive|upgrade|te"
}
