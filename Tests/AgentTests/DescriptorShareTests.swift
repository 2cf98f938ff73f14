import HTTPServer
import Testing

@testable import Agent

@Suite struct DescriptorShareTests {
    @Test(
        arguments: [
            // The default under the unit; a common hard limit; too low; tiny; absurd.
            (4_096, 131_072, 4_096, 256), (4_096, 524_288, 4_096, 256), (4_096, 4_496, 4_096, 256),
            (4_096, 4_495, 4_095, 256),
            (4_096, 1_024, 624, 256), (4_096, 800, 400, 256), (4_096, 256, 128, 82), (16, 256, 16, 82), (16, 0, 1, 1),
            (100_000, 2_147_483_647, 100_000, 256),
        ] as [(Int, UInt64, Int, Int)])
    func whatIsLeft(_ wanted: Int, _ hardLimit: UInt64, _ network: Int, _ unix: Int) {
        let share = DescriptorShare(connections: wanted, hardLimit: hardLimit)
        #expect(share.connections == network)
        #expect(share.connectionsOverUnix == unix)
        #expect(share.isReduced == (network < wanted))
    }

    /// Operators, and 36 of 100 of the reserve for everything that is no connection.
    @Test func theNetworkNeverTakesAll() {
        for hardLimit in UInt64(20)...2_000 {
            let share = DescriptorShare(connections: 100_000, hardLimit: hardLimit)
            let kept = Int(hardLimit) - share.connections - share.connectionsOverUnix
            #expect(kept >= min(144, Int(hardLimit) / 6), "\(hardLimit)")
        }
    }
}
