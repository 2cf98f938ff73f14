import Seeded
import Testing

@testable import MDNS

/// Long sequences, for what a single state does not show.
@Suite struct PublisherWalkTests {
    @Test func restsLongerEachTimeAndNotForEver() {
        var machine = Machine()
        _ = machine.take(.publish(.first))
        var rests: [Duration] = []
        for _ in 0..<8 {
            for case .rest(let time) in machine.take(.client(.failed(.noBus))) { rests.append(time) }
            #expect(machine.status == .waiting(.noBus))
            #expect(machine.take(.timeIsUp) == [.connect])
        }
        #expect(rests == [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
    }

    /// A bus that dies after all went well is not asked as rarely as one that was never there.
    @Test func successIsRemembered() {
        var machine = Machine(.registering(Machine.Plan.current.failed(9), collisions: 0))
        _ = machine.take(.group(.established))
        #expect(machine.take(.client(.failed(.noDaemon))) == [.disconnect, .rest(.seconds(1))])
    }

    @Test func keepsItsAlternativeNameWhenTheDaemonRestarts() {
        var machine = Machine(.published(.current))
        for input: Machine.Input in [.client(.failed(.noDaemon)), .timeIsUp, .client(.daemonIsAbsent)] {
            _ = machine.take(input)
        }
        #expect(machine.take(.client(.isRunning)) == [.announce(.first, name: "kith on alder #4")])
    }

    @Test func tiresOfCollisions() {
        var machine = Machine(.settling(.current))
        _ = machine.take(.client(.isRunning))
        for number in 1...Machine.mostCollisions {
            let effects = machine.take(.group(.collision(alternative: "n\(number)")))
            #expect(effects == [.announce(.first, name: "n\(number)")])
        }
        let last = machine.take(.group(.collision(alternative: "one more")))
        #expect(last == [.disconnect, .rest(Machine.longestRest)])
        #expect(machine.status == .waiting(.namesTaken))
        _ = machine.take(.timeIsUp)
        #expect(machine.take(.client(.isRunning)) == [.announce(.first, name: "kith on alder (000000)")])
    }

    /// Whatever comes in whatever order, effects fit the world that they meet.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func effectsFitTheWorld(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var world = World()
        var machine = Machine()
        for step in 0..<300 {
            guard let input = Self.inputs.randomElement(using: &random) else { return }
            for effect in machine.take(input) { world.meet(effect) }
            #expect(world.faults.isEmpty, "seed \(seed), step \(step): \(input)")
            #expect(world.fits(machine.state), "seed \(seed), step \(step): \(input), \(machine.state), \(world)")
        }
        for effect in machine.take(.stop) { world.meet(effect) }
        #expect(world.isClosed, "seed \(seed): \(world)")
    }

    private static let inputs: [Machine.Input] = [
        .publish(.first), .publish(.renamed), .publish(.onAnotherPort), .stop, .timeIsUp, .timeIsUp,
        .client(.isRunning), .client(.isRunning), .client(.hostNameIsOpen), .client(.daemonIsAbsent),
        .client(.failed(.noDaemon)), .group(.established), .group(.established), .group(.failed(.noDaemon)),
        .group(.collision(alternative: "another")),
    ]
}

/// The state outside: a client or none, an announcement or none.
private struct World {
    var hasClient = false
    var announced: (Advertisement, name: String)?
    var hasClock = false
    var faults: [String] = []

    var isClosed: Bool { !hasClient && announced == nil }

    mutating func meet(_ effect: Machine.Effect) {
        switch effect {
        case .connect:
            if hasClient { faults.append("a second client") }
            hasClient = true
        case .disconnect:
            if !hasClient { faults.append("nothing to disconnect") }
            (hasClient, announced) = (false, nil)
        case .announce(let advertisement, let name):
            if !hasClient { faults.append("announced to nobody") }
            announced = (advertisement, name)
        case .withdraw:
            if announced == nil { faults.append("nothing to withdraw") }
            announced = nil
        case .rest: hasClock = true
        }
    }

    func fits(_ state: Machine.State) -> Bool {
        switch state {
        case .stopped: isClosed
        case .resting: isClosed && hasClock
        case .connecting, .settling: hasClient && announced == nil
        case .registering(let plan, _), .published(let plan):
            hasClient && announced?.name == plan.name && announced?.0 == plan.advertisement
        }
    }
}
