import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// Files searched byte by byte: once a pairing is final, no secret that admits is in the database, its log or a
/// backup, not even one made while the pairing was open.
struct SecretsOnDiskTests {
    private struct Secrets {
        let description: String
        let patterns: [[UInt8]]

        init(_ description: String, _ secret: JoinSecret, _ ticket: ClaimTicket?) {
            self.description = description
            var patterns = [secret.octets.bytes, Array(secret.text.utf8)]
            if let ticket {
                let claim = ticket.claim
                patterns += [claim.octets.bytes, Array(claim.text.utf8), Array(ticket.pin.digits.utf8)]
                // In a row, the PIN is right before the claim, as three bytes.
                let pin = ticket.pin.value
                patterns.append(
                    [UInt8(pin >> 16), UInt8(pin >> 8 & 255), UInt8(pin & 255)] + claim.octets.bytes.prefix(2))
            }
            self.patterns = patterns
        }
    }

    @Test func nothingIsLeft() throws {
        let folder = try TemporaryFolder()
        var (repository, play) = try folder.files.open()
        play.limits.openPairings = .max
        play.limits.livePeers = .max
        var secrets: [Secrets] = []
        for round in 0..<40 {
            let (started, ticket) = try play.connect(.fresh())
            secrets.append(Secrets("round \(round)", started.secret, ticket))
            if round % 10 == 3 { try checkFound(secrets.suffix(1), in: folder) }
            if round % 10 == 5 { _ = try Backup.make(folder.files, .daily, now: .start + .seconds(Int64(round))) }
            switch round % 4 {
            case 0, 1: _ = try play.verify(started.id, ticket.pin)
            case 2:
                _ = try repository.write { store throws(StorageFailure) in try store.cancel(started.id, now: .start) }
            default: _ = try play.verify(started.id, ticket.pin, at: .start + .hours(2))
            }
        }
        try waitUntilWiped(folder)
        try checkGone(secrets, in: folder)
        repository.close()
        try checkGone(secrets, in: folder)
    }

    /// A process that is killed leaves its log behind; the next one wipes it when it starts.
    @Test func afterAKill() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        // As long as somebody reads the old state, the log cannot be cut.
        let reading = try folder.files.connect()
        try reading.execute("BEGIN; SELECT count(*) FROM peers")
        let (started, ticket) = try play.connect(.fresh())
        _ = try play.verify(started.id, ticket.pin)
        let killed = try folder.copy()
        try reading.execute("COMMIT")
        repository.close()
        let secrets = Secrets("killed", started.secret, ticket)
        #expect(contains(try files(killed).flatMap(\.bytes), secrets.patterns[0]))
        let (next, _) = try killed.files.open()
        try waitUntilWiped(killed)
        try checkGone([secrets], in: killed)
        next.close()
    }

    /// The search itself finds what is there: an open pairing's secret is in the log.
    private func checkFound(_ secrets: ArraySlice<Secrets>, in folder: TemporaryFolder) throws {
        let bytes = try files(folder).flatMap(\.bytes)
        for secret in secrets { #expect(contains(bytes, secret.patterns[0]), "\(secret.description)") }
    }

    private func checkGone(_ secrets: [Secrets], in folder: TemporaryFolder) throws {
        for file in try files(folder) {
            for secret in secrets {
                for (number, pattern) in secret.patterns.enumerated() {
                    #expect(
                        !contains(file.bytes, pattern), "pattern \(number) of \(secret.description) in \(file.name)")
                }
            }
        }
    }

    /// The log is cut in a quiet moment, at the latest a second after.
    private func waitUntilWiped(_ folder: TemporaryFolder) throws {
        for _ in 0..<300 {
            let size = try FileManager.default.attributesOfItem(atPath: folder.files.database + "-wal")[.size] as? Int
            if size == 0 { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
        Issue.record("the log was never cut")
    }

    private func files(_ folder: TemporaryFolder) throws -> [(name: String, bytes: [UInt8])] {
        let manager = FileManager.default
        let names = try manager.subpathsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix("-shm") }
        #expect(names.contains("kith.db"))
        return names.map { ($0, Array(manager.contents(atPath: folder.path + "/" + $0) ?? Data())) }
    }

    private func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        Data(bytes).range(of: Data(pattern)) != nil
    }
}
