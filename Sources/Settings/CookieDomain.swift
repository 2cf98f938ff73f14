import Core

/// A domain that services share, so that a browser sends one cookie to all of them: `home.example`.
public struct CookieDomain: Hashable, Sendable {
    /// In lower case.
    public let text: String

    /// Returns nil for an address, and for a name without a dot: browsers reject cookies for those. A leading dot is
    /// only for very old browsers, so it is rejected too.
    init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        guard PublicURL.isHost(lower[...]), lower.utf8.contains(UInt8(ascii: ".")), HostAddress(lower) == nil
        else { return nil }
        self.text = lower
    }

    /// Whether a browser that uses this host accepts the cookie and sends it there.
    public func covers(_ host: String) -> Bool { host == text || host.hasSuffix("." + text) }
}
