/// An answer as a value.
public struct Response: Equatable, Sendable {
    /// How it went.
    public var status: Status
    /// Header fields, but for the framing, which ``wireBytes(answering:)`` makes.
    public var fields: HeaderFields
    /// Empty for none.
    public var body: [UInt8]

    /// An answer, by default without fields and body.
    public init(_ status: Status, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// As it goes over the wire. The length is always made from the body; a `HEAD` gets the length alone.
    public func wireBytes(answering method: Method) -> [UInt8] {
        let head = wireHead(
            "HTTP/1.1 \(status.code) \(status.reason)", fields, length: status.forbidsBody ? nil : body.count)
        return status.forbidsBody || method == .head ? head : head + body
    }
}
