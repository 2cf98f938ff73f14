import Core

extension Taking {
    public static let longest = 512
    public static let longestCut = 4 * 1_024
    /// As many nodes as one node can admit.
    public static let mostKept = 64
    public static let signaturePrefix: [UInt8] = Array("kith-taking-v1\0".utf8)

    private static let format: UInt8 = 1
    private static let longestDetail = Limits.nameBytes

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.format)
        writer.octets(circle.octets)
        writer.octets(author.octets)
        writer.byte(kind.rawValue)
        writer.thing(target.thing)
        writer.text(target.detail)
        writer.number(generation.number)
        writer.moment(at)
        writer.giver(by)
        writer.number(batch)
        writer.list(keep) { $0.octets($1.octets) }
        return writer.bytes
    }

    /// Reads strictly. After the parts of a kind that this kith does not know, there may be more.
    public init(bytes: [UInt8]) throws(StatementFault) {
        guard bytes.count <= Self.longestCut else { throw .tooLong }
        guard bytes.first == Self.format else { throw .unknownFormat }
        var reader = ByteReader(bytes[1...])
        do throws(ByteReader.Malformed) {
            circle = CircleID(try reader.octets())
            author = try reader.nodeKey()
            kind = Kind(rawValue: try reader.byte())
            let thing = try reader.thing()
            target = Target(thing, detail: try reader.bytes(atMost: Self.longestDetail))
            generation = try reader.generation()
            at = try reader.moment()
            by = try reader.giver()
            batch = try reader.number(UInt64.self)
            keep = try reader.list(atMost: Self.mostKept) { reader throws(ByteReader.Malformed) in
                try reader.nodeKey()
            }
        } catch { throw .malformed }
        guard kind == .cut || bytes.count <= Self.longest else { throw .tooLong }
        guard kind.accepts(target), kind == .cut || keep.isEmpty || !kind.isUnderstood,
            reader.isAtEnd || !kind.isUnderstood
        else { throw .malformed }
    }
}

extension ByteWriter {
    fileprivate mutating func giver(_ giver: Giver) {
        switch giver {
        case .operatorHere: byte(0)
        case .operatorAt(let node):
            byte(1)
            octets(node.octets)
        case .peer(let peer):
            byte(2)
            thing(peer)
        }
    }
}

extension ByteReader {
    fileprivate mutating func giver() throws(Malformed) -> Giver {
        switch try byte() {
        case 0: .operatorHere
        case 1: .operatorAt(try nodeKey())
        case 2: .peer(try thing())
        default: throw Malformed()
        }
    }
}

extension Thing {
    /// Names it in a taking's detail, whose kind is plain from the kind of the taking.
    var ownedBytes: [UInt8] {
        var writer = ByteWriter(reserving: 40)
        writer.octets(key.octets)
        writer.number(local)
        return writer.bytes
    }

    init?(ownedBytes bytes: [UInt8], kind: Kind) {
        var reader = ByteReader(bytes[...])
        guard bytes.count == 40, let key = try? reader.nodeKey(), let local = try? reader.number(UInt64.self),
            let thing = Thing(kind: kind, key: key, local: local)
        else { return nil }
        self = thing
    }
}
