/// A response as a value.
public struct Response: Equatable, Sendable {
    /// The status code.
    public var status: Status
    /// Header fields without those of the framing, which the sender makes.
    public var fields: HeaderFields
    /// Empty if there is none.
    public var body: [UInt8]

    /// A response, by default without fields and body.
    public init(_ status: Status, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
