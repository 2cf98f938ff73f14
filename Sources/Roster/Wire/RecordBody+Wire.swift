import Core

// A body begins with the number of its form and a list of keys; entries name a node by its place in that list. A full area
// fits into a record that way.

extension RecordBody {
    private static let form: UInt8 = 1

    func write(to writer: inout ByteWriter, author: NodeKey) {
        switch self {
        case .nothing: break
        case .node(let body): writer.form { body.write(to: &$0) }
        case .peer(let body): writer.form(of: body.named, by: author) { body.write(to: &$0, $1) }
        case .area(let body): writer.form(of: body.named, by: author) { body.write(to: &$0, $1) }
        case .service(let body): writer.form(of: body.giving.named, by: author) { body.write(to: &$0, $1) }
        case .token(let body):
            writer.form(of: body.giving.named + [body.peer.key], by: author) { body.write(to: &$0, $1) }
        case .dismissal(let body): writer.form { $0.list(body.keep) { $0.octets($1.octets) } }
        case .notUnderstood: assertionFailure("A record is said again as its author sent it.")
        }
    }

    init(of thing: Thing, author: NodeKey, bytes: ArraySlice<UInt8>) {
        let body = try? Self.read(thing.kind, author, bytes)
        self = body ?? .notUnderstood
    }

    private static func read(
        _ kind: Thing.Kind, _ author: NodeKey, _ bytes: ArraySlice<UInt8>
    ) throws(ByteReader.Malformed) -> RecordBody? {
        if kind == .fullNode || kind == .guardNode { return bytes.isEmpty ? .nothing : nil }
        var reader = ByteReader(bytes)
        guard try reader.byte() == form else { return nil }
        let body: RecordBody
        switch kind {
        case .node: body = .node(try NodeBody(from: &reader))
        case .dismissal: body = .dismissal(try DismissalBody(from: &reader))
        case .peer, .area, .service, .token:
            let nodes = try NodeList(from: &reader, author: author)
            switch kind {
            case .peer: body = .peer(try PeerBody(from: &reader, nodes))
            case .area: body = .area(try AreaBody(from: &reader, nodes))
            case .service: body = .service(try ServiceBody(from: &reader, nodes))
            default: body = .token(try TokenBody(from: &reader, nodes))
            }
        default: return nil
        }
        // A later kith may say more. Ignoring it could give more than it does.
        return reader.isAtEnd ? body : nil
    }
}

extension ByteWriter {
    fileprivate mutating func form(_ write: (inout Self) -> Void) {
        byte(1)
        write(&self)
    }

    fileprivate mutating func form(of named: [NodeKey], by author: NodeKey, _ write: (inout Self, NodeList) -> Void) {
        let nodes = NodeList(author: author, named: named)
        form {
            $0.list(nodes.others) { $0.octets($1.octets) }
            write(&$0, nodes)
        }
    }
}

/// The nodes that a body names: the author first, then each other once.
struct NodeList {
    let others: [NodeKey]
    private let author: NodeKey

    init(author: NodeKey, named: [NodeKey]) {
        self.author = author
        others = Set(named).subtracting([author]).sorted()
    }

    init(from reader: inout ByteReader, author: NodeKey) throws(ByteReader.Malformed) {
        self.author = author
        others = try reader.list(atMost: Int(UInt8.max)) { reader throws(ByteReader.Malformed) in
            try reader.nodeKey()
        }
    }

    func place(of node: NodeKey) -> UInt8 {
        node == author ? 0 : UInt8(clamping: (others.firstIndex(of: node) ?? 0) + 1)
    }

    func node(at place: UInt8) throws(ByteReader.Malformed) -> NodeKey {
        guard place > 0 else { return author }
        guard Int(place) <= others.count else { throw ByteReader.Malformed() }
        return others[Int(place) - 1]
    }
}
