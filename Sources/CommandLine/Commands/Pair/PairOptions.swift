import Console
import Core
import JSON
import Settings

/// The options of `kith pair`, before the agent is asked.
struct PairOptions {
    private var terms: JSONObject = [:]
    private var peer: String?
    /// Their names, as they were typed.
    private var areas: [String] = []

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        terms["name"] = try arguments.name("--name").map { .string($0) }
        terms["person"] = try arguments.name("--for").map { .string($0) }
        terms["scopes"] = try arguments.scopes("--scope")
        terms["expires_in"] = try arguments.length("--expires", in: .seconds(1)...Limits().longestPass)
            .map { .integer($0.components.seconds) }
        peer = try arguments.option("--peer")
        areas = try arguments.options("--area")
        guard peer == nil || terms.count == 0 && areas.isEmpty else {
            throw CommandFailure(
                .usage,
                """
                --peer pairs a known device again and keeps its name, owner, permissions and areas. Leave out --name, --for, \
                --scope, --area and --expires.
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
        if !areas.isEmpty { terms["areas"] = .array(try AreaDirectory(client).find(areas).map { .string($0.id) }) }
        return terms
    }

    /// The names of the areas that the device joins: those that were chosen, otherwise the default one.
    private func shownAreas(_ client: ControlClient) throws(CommandFailure) -> [String] {
        guard areas.isEmpty else { return try AreaDirectory(client).find(areas).map(\.name) }
        // A guest joins none by itself.
        guard terms["expires_in"] == nil else { return [] }
        return try AreaDirectory(client).all().filter(\.isDefault).map(\.name)
    }

    /// The same for people.
    func grant(_ client: ControlClient) throws(CommandFailure) -> PairGrant {
        if let peer { return PairGrant(of: try PeerDirectory(client).find(peer)) }
        return PairGrant(
            name: terms["name"]?.string?.cleaned, person: terms["person"]?.string?.cleaned,
            passLength: terms["expires_in"]?.integer.map { .seconds($0) },
            scopes: terms["scopes"]?.array.map { Scopes($0.compactMap { $0.string.flatMap { Scope(rawValue: $0) } }) }
                ?? .byDefault, areas: try shownAreas(client))
    }
}
