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
}

extension Request {
    /// The values of a cookie, unchanged. No browser sends a `__Host-` cookie twice, so the caller rejects several.
    public func cookies(_ name: String) -> [String] {
        fields.values(of: "Cookie").flatMap { field in
            field.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair -> String? in
                let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                guard pair.starts(with: name.utf8), pair.dropFirst(name.utf8.count).first == UInt8(ascii: "=")
                else { return nil }
                return String(Substring(pair.dropFirst(name.utf8.count + 1)))
            }
        }
    }

    /// Whether the request carries a session cookie. Pages of other origins may not use it.
    public var carriesSession: Bool {
        fields.values(of: "Cookie").contains { field in
            field.utf8.split(separator: UInt8(ascii: ";")).contains { pair in
                let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                return pair.starts(with: CookieName.anyKith.utf8) || pair.starts(with: CookieName.forward.utf8)
            }
        }
    }
}
