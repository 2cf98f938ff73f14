import Console
import Core
import JSON
import Settings

/// The options of `kith pair`, before the agent is asked.
struct PairOptions {
    private var terms: JSONObject = [:]
    private var peer: String?

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        terms["name"] = try arguments.name("--name").map { .string($0) }
        terms["person"] = try arguments.name("--for").map { .string($0) }
        terms["scopes"] = try arguments.scopes("--scope")
        terms["expires_in"] = try arguments.length("--expires", in: .seconds(1)...Limits().longestPass)
            .map { .integer($0.components.seconds) }
        peer = try arguments.option("--peer")
        guard peer == nil || terms.count == 0 else {
            throw CommandFailure(
                .usage,
                """
                --peer pairs a known device again and keeps its name, owner and permissions. Leave out --name, --for, \
                --scope and --expires.
                """)
        }
        terms["ttl"] = try arguments.length("--ttl", in: Limits().shortestPairingLife...Limits().longestPairingLife)
            .map { .integer($0.components.seconds) }
    }

    /// The same for the next device: a name, and a device that comes back, are for one.
    var forNextDevice: PairOptions {
        var next = self
        next.terms["name"] = nil
        next.peer = nil
        return next
    }

    /// With the id of the named peer.
    func terms(_ client: ControlClient) throws(CommandFailure) -> JSONObject {
        var terms = terms
        if let peer { terms["peer"] = .string(try PeerDirectory(client).find(peer).id) }
        return terms
    }

    /// The same for people.
    func grant(_ client: ControlClient) throws(CommandFailure) -> PairGrant {
        if let peer { return PairGrant(of: try PeerDirectory(client).find(peer)) }
        return PairGrant(
            name: terms["name"]?.string?.cleaned, person: terms["person"]?.string?.cleaned,
            passLength: terms["expires_in"]?.integer.map { .seconds($0) },
            scopes: terms["scopes"]?.array.map { Scopes($0.compactMap { $0.string.flatMap { Scope(rawValue: $0) } }) }
                ?? .byDefault)
    }
}
