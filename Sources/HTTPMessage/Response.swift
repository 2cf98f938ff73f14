/// A response as a value.
public struct Response: Equatable, Sendable {
    /// The status code.
    public var status: Status
    /// Header fields without those of the framing, which the sender makes.
    public var fields: HeaderFields
    /// Empty if there is none.
    public var body: [UInt8]
    /// Further fields, which were written before.
    public var lines = FieldLines.none

    /// A response, by default without fields and body.
    public init(_ status: Status, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The same response with its fields as lines: for one that is sent often.
    public var written: Response {
        var response = Response(status, body: body)
        response.lines = FieldLines(joining: FieldLines(fields), lines)
        return response
    }
}
