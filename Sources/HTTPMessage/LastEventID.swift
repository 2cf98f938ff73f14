/// The last event that a client has seen, as it says when it comes again.
public enum LastEventID: Equatable, Sendable {
    /// It has seen none, or does not say.
    case none
    /// Up to this one.
    case event(Int64)
    /// Nothing that was ever sent to it.
    case malformed

    /// What stands in `Last-Event-ID`.
    public init(in request: Request) {
        let values = request.fields.values(of: "Last-Event-ID")
        guard values.count <= 1 else {
            self = .malformed
            return
        }
        self.init(values.first ?? "")
    }

    /// Digits only, and not more of them than an event's number has.
    public init(_ text: String) {
        let digits = text.utf8
        if digits.isEmpty {
            self = .none
        } else if digits.count <= 19, digits.allSatisfy({ (0x30...0x39).contains($0) }), let id = Int64(text) {
            self = .event(id)
        } else {
            self = .malformed
        }
    }
}
