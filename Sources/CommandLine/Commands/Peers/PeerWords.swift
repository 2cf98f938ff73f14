import Core

// What the agent says of a peer by a code, in words.
extension Peer {
    var kindText: String {
        switch PeerKind(rawValue: kind) {
        case .node: "node"
        case .desktop: "computer"
        case .mobileIOS: "iPhone"
        case .mobileAndroid: "Android phone"
        case .tablet: "tablet"
        case .other: isTokenOnly ? "script" : "device"
        // From an agent that is newer than this command.
        case nil: kind
        }
    }

    /// Where it is while it is paired; else how it ended. Nobody can tell whether a script is near.
    var stateText: String {
        guard isLive else { return state }
        return isTokenOnly && presence != Presence.online.rawValue ? "token only" : presence
    }

    /// Whether a scope that the peer holds has no effect, because of the way in which it was paired.
    func caps(_ scope: String) -> Bool {
        guard let scope = Scope(rawValue: scope), isLive, !keys.isEmpty else { return false }
        return !Scopes.plainHTTP.contains(Scopes(scope))
            && keys.allSatisfy { $0.origin == KeyOrigin.plainHTTP.rawValue }
    }

    /// `invite*` if the peer holds the scope without effect.
    func marked(_ scope: String) -> String { caps(scope) ? scope + "*" : scope }

    var hasCappedScope: Bool { scopes.contains { caps($0.scope) } }

    /// For the line below a list in which scopes are marked.
    static let capExplained = """
        * No effect: the device was paired over plain HTTP, which allows only \(Scopes.plainHTTPList). Pair it again over \
        HTTPS, or on this machine.
        """
}

extension Scopes {
    /// "view and use"
    static var plainHTTPList: String { listed(plainHTTP.members.map(\.rawValue)) }
}
