import Agent
import Console
import Core
import HTTPMessage
import JSON
import System

// Scopes of a device: granted and removed.
extension PeersCommand {
    static func grant(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let end = try arguments.length("--expires", in: .seconds(1)...Limits().longestPass).map {
            SystemClock.now() + $0
        }
        let (wanted, scope) = try target("kith peers grant", &arguments)
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted)
        let body: JSONObject = ["expires_at": end.map { .string($0.text) } ?? .null]
        let answer = try client.object(.put, permissionPath(peer.id, scope), body)
        try show(answer, "Granted to '\(peer.name)': \(scope)", note: scope, asJSON)
    }

    static func deny(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let (wanted, scope) = try target("kith peers deny", &arguments)
        try arguments.finish()
        let peer = try PeerDirectory(client).find(wanted)
        guard peer.scopes.contains(where: { $0.scope == scope.rawValue }) else {
            throw CommandFailure(.failed, "'\(peer.name)' does not have \(scope), so nothing was changed.")
        }
        let answer = try client.object(.delete, permissionPath(peer.id, scope))
        try show(answer, "Removed from '\(peer.name)': \(scope)", asJSON)
    }

    private static func target(
        _ command: String, _ arguments: inout Arguments
    ) throws(CommandFailure) -> (peer: String, scope: Scope) {
        let peer = try arguments.word(command, "the name or id of a device, and a scope")
        let word = try arguments.word(command, "a scope after the device: one of \(Scope.list)")
        guard let scope = Scope(rawValue: word) else {
            let guess =
                nearestWord(to: word, among: Scope.allCases.map(\.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
            throw CommandFailure(.usage, "unknown scope '\(word.cleaned)'.\(guess) Choose from \(Scope.list).")
        }
        return (peer, scope)
    }

    private static func show(
        _ answer: JSONObject, _ deed: String, note scope: Scope? = nil, _ asJSON: Bool
    ) throws(CommandFailure) {
        guard !asJSON else { return Terminal.json(answer) }
        guard let peer = Peer(answer) else {
            throw CommandFailure(
                .failed, "the agent's answer cannot be read. Is it another version? See 'kith status'.")
        }
        let abilities = peer.abilities(now: SystemClock.now(), clock: .local)
        let note = scope.flatMap { peer.transportNote(on: $0) }
        Terminal.say(["\(deed).", abilities, note].compactMap { $0 }.joined(separator: " "))
    }
}

private func permissionPath(_ id: String, _ scope: Scope) -> String { "\(peerPath(id))/permissions/\(scope.rawValue)" }
