import Core
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// What a peer and a permission cost on the disk, over 10,000 of each, indexes left out.
struct SizeTests {
    @Test func bytesOfAPeer() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let count = 10_000
        try admit(count, play)
        repository.close()
        let connection = try folder.files.connect()
        let bytes = try ["peers", "permissions"].map { table in
            try connection.integer("SELECT sum(pgsize) FROM dbstat WHERE name = '\(table)'")
        }
        let permissions = try connection.integer("SELECT count(*) FROM permissions")
        print("bytes of a peer: \(bytes[0] / Int64(count)), of a permission: \(bytes[1] / permissions)")
        #expect(permissions == 10_000)
        #expect(bytes[0] / Int64(count) <= 300)
        #expect(bytes[1] / permissions <= 150)
    }

    private func admit(_ count: Int, _ play: Rehearsal) throws {
        let devices = (0..<count).map { number in
            var device = Device.fresh()
            device.address = HostAddress("10.7.\(number / 256).\(number % 256)") ?? device.address
            return device
        }
        var limits = play.limits
        limits.livePeers = .max
        let (bound, waiting) = (limits, try play.connectMany(devices, PairingTerms(scopes: .view)))
        _ = try play.repository.write { store throws(StorageFailure) in
            for (id, pin) in waiting {
                let draw = RegistrationDraw(peer: fresh(), tokenHash: .fresh)
                _ = try store.verify(
                    id, VerifyAttempt(pin: pin), in: Surroundings(), draw: draw, now: .start, limits: bound)
            }
            return true
        }
    }
}
