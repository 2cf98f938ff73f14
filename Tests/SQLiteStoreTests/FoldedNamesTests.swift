import Core
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// What a store holds that an older kith wrote, which compared names in another form.
struct FoldedNamesTests {
    private func store(with names: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open(signing: false)
        for name in names {
            var device = Device.fresh()
            device.name = Name(trusted: name)
            _ = try play.admit(device, PairingTerms(person: Name(trusted: "of " + name)))
        }
        repository.close()
        return folder
    }

    private func peer(_ repository: SQLiteRepository, _ name: String) throws -> Name? {
        try repository.read { store throws(StorageFailure) in
            try store.livePeer(named: Name(trusted: name))?.name
        }
    }

    @Test func namesAreFoundAfterTheFormHasChanged() throws {
        let folder = try store(with: ["Opé", "Attic  phone", "Plain"])
        try folder.files.connect().execute(
            "UPDATE peers SET name_folded = 'old ' || name; UPDATE persons SET name_folded = 'old ' || name")
        let (repository, _) = try folder.files.open(signing: false)
        defer { repository.close() }
        #expect(try peer(repository, "ope\u{301}")?.text == "Opé")
        #expect(try peer(repository, "attic phone")?.text == "Attic  phone")
        #expect(try peer(repository, "plain")?.text == "Plain")
        let anna = try repository.read { store throws(StorageFailure) in
            try store.livePeers(of: Name(trusted: "OF OPÉ"))
        }
        #expect(anna.count == 1)
    }

    /// Both devices stay, and the start does not fail. A person is one.
    @Test func twoNamesThatBecomeTheSame() throws {
        let folder = try store(with: ["Tablet", "iPhone"])
        try folder.files.connect().execute(
            """
            UPDATE peers SET name = 'op' || char(0xE9), name_folded = 'one' WHERE name = 'Tablet';
            UPDATE peers SET name = 'ope' || char(0x301), name_folded = 'other' WHERE name = 'iPhone';
            UPDATE persons SET name = 'Zo' || char(0xEB), name_folded = 'p1' WHERE name = 'of Tablet';
            UPDATE persons SET name = 'Zoe' || char(0x308), name_folded = 'p2' WHERE name = 'of iPhone';
            """)
        let (repository, _) = try folder.files.open(signing: false)
        let peers = try repository.read { store throws(StorageFailure) in
            try store.peers(after: nil, limit: 9, all: false)
        }
        #expect(Set(peers.map { $0.name.text.unicodeScalars.count }) == [3, 4], "both names stay as they are")
        let zoe = try repository.read { store throws(StorageFailure) in
            try store.livePeers(of: Name(trusted: "zoë"))
        }
        #expect(Set(zoe) == Set(peers.map(\.id)))
        let holder = try repository.read { store throws(StorageFailure) in
            try store.livePeer(named: Name(trusted: "OPÉ"))
        }
        let first = try #require(holder?.id)
        let second = try #require(peers.map(\.id).first { $0 != first })
        let results = try repository.write { store throws(StorageFailure) in
            let (same, other) = (Name(trusted: "OPÉ"), Name(trusted: "Other"))
            return [
                try store.renamePeer(first, to: same, by: .nodeOperator, now: .start),
                try store.renamePeer(second, to: same, by: .nodeOperator, now: .start),
                try store.renamePeer(second, to: other, by: .nodeOperator, now: .start),
            ]
        }.result
        #expect(results == [nil, .field(FieldRejection(field: "name", problem: .taken)), nil])
        repository.close()
        try folder.files.open(signing: false).repository.close()
        try checkWhole(folder.files)
    }

    @Test func areas() throws {
        let folder = try TemporaryFolder()
        try folder.files.open(signing: false).repository.close()
        try folder.files.connect().execute(
            "INSERT INTO areas (id, name, name_folded, node, seq) VALUES (1, 'Caf' || char(0xE9), 'x', 1, 1)")
        try folder.files.open(signing: false).repository.close()
        #expect(try folder.files.connect().texts("SELECT name_folded FROM areas") == ["café"])
    }
}
