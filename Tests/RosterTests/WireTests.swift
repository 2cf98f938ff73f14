import Core
import Roster
import Testing

/// Statements as other nodes send them: bytes that an evil node may have made.
@Suite struct WireTests {
    private let record = Record(
        circle: Circle.id, author: Circle.node(0), thing: Circle.peer(0), version: Version(7)!,
        body: Circle.person(
            keys: [KeyEntry(Circle.key(0), .secure, place: "http://192.168.1.20:6969", Circle.giving(3))],
            scopes: [ScopeEntry(.use, until: Circle.now, Circle.giving(by: .peer(Circle.peer(1, of: 2))))],
            areas: [LinkEntry(Circle.area(0, of: 1), Circle.giving(by: .operatorAt(Circle.node(3))))]))

    private let taking = Taking(
        circle: Circle.id, author: Circle.node(1), kind: .cut, target: .init(.node(Circle.node(2))),
        at: Circle.now, by: .peer(Circle.peer(0)), batch: 9, keep: [Circle.node(3)])

    @Test func everyPartSurvives() throws {
        #expect(try Record(bytes: record.bytes) == record)
        #expect(try Taking(bytes: taking.bytes) == taking)
    }

    /// A body that is cut off anywhere is not understood, and the record is still kept; a header is refused.
    @Test func nothingTraps() throws {
        let header = 1 + 32 + 32 + 41 + 8
        for count in 0..<record.bytes.count {
            let read = try? Record(bytes: Array(record.bytes.prefix(count)))
            #expect((read != nil) == (count >= header), "\(count) bytes")
            #expect(read.map { $0.body == .notUnderstood } ?? true, "\(count) bytes")
        }
        for count in 0..<taking.bytes.count {
            #expect(throws: StatementFault.self, "\(count) bytes") {
                try Taking(bytes: Array(taking.bytes.prefix(count)))
            }
        }
        for bytes in [record.bytes, taking.bytes] {
            for place in bytes.indices {
                var changed = bytes
                for value: UInt8 in [0, 1, 127, 128, 255] {
                    changed[place] = value
                    _ = try? Record(bytes: changed)
                    _ = try? Taking(bytes: changed)
                }
            }
        }
    }

    @Test func moreThanIsUnderstoodGivesNothing() throws {
        let later = try Record(bytes: record.bytes + [0])
        #expect(later.body == .notUnderstood)
        #expect(later.version == record.version)
        var form = record.bytes
        form[1 + 32 + 32 + 41 + 8] = 2
        #expect(try Record(bytes: form).body == .notUnderstood)
    }

    @Test func limits() {
        #expect(throws: StatementFault.tooLong) {
            try Record(bytes: record.bytes + [UInt8](repeating: 0, count: 8_192))
        }
        #expect(throws: StatementFault.tooLong) { try Taking(bytes: [UInt8](repeating: 1, count: 4_097)) }
        #expect(throws: StatementFault.unknownFormat) { try Record(bytes: [2]) }
        #expect(throws: StatementFault.unknownFormat) { try Taking(bytes: []) }
    }

    /// A full area and a peer in as many areas as it can be fit into a record, also if a peer of another node gave the parts.
    @Test func theLargestThingsFit() throws {
        let by = Giver.peer(Circle.peer(0, of: 3))
        let services = (0..<Limits.servicesOfAnArea).map {
            LinkEntry(Circle.service($0, of: $0 % 5), Circle.giving(by: by))
        }
        let area = Record(
            circle: Circle.id, author: Circle.node(0), thing: Circle.area(0), version: Version(1)!,
            body: .area(AreaBody(name: Circle.name("Home"), giving: Circle.giving(by: by), services: services)))
        #expect(try Record(bytes: area.bytes) == area)
        let areas = (0..<Limits.areasOfAPeer).map { LinkEntry(Circle.area($0, of: $0), Circle.giving(by: by)) }
        let peer = Record(
            circle: Circle.id, author: Circle.node(0), thing: Circle.peer(0), version: Version(1)!,
            body: Circle.person(areas: areas))
        #expect(try Record(bytes: peer.bytes) == peer)
    }

    @Test func onlyANodeSaysWhatItIs() {
        let body = RecordBody.node(NodeBody(name: Circle.name("cedar"), stays: true, mark: "7K"))
        let own = Record(
            circle: Circle.id, author: Circle.node(1), thing: .node(Circle.node(1)), version: Version(1)!, body: body)
        #expect((try? Record(bytes: own.bytes)) == own)
        let foreign = Record(
            circle: Circle.id, author: Circle.node(2), thing: .node(Circle.node(1)), version: Version(1)!, body: body)
        #expect(throws: StatementFault.notItsAuthor) { try Record(bytes: foreign.bytes) }
    }

    @Test func takingsFitTheirKind() throws {
        func read(_ kind: Taking.Kind, _ target: Taking.Target, keep: [NodeKey] = []) throws -> Taking {
            let taking = Taking(
                circle: Circle.id, author: Circle.node(0), kind: kind, target: target, at: Circle.now, keep: keep)
            return try Taking(bytes: taking.bytes)
        }
        _ = try read(.end, .init(Circle.peer(0)))
        _ = try read(.contain, .service(Circle.service(0), of: Circle.area(0)))
        _ = try read(.scope, .init(Circle.peer(0), detail: Array("a scope of a later kith".utf8)))
        // A later kith may take in other ways.
        _ = try read(Taking.Kind(rawValue: 44), .init(Circle.area(0), detail: [1, 2, 3]))
        for (kind, target) in [
            (.end, .init(Circle.area(0))), (.cut, .init(Circle.peer(0))), (.block, .init(Circle.peer(0))),
            (.endPerson, .person([])), (.scope, .init(Circle.peer(0))), (.area, .init(Circle.peer(0), detail: [1])),
        ] as [(Taking.Kind, Taking.Target)] {
            #expect(throws: StatementFault.malformed) { try read(kind, target) }
        }
        #expect(throws: StatementFault.malformed) { try read(.end, .init(Circle.peer(0)), keep: [Circle.node(1)]) }
    }
}
