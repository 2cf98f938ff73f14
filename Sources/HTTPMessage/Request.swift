/// A request as a value. Who sent it, and over what, is told beside it.
public struct Request: Equatable, Sendable {
    /// What is wanted done.
    public var method: Method
    /// To what.
    public var target: Target
    /// Header fields, but for the framing, which ``wireBytes`` makes.
    public var fields: HeaderFields
    /// Empty for none.
    public var body: [UInt8]

    /// A request, by default without fields and body.
    public init(_ method: Method, _ target: Target, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// As it goes over the wire. The length is always made from the body.
    public var wireBytes: [UInt8] {
        let declaresLength = !body.isEmpty || [.post, .put, .patch].contains(method)
        return wireHead("\(method.name) \(target) HTTP/1.1", fields, length: declaresLength ? body.count : nil) + body
    }
}

/// Framing belongs to the transport: whatever the fields say about it is left out.
func wireHead(_ startLine: String, _ fields: HeaderFields, length: Int?) -> [UInt8] {
    var text = startLine + "\r\n"
    for field in fields.all where !framing.contains(where: { equalIgnoringCase($0, field.name) }) {
        text += "\(field.name): \(field.value)\r\n"
    }
    if let length { text += "Content-Length: \(length)\r\n" }
    return Array((text + "\r\n").utf8)
}

private let framing = ["Content-Length", "Transfer-Encoding"]
