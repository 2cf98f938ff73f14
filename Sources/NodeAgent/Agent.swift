import Credentials
public import Discovery
import Glibc
import HTTPServer
public import PairingCore
public import Registry
import SQLiteStore

/// A running node: the store, the listeners and the jobs, held together.
public final class Agent: Sendable {
    private let lock: StoreLock
    private let repository: SQLiteRepository
    private let server: Server
    private let settings: AgentSettings
    private let deliveries = Deliveries()
    /// Where it can be reached: `192.168.1.20:6969`.
    public let authority: String
    /// Other addresses that a phone might reach.
    public let otherAddresses: [String]

    public enum StartFailure: Error {
        case store(StorageFailure)
        case address(NoAddress)
        case identity(String)
        case listening(String)
    }

    public init(_ settings: AgentSettings, holder: String) throws(StartFailure) {
        self.settings = settings
        let files = StoreFiles(folder: settings.stateFolder)
        let choice: AddressChoice
        do throws(NoAddress) {
            choice = try chooseAddress(
                from: InterfaceAddress.ofThisMachine(), defaultRouteInterface: DefaultRoute.interface(),
                wish: settings.address)
        } catch { throw .address(error) }
        do throws(StorageFailure) {
            lock = try StoreLock(files, holder: holder)
            repository = try Store.open(files, now: Clock.now())
        } catch { throw .store(error) }
        let key: SigningKey
        do throws(Identity.Failure) { key = try Identity.load(from: settings.stateFolder) } catch {
            throw .identity(error.text)
        }
        let node = NodeID(keyHash: SecretHash(SHA256.hash(key.publicKey.octets.bytes)))
        do throws(StorageFailure) {
            _ = try repository.write { transaction throws(StorageFailure) in try transaction.setThisNode(node) }
        } catch { throw .store(error) }

        let operations = Operations(repository: repository, limits: settings.limits, deliveries: deliveries)
        let joinHost = JoinHost()
        var serverLimits = Server.Limits()
        serverLimits.connections = settings.limits.connections
        serverLimits.connectionsOfAnAddress = settings.limits.connectionsOfAnAddress
        serverLimits.message.head = settings.limits.headBytes
        serverLimits.message.body = settings.limits.bodyBytes
        serverLimits.patience = settings.limits.slowRequest
        serverLimits.idle = settings.limits.idleConnection
        Descriptors.fit(connections: serverLimits.connections)
        server = Server(limits: serverLimits) { request, connection, reply in
            operations.answer(request, from: connection, joinHost: joinHost.value, reply: reply)
        }
        do {
            let port = try server.listen(port: settings.port)
            authority = choice.chosen.authority(port: port)
            otherAddresses = choice.others.map { $0.authority(port: port) }
            joinHost.set(authority)
            try makeFolder(ofSocket: settings.controlSocket)
            try server.listen(unix: settings.controlSocket)
        } catch {
            _ = server.stop()
            throw (error as? StartFailure) ?? .listening("\(error)")
        }
    }

    /// One round of the jobs: ends what ran out, purges what is old, makes the backup of the day. One that fails is tried
    /// again in the next round.
    public func runJobs() {
        let (limits, now) = (settings.limits, Clock.now())
        do throws(StorageFailure) {
            _ = try repository.write { transaction throws(StorageFailure) in
                try transaction.clean(now: now, limits: limits)
            }
            let files = StoreFiles(folder: settings.stateFolder)
            _ = try Backup.makeDaily(files, keep: limits.backupsKept, now: now)
        } catch {
            Log.error(error.description)
        }
    }

    /// Whether the device of this pairing has been told that it is in.
    public func hasDelivered(_ pairing: PairingID) -> Bool { deliveries.includes(pairing) }

    /// Ends what runs, then closes the store.
    public func stop() {
        _ = server.stop()
        repository.close()
    }
}

/// By hand there is no systemd to make the runtime folder.
private func makeFolder(ofSocket path: String) throws {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard unsafe mkdir(folder, 0o755) != 0, errno != EEXIST else { return }
    throw Agent.StartFailure.listening("\(folder) cannot be made: \(unsafe String(cString: strerror(errno)))")
}

extension InterfaceAddress {
    fileprivate func authority(port: UInt16) -> String { isV4 ? "\(text):\(port)" : "[\(text)]:\(port)" }
}
