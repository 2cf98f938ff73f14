import Core

/// A domain that services share, so that a browser sends one cookie to all of them: `home.example`.
public struct CookieDomain: Hashable, Sendable {
    /// In small letters.
    public let text: String

    /// Nil for an address, and for a name without a dot: browsers take no cookie for those, nor for what begins with a dot
    /// but for the sake of very old ones.
    init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        guard PublicURL.isHost(lower[...]), lower.utf8.contains(UInt8(ascii: ".")), HostAddress(lower) == nil
        else { return nil }
        self.text = lower
    }

    /// Whether a browser that asks this host takes the cookie, and sends it there.
    public func covers(_ host: String) -> Bool { host == text || host.hasSuffix("." + text) }
}
