import API
import Core
import JSON
import Store
import System

/// What `kith status` finds without asking the store: the checks of `kith doctor` that are quick.
struct StatusProblems {
    private let places: Places
    private let agent: AgentReading

    init(_ places: Places, _ agent: AgentReading) {
        self.places = places
        self.agent = agent
    }

    var findings: [Finding] {
        let status = agent.status
        let store = status["store"]?.object ?? [:]
        let folder = Files.folder(of: store["path"]?.string ?? places.store.place)
        let network = NetworkExamination(places, agent)
        let now = status.moment("now") ?? SystemClock.now()
        let copies = CopiesReading(
            now: now, lastBackup: store.moment("last_backup_at"),
            uptime: status["uptime_seconds"]?.integer.map { .seconds($0) }, livePeers: 0, hasIdentityCopy: true,
            stateFolder: folder)
        let clock = ClockReading(wall: now, trusted: status.moment("trusted_time"), isTrustedTimeRunning: true)
        return Findings.settled(
            DiskReading(folder: folder, space: try? DiskSpace(of: folder)).findings + network.reach + network.firewall
                + clock.findings + copies.findings + StatusReading(status: status).findings)
    }
}
