import Core
import Roster
import Seeded

/// A circle for tests: small numbers of nodes, peers and keys, so that statements meet.
///
/// Hashes are counted instead of computed: the roster takes them as values.
struct Circle {
    static let id = CircleID(octets(200))
    static let founder = node(0)

    static func octets(_ number: UInt8) -> Octets32 {
        Octets32([UInt8](repeating: number, count: 31) + [1]) ?? .zero
    }

    static func node(_ number: Int) -> NodeKey { NodeKey(octets(UInt8(number + 1))) }
    static func key(_ number: Int) -> PublicKey { PublicKey(octets(UInt8(number + 100))) }
    static func peer(_ number: Int, of owner: Int = 0) -> Thing { .peer(UInt64(number + 1), of: node(owner)) }
    static func area(_ number: Int, of owner: Int = 0) -> Thing { .area(UInt64(number + 1), of: node(owner)) }
    static func service(_ number: Int, of owner: Int = 0) -> Thing { .service(UInt64(number + 1), of: node(owner)) }
    static func token(_ number: Int, of owner: Int = 0) -> Thing { .token(UInt64(number + 1), of: node(owner)) }
    static func name(_ text: String) -> Name { Name(trusted: text) }
    static func folded(_ text: String) -> [UInt8] { Array(name(text).folded.utf8) }
    static let now = Moment(milliseconds: 1_000)

    static func giving(_ generation: UInt32 = 0, by: Giver = .operatorHere) -> Giving {
        Giving(Generation(generation) ?? .highest, by: by)
    }

    static func person(
        _ name: String = "anna", _ giving: Giving = giving(), keys: [KeyEntry] = [], scopes: [ScopeEntry] = [],
        areas: [LinkEntry] = [], until: Moment? = nil
    ) -> RecordBody {
        .peer(
            PeerBody(
                name: self.name("phone"), kind: .mobileIOS, person: self.name(name), createdAt: now, until: until,
                giving: giving, keys: keys, scopes: scopes, areas: areas))
    }
}

/// What one test says, in the order in which it says it.
enum Said: Hashable, Sendable {
    case record(Held<Record>)
    case taking(Held<Taking>)

    var taking: Held<Taking>? {
        if case .taking(let taking) = self { taking } else { nil }
    }

    var record: Held<Record>? {
        if case .record(let record) = self { record } else { nil }
    }
}

/// Collects statements, each with a hash that follows from its number.
struct Statements {
    private(set) var all: [Said] = []
    private var count: UInt64 = 0

    private mutating func nextHash() -> StatementHash {
        count += 1
        var generator = SeededGenerator(seed: count)
        return StatementHash(Octets32(using: &generator))
    }

    mutating func give(_ thing: Thing, by author: Int, version: UInt64 = 1, _ body: RecordBody) {
        let record = Record(
            circle: Circle.id, author: Circle.node(author), thing: thing, version: Version(version)!, body: body)
        all.append(.record(Held(record, hash: nextHash())))
    }

    mutating func admit(_ node: Int, by author: Int, as role: Role = .full) {
        give(.admission(of: Circle.node(node), as: role), by: author, .nothing)
    }

    mutating func take(
        _ kind: Taking.Kind, _ target: Taking.Target, by author: Int, _ generation: UInt32 = 0, keep: [Int] = []
    ) {
        let taking = Taking(
            circle: Circle.id, author: Circle.node(author), kind: kind, target: target,
            generation: Generation(generation) ?? .highest, at: Circle.now, keep: keep.map(Circle.node))
        all.append(.taking(Held(taking, hash: nextHash())))
    }

    mutating func cut(_ node: Int, by author: Int, keep: [Int] = []) {
        take(.cut, Taking.Target(.node(Circle.node(node))), by: author, keep: keep)
    }

    mutating func dismiss(_ node: Int, by author: Int, keep: [Int] = []) {
        give(
            .dismissal(of: Circle.node(node)), by: author, .dismissal(DismissalBody(keep: keep.map(Circle.node))))
    }

    var roster: Roster { Roster(Holdings(all)) }
}

extension Holdings {
    init(_ said: some Sequence<Said>) {
        self.init(circle: Circle.id, founder: Circle.founder)
        for statement in said { receive(statement) }
    }

    mutating func receive(_ said: Said) {
        switch said {
        case .record(let record): receive(record)
        case .taking(let taking): receive(taking)
        }
    }
}

/// Everything that somebody can do, as facts that can be compared.
enum Right: Hashable {
    case peer(Thing)
    case key(Thing, PublicKey)
    case scope(Thing, Scope)
    case area(Thing, Thing)
    case enabled(Thing)
    case contains(Thing, Thing)
    case service(Thing)
    case token(Thing)
}

extension Roster {
    var rights: Set<Right> {
        var rights: Set<Right> = []
        for (thing, peer) in peers {
            rights.insert(.peer(thing))
            rights.formUnion(peer.keys.keys.map { .key(thing, $0) })
            rights.formUnion(peer.scopes.keys.map { .scope(thing, $0) })
            rights.formUnion(peer.areas.map { .area(thing, $0) })
        }
        for (thing, area) in areas {
            if area.isEnabled { rights.insert(.enabled(thing)) }
            rights.formUnion(area.services.map { .contains(thing, $0) })
        }
        rights.formUnion(services.keys.map { .service($0) })
        rights.formUnion(tokens.keys.map { .token($0) })
        return rights
    }
}
