public import HTTPMessage

/// The cookies of kith. What each may open: docs/credentials.md.
public enum CookieName {
    /// For kith's own routes. A browser takes a cookie of such a name from this host alone, over TLS alone.
    public static let kith = "__Host-kith"
    /// The claim of a browser that joins by a form.
    public static let claim = "__Host-kith-claim"
    /// For proxies that ask who comes.
    public static let forward = "kith_forward"
}

extension Request {
    /// The values of a cookie, letter by letter as they came. More than one is nothing that a browser sends for `__Host-`.
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

    /// Whether it comes from a browser that a session was given to: no page of anybody else may use that.
    public var carriesSession: Bool {
        !cookies(CookieName.kith).isEmpty || !cookies(CookieName.forward).isEmpty
    }
}
