/// The URL that a DPoP proof is for: that of `htu`, and that of the request.
///
/// Scheme and host are compared without regard to case. The default port of a scheme equals no port, and an empty path
/// equals `/`. Query and fragment are ignored. Nothing else is normalised: paths are compared byte by byte, so that one
/// address has only one reading.
public struct TargetURL: Hashable, Sendable {
    private let scheme: String
    private let host: String
    private let port: UInt16
    private let path: String

    /// Returns nil unless `text` is an absolute `http` or `https` URL in plain ASCII, without user information.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let address = text.prefix { $0 != "?" && $0 != "#" }
        guard let colon = address.firstIndex(of: ":"), address[colon...].hasPrefix("://") else { return nil }
        let rest = address[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" }
        scheme = address[..<colon].lowercased()
        guard let defaultPort = Self.defaultPorts[scheme], let (host, port) = Self.split(authority) else { return nil }
        guard let number = port.map(Self.number) ?? defaultPort else { return nil }
        self.host = host
        self.port = number
        path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
    }

    private static let defaultPorts: [String: UInt16] = ["http": 80, "https": 443]

    /// The host in lower case, and the digits of the port if there is a colon.
    private static func split(_ authority: some StringProtocol) -> (host: String, port: String?)? {
        let isBracketed = authority.hasPrefix("[")
        // The colons of an IPv6 address are inside its brackets.
        let end = authority.firstIndex(of: isBracketed ? "]" : ":") ?? authority.endIndex
        guard !isBracketed || end < authority.endIndex else { return nil }
        let hostEnd = isBracketed ? authority.index(after: end) : end
        let host = authority[..<hostEnd].lowercased()
        let rest = authority[hostEnd...]
        guard isHost(host, isBracketed: isBracketed), rest.isEmpty || rest.hasPrefix(":") else { return nil }
        return (host, rest.isEmpty ? nil : String(rest.dropFirst()))
    }

    private static func isHost(_ host: String, isBracketed: Bool) -> Bool {
        let name = isBracketed ? host.dropFirst().dropLast() : host[...]
        let marks = isBracketed ? ":." : "-._"
        return !name.isEmpty && name.allSatisfy { marks.contains($0) || $0.isLetter || $0.isNumber }
    }

    /// Digits only: `UInt16` would accept a sign.
    private static func number(_ digits: String) -> UInt16? {
        digits.allSatisfy { ("0"..."9").contains($0) } ? UInt16(digits) : nil
    }
}
