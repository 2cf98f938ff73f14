/// What the cookie of a session is good for.
public enum SessionPurpose: String, CaseIterable, Hashable, Sendable {
    /// kith's own routes, with the scopes of the key that opened it.
    case kith
    /// Letting a proxy know who comes, at the one route for that, with the scope `use` alone. Services behind the proxy may
    /// read its cookie, so it must open nothing at kith.
    case forward
}
