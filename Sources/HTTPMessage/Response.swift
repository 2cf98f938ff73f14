/// An answer as a value.
public struct Response: Equatable, Sendable {
    /// How it went.
    public var status: Status
    /// Header fields, but for the framing, which whoever sends it makes.
    public var fields: HeaderFields
    /// Empty for none.
    public var body: [UInt8]

    /// An answer, by default without fields and body.
    public init(_ status: Status, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
