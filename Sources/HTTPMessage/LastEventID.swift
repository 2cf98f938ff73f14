/// The last event that a client has seen, which it reports when it reconnects.
public enum LastEventID: Equatable, Sendable {
    /// It has seen none, or does not report one.
    case none
    /// It has seen the events up to this number.
    case event(Int64)
    /// A value that kith never sent.
    case malformed

    /// Reads the field `Last-Event-ID`.
    public init(in request: Request) {
        let values = request.fields.values(of: "Last-Event-ID")
        guard values.count <= 1 else {
            self = .malformed
            return
        }
        self.init(values.first ?? "")
    }

    /// Digits only, and no more of them than an event number has.
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
