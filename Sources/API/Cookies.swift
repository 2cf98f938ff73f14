public import Core
public import HTTPMessage

/// The cookies of kith. What each may open: docs/credentials.md.
public enum CookieName {
    /// The cookie for the routes of one node. Browsers accept a `__Host-` name only from this host, and only over TLS,
    /// but they send it to every port of the host: several nodes on one host would overwrite each other's cookie.
    public static func kith(of node: NodeID) -> String {
        anyKith + node.description.dropFirst(NodeID.prefix.count).prefix(8)
    }

    fileprivate static let anyKith = "__Host-kith-"
    /// The claim of a browser that joins by a form.
    public static let claim = "__Host-kith-claim"
    /// The cookie for reverse proxies that ask kith who sent a request (forward auth).
    public static let forward = "kith_forward"
    /// The same for one service's host.
    public static let forwardHere = "__Host-kith-forward"
    /// What a browser that begins to sign in at a service's host brings back there.
    public static let signIn = "__Host-kith-start"
}

extension Request {
    /// The values of a cookie, unchanged. No browser sends a `__Host-` cookie twice, so the caller rejects several.
    public func cookies(_ name: String) -> [String] {
        cookiePairs.compactMap { pair in
            guard pair.utf8.starts(with: name.utf8),
                pair.utf8.dropFirst(name.utf8.count).first == UInt8(ascii: "=")
            else { return nil }
            return String(Substring(pair.utf8.dropFirst(name.utf8.count + 1)))
        }
    }

    /// The cookies that are not of kith, as one field.
    public var othersCookies: String {
        let own = [CookieName.anyKith, CookieName.forward + "="]
        return cookiePairs.filter { pair in !own.contains { pair.utf8.starts(with: $0.utf8) } }
            .joined(separator: "; ")
    }

    /// Whether the request carries a session cookie. Pages of other origins may not use it.
    public var carriesSession: Bool {
        cookiePairs.contains { pair in
            pair.utf8.starts(with: CookieName.anyKith.utf8) || pair.utf8.starts(with: CookieName.forward.utf8)
        }
    }

    /// `name=value`, without blanks before it. By bytes: a separator and a combining mark would be one character.
    private var cookiePairs: [Substring] {
        fields.values(of: "Cookie").flatMap { field in
            field.utf8.split(separator: UInt8(ascii: ";")).map { pair in
                Substring(pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
            }
        }
    }
}
