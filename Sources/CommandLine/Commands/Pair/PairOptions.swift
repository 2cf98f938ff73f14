import Console
import Core
import JSON
import Settings

/// What the options of `kith pair` ask for, before the agent is asked.
struct PairOptions {
    private var terms: JSONObject = [:]
    private var peer: String?

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        terms["name"] = try arguments.name("--name")
        terms["person"] = try arguments.name("--for")
        terms["scopes"] = try arguments.scopes("--scope")
        terms["expires_in"] = try arguments.length("--expires", in: .seconds(1)...Limits().longestPass)
        peer = try arguments.option("--peer")
        guard peer == nil || terms.count == 0 else {
            throw CommandFailure(
                .usage,
                """
                --peer brings a device back as the peer it was; what that may do stays as it is. So --name, --for, \
                --scope and --expires have no meaning beside it.
                """)
        }
        terms["ttl"] = try arguments.length("--ttl", in: Limits().shortestPairingLife...Limits().longestPairingLife)
    }

    /// The same for the next device: a name, and a device that comes back, are for one.
    var forNextDevice: PairOptions {
        var next = self
        next.terms["name"] = nil
        next.peer = nil
        return next
    }

    /// With the id of the peer that was named.
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

extension Arguments {
    fileprivate mutating func name(_ option: String) throws(CommandFailure) -> JSONValue? {
        guard let text = try self.option(option) else { return nil }
        do throws(FieldRejection) { return .string(try Name(text, field: option).text) } catch {
            throw CommandFailure(
                .usage,
                "\(option) \(error.problem.explanation). It takes 1 to \(Limits.nameCharacters) characters that can be seen."
            )
        }
    }

    fileprivate mutating func length(
        _ option: String, in range: ClosedRange<Duration>
    ) throws(CommandFailure) -> JSONValue? {
        guard let length = try length(option) else { return nil }
        guard range.contains(length) else {
            let (least, most) = (range.lowerBound.lengthText, range.upperBound.lengthText)
            throw CommandFailure(.usage, "\(option) takes a length from \(least) to \(most), not \(length.lengthText).")
        }
        return .integer(length.components.seconds)
    }
}
