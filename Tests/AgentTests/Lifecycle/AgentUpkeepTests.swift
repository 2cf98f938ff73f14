import Core
import Settings
import Testing

@testable import Agent

struct AgentUpkeepTests {
    @Test func theJobsBeginOnceAMinute() throws {
        let folder = try TemporaryState()
        var settings = AgentSettings(stateFolder: folder.path, controlSocket: folder.path + "/control.sock")
        settings.port = 0
        settings.address = .address([127, 0, 0, 1])
        let agent = try Agent(settings, holder: "a test")
        defer { agent.stop() }
        let start = ContinuousClock.now
        var upkeep = AgentUpkeep(agent, firstJobs: start + .seconds(60))
        let times = [0, 59, 60, 61, 119, 120, 500, 501]
        let begun = times.filter { upkeep.turn(at: start + .seconds($0)) }
        #expect(begun == [60, 120, 500])
        #expect(upkeep.nextJobs == start + .seconds(560))
    }
}
