import Testing

@testable import Mesh

@Suite struct AllowanceTests {
    @Test func aFewAtOnceThenOneInEachInterval() {
        var allowance = Allowance(3, then: .seconds(10), at: .zero)
        var used: [Bool] = []
        for _ in 0..<5 { used.append(allowance.use(at: .seconds(100))) }
        #expect(used == [true, true, true, false, false])
        #expect(allowance.nextAt(.seconds(100)) == .seconds(110))
        used = []
        for time: Duration in [.milliseconds(109_999), .seconds(110), .seconds(110)] {
            used.append(allowance.use(at: time))
        }
        #expect(used == [false, true, false])
        // Never more than at first, however long nothing was used.
        used = []
        for _ in 0..<5 { used.append(allowance.use(at: .seconds(1_000))) }
        #expect(used == [true, true, true, false, false])
    }
}
