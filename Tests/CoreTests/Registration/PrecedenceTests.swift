import Core
import Testing

/// Where several rules speak at once: the inviter, then a known key, the chosen peer, the address, the limit.
struct PrecedenceTests {
    /// Everything that can prevent a registration, from the strongest to the weakest.
    enum Rule: Int, CaseIterable {
        case inviter, key, chosen, address, limit

        var expected: RegistrationRefusal {
            switch self {
            case .inviter: .inviterNotEntitled
            case .key: .keyNotProved
            case .chosen: .chosenPeerGone
            case .address: .ipConflict(Fixture.anna, Fixture.name("Anna's iPhone"))
            case .limit: .deviceLimit(256)
            }
        }

        func apply(to one: inout RegistrationCase) {
            switch self {
            case .inviter: one.invitedBy = .peer(Fixture.anna)
            case .key: one.facts.keyHolder = Fixture.status(Fixture.anna)
            case .chosen: one.terms.peer = Fixture.bob
            case .address: one.holder(Fixture.status(Fixture.anna, online: true))
            case .limit: one.facts.livePeers = 256
            }
        }
    }

    /// All thirty-one sets of rules that are broken together.
    @Test(arguments: 1..<32) func theStrongestSpeaks(_ bits: Int) throws {
        let broken = Rule.allCases.filter { bits >> $0.rawValue & 1 == 1 }
        let one = RegistrationCase("\(broken)") { one in broken.forEach { $0.apply(to: &one) } }
        #expect(one.result == .refused(try #require(broken.first).expected))
    }

    static let passing: [RegistrationCase] = [
        RegistrationCase("a known key needs no room and asks nobody", .known(Fixture.anna)) {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna)
            $0.terms.peer = Fixture.bob
            $0.holder(Fixture.status(Fixture.bob, online: true))
            $0.facts.livePeers = 256
        },
        RegistrationCase("a chosen peer needs no room and asks nobody", .added(Fixture.bob, evicting: nil)) {
            $0.terms.peer = Fixture.bob
            $0.facts.chosenPeer = Fixture.keyed(Fixture.status(Fixture.bob))
            $0.holder(Fixture.status(Fixture.anna, online: true))
            $0.facts.livePeers = 256
        },
        RegistrationCase("the same device needs no room", .added(Fixture.anna, evicting: nil)) {
            $0.holder(Fixture.status(Fixture.anna, online: true))
            $0.answer = .sameDevice
            $0.facts.livePeers = 256
        },
        RegistrationCase("both need room", .refused(.deviceLimit(256))) {
            $0.holder(Fixture.status(Fixture.anna, online: true))
            $0.answer = .keepBoth
            $0.facts.livePeers = 256
        },
    ]

    @Test(arguments: passing) func whatIsDecidedEarlierIgnoresWhatComesLater(_ one: RegistrationCase) {
        #expect(Decision(one.result) == one.expected)
    }
}
