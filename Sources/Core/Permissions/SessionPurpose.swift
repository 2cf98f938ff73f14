/// What a session cookie can be used for.
public enum SessionPurpose: String, CaseIterable, Hashable, Sendable {
    /// kith's own routes, with the scopes of the key that opened it.
    case kith
    /// For the route that tells a proxy who sent a request, only with the scope `use`. Services behind the proxy can
    /// read the cookie, so it must not open anything in kith.
    case forward
}
