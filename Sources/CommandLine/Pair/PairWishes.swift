import JSON
import PairingCore

/// What the options of `kith pair` ask for, before the agent is asked.
struct PairWishes {
    private var terms: JSONObject = [:]
    /// Names or ids.
    private let areas: [String]
    private let peer: String?

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        terms["name"] = try arguments.option("--name").map { .string($0) }
        terms["person"] = try arguments.option("--for").map { .string($0) }
        terms["scopes"] = try arguments.option("--scope").map { list in
            .array(list.split(separator: ",").map { .string(String($0)) })
        }
        terms["expires_in"] = try arguments.length("--expires").map { .integer($0.components.seconds) }
        areas = try arguments.options("--area")
        peer = try arguments.option("--peer")
        guard peer == nil || (terms.count == 0 && areas.isEmpty) else {
            throw CommandFailure(
                .usage,
                """
                --peer brings a device back as the peer it was; what that may do stays as it is. So --name, --for, \
                --scope, --area and --expires have no meaning beside it.
                """)
        }
        terms["ttl"] = try arguments.length("--ttl").map { .integer($0.components.seconds) }
    }

    /// With the ids of what was named.
    func terms(_ client: ControlClient) throws(CommandFailure) -> JSONObject {
        var terms = terms
        if let peer { terms["peer"] = .string(try PeerDirectory(client).find(peer).id) }
        if !areas.isEmpty {
            let directory = try AreaDirectory(client, for: areas)
            var ids: [JSONValue] = []
            for area in areas { ids.append(.string(try directory.id(of: area))) }
            terms["areas"] = .array(ids)
        }
        return terms
    }
}
