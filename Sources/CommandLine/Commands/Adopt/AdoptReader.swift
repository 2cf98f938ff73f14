import Agent
import Console
import Glibc
import Store
import System

/// Reads the old folder with the rights of its owner, and marks it once the node is stored elsewhere. Holds the folder's
/// lock all the time.
struct AdoptReader: ~Copyable {
    private let folder: String
    private let target: String
    private let store: OldStore
    private let pipe: AdoptPipe

    init(_ folder: String, for target: String, to pipe: consuming AdoptPipe) {
        (self.folder, self.target) = (folder, target)
        store = OldStore(folder: folder)
        self.pipe = pipe
    }

    func run() throws(CommandFailure) -> String {
        let store = store
        let target = target
        try failing { () throws(StorageFailure) in try store.check() }
        let lock = try takeLock()
        defer { withExtendedLifetime(lock) {} }
        let identity = try readIdentity()
        let peers = try failing { () throws(StorageFailure) in try store.livePeers() }
        try pipe.send(identity.bytes)
        try pipe.send(size: Int64(peers.count))
        for peer in peers { try pipe.send(size: peer) }
        let answer = try pipe.readAnswer()
        try failing { () throws(StorageFailure) in try store.prepareMark(movedTo: target, now: SystemClock.now()) }
        do throws(CommandFailure) {
            if answer == .sendDatabase { try sendDatabase() }
        } catch {
            store.removePreparedMark()
            throw error
        }
        try failing { () throws(StorageFailure) in try store.mark() }
        return ""
    }

    private func takeLock() throws(CommandFailure) -> any StoreHold {
        do throws(StorageFailure) { return try store.lock() } catch {
            guard error.kind == .locked else { throw CommandFailure(error) }
            throw CommandFailure(
                .refused,
                """
                \(folder): \(error.cause). Stop it (Ctrl-C in its terminal), then run \
                'kith adopt' again.
                """)
        }
    }

    private func readIdentity() throws(CommandFailure) -> NodeIdentity {
        let found: NodeIdentity?
        do throws(NodeIdentity.Failure) { found = try NodeIdentity.find(in: folder) } catch {
            throw CommandFailure(.failed, error.text)
        }
        guard let found else {
            throw CommandFailure(.failed, "\(folder)/identity.key is gone. Run 'kith adopt' again.")
        }
        return found
    }

    private func sendDatabase() throws(CommandFailure) {
        let copy: Descriptor
        do throws(StorageFailure) { copy = try store.copy(now: SystemClock.now()) } catch {
            throw CommandFailure(error)
        }
        do throws(SystemError) {
            let size = try copy.status().bytes
            do throws(CommandFailure) {
                try pipe.send(size: size)
            } catch { throw SystemError(EPIPE) }
            while true {
                let part = try copy.read(atMost: 1 << 16)
                guard !part.isEmpty else { break }
                do throws(CommandFailure) { try pipe.send(part) } catch { throw SystemError(EPIPE) }
            }
        } catch {
            throw CommandFailure(.failed, error.code == EPIPE ? "" : "The backup cannot be read: \(error.text).")
        }
        guard try pipe.readAnswer(patience: AdoptPipe.patienceForDatabase) == .isStored else {
            throw CommandFailure(.failed, "")
        }
    }
}
