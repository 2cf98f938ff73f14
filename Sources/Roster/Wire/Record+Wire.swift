import Core

/// Why the bytes of a statement are refused. Nothing of it is kept.
public enum StatementFault: Error, Hashable, Sendable {
    case tooLong
    case malformed
    /// Only a node itself says what it is.
    case notItsAuthor
    case unknownFormat
}

extension Record {
    public static let longest = 8 * 1_024
    /// What a signature covers before the bytes: no signature of one purpose is valid for another.
    public static let signaturePrefix: [UInt8] = Array("kith-record-v1\0".utf8)

    static let format: UInt8 = 1

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 512)
        writer.byte(Self.format)
        writer.octets(circle.octets)
        writer.octets(author.octets)
        writer.thing(thing)
        writer.number(version.number)
        body.write(to: &writer, author: author)
        return writer.bytes
    }

    /// Reads the header strictly. A body that this kith does not understand is a value as well: such a record is kept and
    /// passed on.
    public init(bytes: [UInt8]) throws(StatementFault) {
        guard bytes.count <= Self.longest else { throw .tooLong }
        guard bytes.first == Self.format else { throw .unknownFormat }
        var reader = ByteReader(bytes[1...])
        do throws(ByteReader.Malformed) {
            circle = CircleID(try reader.octets())
            author = try reader.nodeKey()
            thing = try reader.thing()
            version = try reader.valid(Version(try reader.number(UInt64.self)))
        } catch { throw .malformed }
        guard thing.kind.isGiven else { throw .malformed }
        guard thing.kind != .node || thing.key == author else { throw .notItsAuthor }
        body = RecordBody(of: thing, author: author, bytes: reader.rest)
    }
}
