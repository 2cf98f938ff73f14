import API
import Core
import Glibc
import Testing

struct FactTests {
    @Test(arguments: Kind.allCases) func everyKindAsExpected(_ kind: Kind) throws {
        try check(kind.row)
        let fact = try #require(kind.fact)
        #expect(fact.kind == kind)
        #expect(fact.at == kind.at)
    }

    @Test(arguments: EventRow.variants) func withAllThatMayBeMissing(_ row: EventRow) throws { try check(row) }

    private func check(_ row: EventRow) throws {
        let details = try #require(row.fact).details
        #expect(details.type == row.type)
        #expect(details.audience == row.audience)
        #expect(details.subject == row.subject)
        #expect(details.pairing == row.pairing)
        #expect(details.changesPeers == row.changesPeers)
        #expect(details.ended == row.ended)
        #expect(EventJSON.data(of: details) == row.data)
        #expect(!details.type.isOfTheStream)
    }

    @Test func everyTypeIsAFactOrOfTheStream() {
        let told = Set(Kind.allCases.compactMap { $0.fact?.type })
        // For every reader, a token that was withdrawn is revoked. Two more facts update an area, and one removes it.
        #expect(told.count == Kind.allCases.count - 4)
        #expect(Set(EventType.allCases).subtracting(told) == [.connected, .resync])
        #expect(EventType.allCases.filter(\.isOfTheStream) == [.connected, .resync])
    }

    @Test func words() {
        #expect(RevocationReason.allCases.map(\.rawValue) == ["revoked", "left", "expired", "replaced"])
        #expect(PairingCompleted.Way.allCases.map(\.rawValue) == ["new_peer", "known_key", "key_added"])
        #expect(PairingFailure.Reason.allCases.map(\.rawValue) == ["too_many_attempts", "cancelled", "expired"])
        #expect(ConflictAnswer.allCases.map(\.rawValue) == ["same_device", "keep_both"])
        #expect(
            PairingState.Name.allCases.map(\.rawValue)
                == ["token_created", "device_connected", "pin_verified", "device_registered", "failed"])
    }

    /// The table of types in docs/events.md: the names in the first and in the second column of each row.
    private func documented() throws -> [(types: [String], fields: Set<String>)] {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        let file = unsafe open(root + "/docs/events.md", O_RDONLY)
        try #require(file >= 0, "there is no docs/events.md")
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256 * 1_024)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        let start = try #require(lines.firstIndex(of: "| type | `data` |"), "there is no table of types")
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            let columns = line.split(separator: "|")
            func names(_ column: Substring?) -> [String] {
                let parts = (column ?? "").split(separator: "`", omittingEmptySubsequences: false)
                return parts.indices.filter { !$0.isMultiple(of: 2) }.map { String(parts[$0]) }
            }
            return (names(columns.first), Set(names(columns.dropFirst().first)))
        }
    }

    /// A word that is in this table is never given up: programs know it.
    @Test func everyTypeIsInTheDocuments() throws {
        let rows = try documented()
        let types = EventType.allCases.filter { !$0.isOfTheStream }.map(\.rawValue)
        #expect(rows.flatMap(\.types).sorted() == types.sorted(), "the table of types in docs/events.md")
        for expected in Kind.allCases.map(\.row) + EventRow.variants {
            let details = try #require(expected.fact).details
            let row = try #require(rows.first { $0.types.contains(details.type.rawValue) })
            for field in details.fields {
                #expect(row.fields.contains(field.name), "docs/events.md: \(field.name) of \(details.type.rawValue)")
            }
        }
    }

    @Test func completedTellsOfWhatWasWritten() throws {
        guard case .pairingCompleted(let completed)? = Kind.pairingCompleted.fact else {
            Issue.record("no such fact")
            return
        }
        #expect(completed.pairing == Fixture.pairingID && completed.peer == Fixture.carol && completed.way == .newPeer)
    }
}
