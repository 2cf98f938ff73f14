import Core

/// The address under which a proxy shows this node: scheme, host and port, as an `Origin` has them.
public struct PublicURL: Hashable, Sendable {
    /// Whether it begins with https.
    public let isTLS: Bool
    /// A name in small letters, a v4 address, or a v6 address in brackets.
    public let host: String
    /// Nil for the scheme's own.
    public let port: UInt16?

    /// Nil where it has a path, a query, a user, or a host that cannot be one. One slash may end it.
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

    /// Without a slash at its end.
    public var text: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// As a `Host` field has it.
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

    /// Labels of letters, digits and hyphens (RFC 1123); what is made of digits alone must be an address.
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
