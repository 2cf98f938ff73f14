/// A request as a value. Its sender and its transport are separate values.
public struct Request: Equatable, Sendable {
    /// The method.
    public var method: Method
    /// The path and query.
    public var target: Target
    /// Header fields without those of the framing, which ``wireBytes`` makes.
    public var fields: HeaderFields
    /// Empty if there is none.
    public var body: [UInt8]

    /// A request, by default without fields and body.
    public init(_ method: Method, _ target: Target, fields: HeaderFields = [:], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// The bytes on the wire. The length is always that of the body.
    public var wireBytes: [UInt8] {
        let declaresLength = !body.isEmpty || [.post, .put, .patch].contains(method)
        return wireHead("\(method.name) \(target) HTTP/1.1", fields, length: declaresLength ? body.count : nil) + body
    }
}

/// The framing belongs to the transport: fields about it are left out.
func wireHead(_ startLine: String, _ fields: HeaderFields, length: Int?) -> [UInt8] {
    var text = startLine + "\r\n"
    for field in fields.all where !framing.contains(where: { equalIgnoringCase($0, field.name) }) {
        text += "\(field.name): \(field.value)\r\n"
    }
    if let length { text += "Content-Length: \(length)\r\n" }
    return Array((text + "\r\n").utf8)
}

private let framing = ["Content-Length", "Transfer-Encoding"]
