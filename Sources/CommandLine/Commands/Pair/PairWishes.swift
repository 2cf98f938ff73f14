import Console
import JSON
import PairingCore
import Settings

/// What the options of `kith pair` ask for, before the agent is asked.
struct PairWishes {
    private var terms: JSONObject = [:]
    /// Names or ids.
    private let areas: [String]
    private let peer: String?

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        terms["name"] = try arguments.name("--name")
        terms["person"] = try arguments.name("--for")
        if let list = try arguments.option("--scope") {
            terms["scopes"] = .array(try Self.scopes(list).map { .string($0.rawValue) })
        }
        terms["expires_in"] = try arguments.length("--expires", in: .seconds(1)...Limits().longestPass)
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
        terms["ttl"] = try arguments.length("--ttl", in: Limits().shortestPairingLife...Limits().longestPairingLife)
    }

    private static func scopes(_ list: String) throws(CommandFailure) -> [Scope] {
        let known = Scope.allCases.map(\.rawValue)
        let words = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        var scopes: [Scope] = []
        for word in words {
            guard let scope = Scope(rawValue: word) else {
                let guess = nearestWord(to: word, among: known).map { " Did you mean '\($0)'?" } ?? ""
                throw CommandFailure(
                    .usage, "there is no scope '\(word.cleaned)'.\(guess) Choose of \(listed(known)).")
            }
            scopes.append(scope)
        }
        guard !scopes.isEmpty else {
            throw CommandFailure(
                .usage, "--scope is empty, and a device that may do nothing is of no use. Choose of \(listed(known)).")
        }
        return scopes
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
