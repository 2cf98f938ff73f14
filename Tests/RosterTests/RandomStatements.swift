import Core
import Roster
import Seeded

/// Draws statements that meet: few nodes, things and numbers, by any author about anything, as an evil node would.
struct RandomStatements {
    private var generator: SeededGenerator
    private var statements = Statements()

    static let nodes = 6

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    static func draw(seed: UInt64) -> [Said] {
        var random = Self(seed: seed)
        random.admissions()
        for _ in 0..<random.number(10...40) { random.statement() }
        return random.statements.all
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
    private mutating func node() -> Int { number(0...Self.nodes - 1) }
    private mutating func nodes() -> [Int] { (0..<number(0...3)).map { _ in node() } }
    private mutating func peer() -> Thing { Circle.peer(number(0...1), of: number(0...2)) }
    private mutating func area() -> Thing { Circle.area(number(0...1), of: number(0...1)) }
    private mutating func service() -> Thing { Circle.service(number(0...1), of: number(0...1)) }
    private mutating func key() -> PublicKey { Circle.key(number(0...2)) }
    private mutating func person() -> String { chance(60) ? "anna" : "berta" }

    /// Chains rather than stars, so that cuts in the middle matter.
    private mutating func admissions() {
        for node in 1..<Self.nodes where chance(85) {
            statements.admit(node, by: number(max(0, node - 2)...node - 1), as: chance(80) ? .full : .guard)
        }
    }

    private mutating func generation() -> UInt32 {
        chance(3) ? Generation.highest.number : UInt32(number(0...3))
    }

    private mutating func giving() -> Giving {
        switch number(1...10) {
        case 1...6: Circle.giving(generation())
        case 7, 8: Circle.giving(generation(), by: .operatorAt(Circle.node(node())))
        default: Circle.giving(generation(), by: .peer(peer()))
        }
    }

    private mutating func statement() {
        switch number(1...20) {
        case 1...7: statements.give(peer(), by: node(), version: version(), peerBody())
        case 8: statements.give(area(), by: node(), version: version(), areaBody())
        case 9: statements.give(service(), by: node(), version: version(), serviceBody())
        case 10: statements.give(token(), by: node(), version: version(), tokenBody())
        case 11: statements.admit(node(), by: node(), as: chance(70) ? .full : .guard)
        case 12, 13: statements.cut(node(), by: node(), keep: nodes())
        case 14: statements.dismiss(node(), by: node(), keep: nodes())
        case 15: statements.give(peer(), by: node(), version: version(), .notUnderstood)
        default: taking()
        }
    }

    private mutating func version() -> UInt64 { UInt64(number(0...3)) }
    private mutating func token() -> Thing { Circle.token(number(0...1), of: number(0...2)) }

    private mutating func peerBody() -> RecordBody {
        let keys = (0..<number(0...2)).map { _ in KeyEntry(key(), chance(50) ? .plainHTTP : .secure, giving()) }
        let scopes = (0..<number(0...2)).map { _ in ScopeEntry(chance(50) ? .view : .invite, giving()) }
        let areas = (0..<number(0...2)).map { _ in LinkEntry(area(), giving()) }
        return Circle.person(person(), giving(), keys: keys, scopes: scopes, areas: areas)
    }

    private mutating func areaBody() -> RecordBody {
        let services = (0..<number(0...2)).map { _ in LinkEntry(service(), giving()) }
        return .area(AreaBody(name: Circle.name("Home"), giving: giving(), services: services))
    }

    private mutating func serviceBody() -> RecordBody {
        .service(ServiceBody(name: Circle.name("Photos"), url: "http://photos.lan", giving: giving()))
    }

    private mutating func tokenBody() -> RecordBody {
        .token(
            TokenBody(
                kind: .bearer, name: Circle.name("script"), hash: SecretHash(Circle.octets(UInt8(number(150...152)))),
                peer: peer(), issuedAt: Circle.now, until: nil, giving: giving()))
    }

    private mutating func taking() {
        let (author, generation) = (node(), generation())
        switch number(1...9) {
        case 1: statements.take(.end, .init(peer()), by: author)
        case 2: statements.take(.withdraw, .init(token()), by: author)
        case 3: statements.take(.block, .key(key()), by: author, generation)
        case 4: statements.take(.endPerson, .person(Circle.folded(person())), by: author, generation)
        case 5: statements.take(.scope, .scope(chance(50) ? .view : .invite, of: peer()), by: author, generation)
        case 6: statements.take(.area, .area(area(), of: peer()), by: author, generation)
        case 7: statements.take(.disable, .init(area()), by: author, generation)
        case 8: statements.take(.contain, .service(service(), of: area()), by: author, generation)
        default: statements.take(Taking.Kind(rawValue: 99), .init(peer()), by: author)
        }
    }
}
