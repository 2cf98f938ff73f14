import Core

extension NodeBody {
    private static let longestSite = 64

    func write(to writer: inout ByteWriter) {
        writer.text(name.text)
        writer.byte(stays ? 1 : 0)
        writer.text(site)
        writer.text(mark)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        name = try reader.name()
        stays = try reader.flag()
        site = try reader.text(atMost: Self.longestSite)
        mark = try reader.text(atMost: 2)
    }
}

extension PeerBody {
    /// The nodes that it names.
    var named: [NodeKey] {
        let givings = [giving] + keys.map(\.giving) + scopes.map(\.giving) + areas.map(\.giving)
        return givings.flatMap(\.named) + areas.map(\.thing.key)
    }

    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.text(name.text)
        writer.text(kind.rawValue)
        writer.text(person?.text ?? "")
        writer.moment(createdAt)
        writer.end(until)
        giving.write(to: &writer, nodes)
        writer.list(keys) { $1.write(to: &$0, nodes) }
        writer.list(scopes) { $1.write(to: &$0, nodes) }
        writer.links(areas, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        name = try reader.name()
        kind = try reader.valid(PeerKind(rawValue: try reader.text(atMost: 32)))
        person = try reader.optionalName()
        createdAt = try reader.moment()
        until = try reader.end()
        giving = try Giving(from: &reader, nodes)
        keys = try reader.list(atMost: Limits.keysOfARecord) { reader throws(ByteReader.Malformed) in
            try KeyEntry(from: &reader, nodes)
        }
        scopes = try reader.list(atMost: Scope.allCases.count) { reader throws(ByteReader.Malformed) in
            try ScopeEntry(from: &reader, nodes)
        }
        areas = try reader.links(of: .area, atMost: Limits.areasOfAPeer, nodes)
    }
}

extension AreaBody {
    var named: [NodeKey] { giving.named + services.flatMap { $0.giving.named + [$0.thing.key] } }

    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.text(name.text)
        giving.write(to: &writer, nodes)
        writer.links(services, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        name = try reader.name()
        giving = try Giving(from: &reader, nodes)
        services = try reader.links(of: .service, atMost: Limits.servicesOfAnArea, nodes)
    }
}

extension ServiceBody {
    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.text(name.text)
        writer.text(url)
        giving.write(to: &writer, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        name = try reader.name()
        url = try reader.text(atMost: Limits.urlBytes)
        guard let read = try? ServiceURL(url), read.description == url else { throw ByteReader.Malformed() }
        giving = try Giving(from: &reader, nodes)
    }
}

extension TokenBody {
    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.byte(kind.rawValue)
        writer.text(name.text)
        writer.octets(hash.octets)
        writer.owned(peer, nodes)
        writer.moment(issuedAt)
        writer.end(until)
        giving.write(to: &writer, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        kind = try reader.valid(Kind(rawValue: try reader.byte()))
        name = try reader.name()
        hash = SecretHash(try reader.octets())
        peer = try reader.owned(.peer, nodes)
        issuedAt = try reader.moment()
        until = try reader.end()
        giving = try Giving(from: &reader, nodes)
    }
}

extension DismissalBody {
    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        keep = try reader.list(atMost: Taking.mostKept) { reader throws(ByteReader.Malformed) in try reader.nodeKey() }
    }
}

extension ByteReader {
    fileprivate mutating func optionalName() throws(Malformed) -> Name? {
        var ahead = self
        guard try ahead.number(UInt16.self) == 0 else { return try name() }
        self = ahead
        return nil
    }
}

extension Limits {
    /// More than a peer can have: another node may have added its own.
    fileprivate static let keysOfARecord = 16
}
