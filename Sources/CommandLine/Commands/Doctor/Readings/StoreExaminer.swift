import API
import Agent
import Console
import Core
import Glibc
import JSON
import Store
import System

/// The state folder, read as its owner. Opens nothing for writing.
struct StoreExaminer {
    private let places: Places
    private let agent: AgentReading
    private var folder: String { places.stateFolder }

    init(_ places: Places, _ agent: AgentReading) {
        self.places = places
        self.agent = agent
    }

    /// And the paired devices, as far as they can be read.
    var result: (findings: [Finding], devices: [PairedDevice]) {
        let rights = rights?.findings ?? []
        let state = rights.isEmpty ? state : .absent
        let database = rights.isEmpty ? DatabaseReading(file: places.store.place, state: state).findings : []
        var (trusted, peers, devices): (Moment?, Int64, [ExaminedDevice]) = (nil, 0, [])
        var lost: LostIdentity?
        if case .healthy(let examination) = state {
            (trusted, peers) = (examination.trustedTime, examination.livePeers)
            devices = examination.devices
            lost = examination.node.flatMap { LostIdentity.find(of: $0, in: folder) }
        }
        if agent.answers {
            trusted = agent.status.moment("trusted_time")
            peers = (agent.status["store"]?.object ?? [:])["live_peers"]?.integer ?? 0
        }
        let now = SystemClock.now()
        let clock = ClockReading(
            wall: agent.status.moment("now") ?? now, trusted: trusted, isTrustedTimeRunning: agent.answers)
        let copies = CopiesReading(
            now: agent.status.moment("now") ?? now,
            lastBackup: (agent.status["store"]?.object ?? [:]).moment("last_backup_at"),
            uptime: agent.status["uptime_seconds"]?.integer.map { .seconds($0) }, livePeers: peers,
            hasIdentityCopy: hasIdentityCopy, lostIdentity: lost, stateFolder: folder)
        let paired = devices.filter { !$0.expiresAt.isOver(at: now) }.map {
            PairedDevice(name: $0.name.cleaned, addresses: $0.nodeAddresses)
        }
        return (rights + database + clock.findings + copies.findings, paired)
    }

    /// In bytes. A key file is much smaller.
    private static let longestKey = 4_096

    /// A file with this name may be the key of another node.
    private var hasIdentityCopy: Bool {
        let place = places.store.backupPlace
        let names = (try? Files.names(in: place, followingLinks: false)) ?? []
        guard let key = try? Files.read("\(folder)/identity.key", atMost: Self.longestKey), !key.isEmpty else {
            return false
        }
        return names.contains { name in
            name.contains("identity") && (try? Files.read("\(place)/\(name)", atMost: Self.longestKey)) == key
        }
    }

    private var rights: RightsReading? {
        guard let status = try? Files.status(folder, followingLinks: true), status.owner == geteuid() else {
            return nil
        }
        let files = ["kith.db", "kith.db-wal", "kith.db-shm", "identity.key", "kith.lock"].compactMap { name in
            (try? Files.status("\(folder)/\(name)", followingLinks: false)).flatMap { file in
                file.kind == .file
                    ? RightsReading.File(path: "\(folder)/\(name)", owner: file.owner, mode: file.mode) : nil
            }
        }
        return RightsReading(
            folder: .init(path: folder, owner: status.owner, mode: status.mode), files: files)
    }

    private var state: DatabaseReading.State {
        do throws(SystemError) { _ = try Files.status(places.store.place, followingLinks: false) } catch {
            return error.code == EACCES ? .notReadable : hasMoved ?? .absent
        }
        do throws(StorageFailure) { return .healthy(try places.store.examine()) } catch {
            // Another process holds it for a moment.
            return error.kind == .busy ? .notReadable : .failed(error)
        }
    }

    private var hasMoved: DatabaseReading.State? {
        guard Files.exists(folder + "/moved") else { return nil }
        do throws(StorageFailure) { _ = try places.store.examine() } catch {
            return error.kind == .moved ? .failed(error) : nil
        }
        return nil
    }
}
