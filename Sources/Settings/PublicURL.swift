import Core

/// The URL of this node behind a proxy: scheme, host and port, as in an `Origin`.
public struct PublicURL: Hashable, Sendable {
    /// Whether it begins with https.
    public let isTLS: Bool
    /// A name in lower case, an IPv4 address, or an IPv6 address in brackets.
    public let host: String
    /// Nil for the default port of the scheme.
    public let port: UInt16?

    /// Returns nil if it has a path, a query, a user, or an impossible host. A slash at the end is allowed.
    public init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
        isTLS = scheme == "https://"
        var rest = lower.dropFirst(scheme.count)
        if rest.last == "/" { rest.removeLast() }
        guard let (host, portText) = Self.split(rest) else { return nil }
        self.host = host
        guard let portText else {
            port = nil
            return
        }
        guard let number = UInt16(portText), String(number) == portText, number > 0 else { return nil }
        port = number == (isTLS ? 443 : 80) ? nil : number
    }

    /// Without a slash at the end.
    public var text: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// The form of a `Host` field.
    public var authority: String { port.map { "\(host):\($0)" } ?? host }

    private static func split(_ rest: Substring) -> (host: String, port: Substring?)? {
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            let after = rest[rest.index(after: end)...]
            guard let address = HostAddress(rest[..<end].dropFirst()), !address.isV4,
                after.isEmpty || after.first == ":"
            else { return nil }
            return ("[\(address)]", after.isEmpty ? nil : after.dropFirst())
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, isHost(host) else { return nil }
        return (String(host), parts.count == 2 ? parts[1] : nil)
    }

    /// Labels of letters, digits and hyphens (RFC 1123). A host of digits only must be an address.
    static func isHost(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy(isLabel) else { return false }
        return labels.last?.utf8.contains { !isDigit($0) } ?? false || HostAddress(text) != nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
