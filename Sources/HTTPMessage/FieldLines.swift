/// Header fields in the form in which they are sent. What many responses have is checked and written once.
public struct FieldLines: Equatable, Sendable {
    /// Each field with the end of its line.
    public let bytes: [UInt8]

    /// No field.
    public static let none = FieldLines(bytes: [])

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Traps if there is a field that only the sender may write: the framing, the date, and what concerns the connection.
    public init(_ fields: HeaderFields) {
        var bytes: [UInt8] = []
        for field in fields.all {
            precondition(
                !Self.ofTheSender.contains { equalIgnoringCase($0, field.name) }, "Not for lines: \(field.name)")
            bytes += Array("\(field.name): \(field.value)\r\n".utf8)
        }
        self.bytes = bytes
    }

    /// One after the other.
    public init(joining first: FieldLines, _ second: FieldLines, _ third: FieldLines = .none) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(first.bytes.count + second.bytes.count + third.bytes.count)
        bytes += first.bytes
        bytes += second.bytes
        bytes += third.bytes
        self.bytes = bytes
    }

    /// The same as values.
    public var fields: HeaderFields {
        var fields = HeaderFields()
        for line in bytes.split(separator: .lineFeed) {
            if let field = HeaderField(line: line.dropLast()) { fields.append(field) }
        }
        return fields
    }

    private static let ofTheSender = ["Connection", "Content-Length", "Date", "Keep-Alive", "Transfer-Encoding"]
}
