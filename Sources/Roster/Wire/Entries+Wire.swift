import Core

extension Giving {
    /// The nodes that it names.
    var named: [NodeKey] {
        switch by {
        case .operatorHere: []
        case .operatorAt(let node): [node]
        case .peer(let peer): [peer.key]
        }
    }

    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.number(generation.number)
        switch by {
        case .operatorHere: writer.byte(0)
        case .operatorAt(let node):
            writer.byte(1)
            writer.byte(nodes.place(of: node))
        case .peer(let peer):
            writer.byte(2)
            writer.owned(peer, nodes)
        }
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        generation = try reader.generation()
        switch try reader.byte() {
        case 0: by = .operatorHere
        case 1: by = .operatorAt(try nodes.node(at: try reader.byte()))
        case 2: by = .peer(try reader.owned(.peer, nodes))
        default: throw ByteReader.Malformed()
        }
    }
}

extension ByteWriter {
    /// A thing whose kind is plain from the place where it is named.
    mutating func owned(_ thing: Thing, _ nodes: NodeList) {
        byte(nodes.place(of: thing.key))
        number(thing.local)
    }

    mutating func links(_ links: [LinkEntry], _ nodes: NodeList) {
        list(links) { writer, link in
            writer.owned(link.thing, nodes)
            link.giving.write(to: &writer, nodes)
        }
    }
}

extension ByteReader {
    mutating func owned(_ kind: Thing.Kind, _ nodes: NodeList) throws(Malformed) -> Thing {
        let node = try nodes.node(at: try byte())
        return try valid(Thing(kind: kind, key: node, local: try number(UInt64.self)))
    }

    mutating func links(
        of kind: Thing.Kind, atMost limit: Int, _ nodes: NodeList
    ) throws(Malformed) -> [LinkEntry] {
        try list(atMost: limit) { reader throws(Malformed) in
            let thing = try reader.owned(kind, nodes)
            return LinkEntry(thing, try Giving(from: &reader, nodes))
        }
    }
}

extension KeyEntry {
    static let longestPlace = 255

    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.octets(key.octets)
        writer.byte(origin == .plainHTTP ? 0 : 1)
        writer.text(place)
        giving.write(to: &writer, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        key = PublicKey(try reader.octets())
        origin = try reader.flag() ? .secure : .plainHTTP
        place = try reader.text(atMost: Self.longestPlace)
        giving = try Giving(from: &reader, nodes)
    }
}

extension ScopeEntry {
    func write(to writer: inout ByteWriter, _ nodes: NodeList) {
        writer.text(scope.rawValue)
        writer.end(until)
        giving.write(to: &writer, nodes)
    }

    init(from reader: inout ByteReader, _ nodes: NodeList) throws(ByteReader.Malformed) {
        scope = try reader.valid(Scope(rawValue: try reader.text(atMost: 32)))
        until = try reader.end()
        giving = try Giving(from: &reader, nodes)
    }
}
