/// What identifies a service to a browser and a proxy: a scheme, a host and a port.
public struct ServiceOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Whether it begins with https.
    public let isTLS: Bool
    /// A name in lower case, an IPv4 address, or an IPv6 address without brackets.
    public let host: String
    public let port: UInt16

    /// `host` is a name in any case, or an address without brackets. Returns nil if it is neither, or if the port is 0.
    public init?(isTLS: Bool, host: some StringProtocol, port: UInt16?) {
        let lower = host.lowercased()
        guard port != 0 else { return nil }
        if let address = HostAddress(lower) {
            // An IPv4 address in its mapped form would be a second text for the same service.
            guard address.isV4 != lower.utf8.contains(UInt8(ascii: ":")) else { return nil }
            self.host = address.description
        } else {
            guard isHostName(lower) else { return nil }
            self.host = lower
        }
        self.isTLS = isTLS
        self.port = port ?? (isTLS ? 443 : 80)
    }

    /// As in an `Origin` field: without a default port, with brackets around an IPv6 address.
    public var description: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// The same without the scheme, as in a `Host` field.
    public var authority: String {
        let bracketed = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? bracketed : "\(bracketed):\(port)"
    }
}

/// Where a device opens a service. The path only sets the page on which a browser starts: it identifies nothing.
public struct ServiceURL: Hashable, Sendable, CustomStringConvertible {
    public let origin: ServiceOrigin
    /// Empty, or from the slash on, with the query.
    public let path: String

    public var description: String { origin.description + path }

    /// Why a text is not the URL of a service.
    public enum Fault: Error, Hashable, Sendable {
        case scheme
        case userInfo
        case fragment
        case character(UInt32)
        case host
        case port

        /// The end of the sentence "`url` …".
        var explanation: String {
            switch self {
            case .scheme: "must begin with http:// or https://"
            case .userInfo: "must not contain a user name or a password"
            case .fragment: "must not contain a fragment (the part after #)"
            case .character(let scalar): "contains the character \(scalar.asScalar), which is not allowed in a URL"
            case .host: "must have a host: a name of letters, digits, hyphens and dots, or an address"
            case .port: "must have a port from 1 to 65535, or none"
            }
        }
    }

    /// Nothing is repaired: a text that a browser would read in another way than kith is rejected.
    public init(_ text: some StringProtocol, field: String = "url") throws(FieldRejection) {
        guard !text.isEmpty else { throw FieldRejection(field: field, problem: .empty) }
        guard text.utf8.count <= Limits.urlBytes else {
            throw FieldRejection(field: field, problem: .tooLong(limit: Limits.urlBytes))
        }
        do throws(Fault) { self = try Self(parsing: String(text)) } catch {
            throw FieldRejection(field: field, problem: .url(error))
        }
    }

    private init(parsing text: String) throws(Fault) {
        if let scalar = text.unicodeScalars.first(where: { !$0.isAllowedInURLs }) { throw .character(scalar.value) }
        // From here on it is ASCII, so that characters are bytes.
        let isTLS = text.prefix(8).lowercased() == "https://"
        guard isTLS || text.prefix(7).lowercased() == "http://" else { throw .scheme }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let (authority, path) = (rest[..<end], rest[end...])
        guard !authority.contains("@") else { throw .userInfo }
        guard !path.contains("#") else { throw .fragment }
        try Self.checkEscapes(of: path)
        let (host, portText) = try Self.split(authority)
        var port: UInt16?
        if let portText {
            guard let number = UInt16(portText), number > 0, String(number) == portText else { throw .port }
            port = number
        }
        guard let origin = ServiceOrigin(isTLS: isTLS, host: host, port: port) else { throw .host }
        self.origin = origin
        self.path = path.first == "?" ? "/\(path)" : String(path)
    }

    /// A percent sign and two digits stand for a byte. Anything else after a percent sign is read in different ways.
    private static func checkEscapes(of path: Substring) throws(Fault) {
        var rest = path.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[percent...].dropFirst().prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                throw .character(UInt32(UInt8(ascii: "%")))
            }
            rest = rest[digits.endIndex...]
        }
    }

    private static func split(_ authority: Substring) throws(Fault) -> (host: Substring, port: Substring?) {
        guard authority.first == "[" else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard let host = parts.first, parts.count <= 2, HostAddress(host)?.isV4 ?? true else { throw .host }
            return (host, parts.count == 2 ? parts[1] : nil)
        }
        guard let end = authority.firstIndex(of: "]") else { throw .host }
        let (host, after) = (authority[..<end].dropFirst(), authority[authority.index(after: end)...])
        guard let address = HostAddress(host), !address.isV4 else { throw .host }
        if after.isEmpty { return (host, nil) }
        guard after.first == ":" else { throw .host }
        return (host, after.dropFirst())
    }

    /// A stored URL. Returns nil if it is not one that this version would accept.
    public init?(stored text: String) {
        guard let url = try? ServiceURL(text) else { return nil }
        self = url
    }
}

/// Labels of letters, digits and hyphens (RFC 1123). A browser reads a host whose last label is a number, also in
/// hexadecimal, as an IPv4 address: no such host is a name.
private func isHostName(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { return false }
    let isNumber = last.utf8.allSatisfy(isDigit) || last.hasPrefix("0x") && last.dropFirst(2).allSatisfy(\.isHexDigit)
    return !isNumber
}

private func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
        }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension Unicode.Scalar {
    /// Visible ASCII, except what RFC 3986 excludes. Browsers read a backslash as a slash.
    fileprivate var isAllowedInURLs: Bool {
        guard (0x21...0x7E).contains(value) else { return false }
        switch self {
        case "\"", "<", ">", "\\", "^", "`", "{", "|", "}": return false
        default: return true
        }
    }
}
