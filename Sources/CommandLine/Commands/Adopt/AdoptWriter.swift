import Agent
import Console
import Core
import Store
import System

/// Stores the node with the rights of the service's user. Believes nothing of what the reader sends.
struct AdoptWriter: ~Copyable {
    private let places: Places
    private let pipe: AdoptPipe

    init(_ places: Places, from pipe: consuming AdoptPipe) {
        self.places = places
        self.pipe = pipe
    }

    func run() throws(CommandFailure) -> String {
        guard let identity = NodeIdentity(bytes: try pipe.read(NodeIdentity.byteCount)) else {
            throw CommandFailure(.failed, "The old folder holds no identity key. Nothing was moved.")
        }
        let peers = try readPeers()
        var report = AdoptReport()
        report.node = identity.node.description
        guard try !hasSame(identity, peers) else {
            try pipe.send(.isThere)
            report.wasThere = true
            return report.text
        }
        let lock = try takeLock()
        defer { withExtendedLifetime(lock) {} }
        // An adoption that was killed in its last step ends when the lock is taken.
        guard try !hasSame(identity, peers) else {
            try pipe.send(.isThere)
            report.wasThere = true
            return report.text
        }
        try refusePeers()
        try pipe.send(.sendDatabase)
        let done = try store(identity)
        try? pipe.send(.isStored)
        report.devices = done.livePeers
        report.kept = [done.replaced, done.replacedIdentity].compactMap { $0 }
        return report.text
    }

    private func readPeers() throws(CommandFailure) -> [Int64] {
        let count = try pipe.readSize(patience: AdoptPipe.patience)
        guard (0...Int64(OldStore.mostPeers)).contains(count) else {
            throw CommandFailure(.failed, "The old node has \(count) devices. Nothing was moved.")
        }
        var peers: [Int64] = []
        for _ in 0..<count { peers.append(try pipe.readSize(patience: AdoptPipe.patience)) }
        return peers
    }

    /// The key says which node it is, and the devices say that its database came with it.
    private func hasSame(_ identity: NodeIdentity, _ peers: [Int64]) throws(CommandFailure) -> Bool {
        do throws(NodeIdentity.Failure) {
            guard try NodeIdentity.find(in: places.stateFolder)?.isSame(as: identity) == true else { return false }
        } catch { throw CommandFailure(.failed, error.text) }
        let settings = places.settings
        return try failing { () throws(StorageFailure) in try settings.hasPeers(peers) }
    }

    private func refusePeers() throws(CommandFailure) {
        let settings = places.settings
        let count = try failing { () throws(StorageFailure) in try settings.countLivePeers() }
        guard count > 0 else { return }
        throw CommandFailure(
            .refused,
            """
            The service's node has \(count) device\(count == 1 ? "" : "s"). 'kith adopt' would replace that node, and \
            they would have to pair again. Nothing was moved. Either pair the other devices with the service (sudo kith pair), \
            or revoke those that it has (sudo kith peers, sudo kith peers revoke NAME).
            """)
    }

    /// A service that runs and has peers cannot be replaced, stopped or not: that is said first.
    private func takeLock() throws(CommandFailure) -> any StoreHold {
        do throws(StorageFailure) { return try places.store.lock(holder: "kith adopt") } catch {
            guard error.kind == .locked else { throw CommandFailure(error) }
            try refusePeers()
            throw CommandFailure(
                .refused,
                """
                \(places.stateFolder) of the service: \(error.cause). Nothing was moved. Stop it with its sockets, because the next \
                connection to a socket starts it again:
                  sudo systemctl stop kith.socket kith-control.socket kith.service
                Then run 'kith adopt' again, and start the service: sudo systemctl start kith
                """)
        }
    }

    private func store(_ identity: NodeIdentity) throws(CommandFailure) -> AdoptionReport {
        let arriving: ArrivingStore
        do throws(StorageFailure) { arriving = try ArrivingStore(places.settings) } catch {
            throw Self.notStored(error)
        }
        // The old folder's owner can slow the reader down, and no agent of the service starts meanwhile.
        let end = ContinuousClock.now + AdoptPipe.patienceForDatabase
        var left = try pipe.readSize(patience: AdoptPipe.patienceForDatabase)
        guard (1...ArrivingStore.longest).contains(left) else {
            throw CommandFailure(.failed, "The copy of the old database has \(left) bytes. Nothing was moved.")
        }
        while left > 0 {
            let patience = max(.zero, min(AdoptPipe.patience, end - ContinuousClock.now))
            let part = try pipe.read(Int(min(left, 1 << 16)), patience: patience)
            do throws(StorageFailure) { try arriving.write(part) } catch { throw Self.notStored(error) }
            left -= Int64(part.count)
        }
        do throws(StorageFailure) { return try arriving.replace(identity: identity, now: SystemClock.now()) } catch {
            throw Self.notStored(error)
        }
    }

    private static func notStored(_ failure: StorageFailure) -> CommandFailure {
        CommandFailure(.failed, "\(failure.description). The service's node is as it was.")
    }
}
