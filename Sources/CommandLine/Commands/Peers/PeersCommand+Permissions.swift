import Agent
import Console
import Core
import HTTPMessage
import JSON
import System

// What a peer may do, given and taken away.
extension PeersCommand {
    static func grant(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let end = try arguments.length("--expires").map { SystemClock.now() + $0 }
        let (wanted, scope) = try target("kith peers grant", &arguments)
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted)
        let body: JSONObject = ["expires_at": end.map { .string($0.text) } ?? .null]
        let answer = try client.object(.put, permissionPath(peer.id, scope), body)
        try show(answer, "Granted to '\(peer.name)': \(scope)", asJSON, besides: granting(scope))
    }

    static func deny(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let (wanted, scope) = try target("kith peers deny", &arguments)
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted)
        let answer = try client.object(.delete, permissionPath(peer.id, scope))
        try show(answer, "Taken from '\(peer.name)': \(scope)", asJSON) { _ in nil }
    }

    private static func target(
        _ command: String, _ arguments: inout Arguments
    ) throws(CommandFailure) -> (peer: String, scope: Scope) {
        let peer = try arguments.word(command, "the name or the id of a peer, and a scope")
        let word = try arguments.word(command, "a scope, behind the peer")
        guard let scope = Scope(rawValue: word) else {
            throw CommandFailure(.usage, "there is no scope '\(word.cleaned)'. Scopes are \(Scope.list).")
        }
        return (peer, scope)
    }

    private static func show(
        _ answer: JSONObject, _ deed: String, _ asJSON: Bool, besides: (Peer) -> String?
    ) throws(CommandFailure) {
        guard !asJSON else { return Terminal.json(answer) }
        guard let peer = Peer(answer) else { throw CommandFailure(.failed, "the agent's answer is no peer.") }
        let text = "\(deed). \(peer.abilities(now: SystemClock.now(), clock: .local))"
        Terminal.line([text, besides(peer)].compactMap { $0 }.joined(separator: " "))
    }

    /// Said at once, so that nobody wonders later why it does not work.
    private static func granting(_ scope: Scope) -> (Peer) -> String? {
        { peer in
            guard !Scopes.plainHTTP.contains(Scopes(scope)), !peer.keys.isEmpty,
                peer.keys.allSatisfy({ $0.origin == KeyOrigin.plainHTTP.rawValue })
            else { return nil }
            return """
                But each key of it was made over plain HTTP, and such a key never carries more than \
                \(listed(Scopes.plainHTTP.members.map(\.rawValue))): pair it over TLS, or on this machine.
                """
        }
    }
}

private func permissionPath(_ id: String, _ scope: Scope) -> String { "\(peerPath(id))/permissions/\(scope.rawValue)" }
