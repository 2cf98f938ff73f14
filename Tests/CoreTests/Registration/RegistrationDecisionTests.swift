import Core
import Testing

struct RegistrationDecisionTests {
    private static let gone = Fixture.start - .seconds(1)
    /// The fixture gives the fourth of four keys the earliest use but one; the first has the earliest.
    private static let oldest = Fixture.key(100)

    @Test(arguments: knownKeys + chosenPeers + conflicts + harmlessAddresses + limits)
    func decides(_ one: RegistrationCase) {
        #expect(Decision(one.result) == one.expected)
    }

    static let knownKeys: [RegistrationCase] = [
        RegistrationCase("nobody's key"),
        RegistrationCase("live and proved", .known(Fixture.anna)) {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna)
        },
        RegistrationCase("live, not proved", .refused(.keyNotProved)) {
            $0.facts.keyHolder = Fixture.status(Fixture.anna)
        },
        RegistrationCase("live until in a millisecond, not proved", .refused(.keyNotProved)) {
            $0.facts.keyHolder = Fixture.status(Fixture.anna, expiresAt: RegistrationCase.now + .milliseconds(1))
        },
        RegistrationCase("ended") {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna, ended: true)
        },
        RegistrationCase("expired this millisecond") {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna, expiresAt: RegistrationCase.now)
        },
        RegistrationCase("ended, not proved") {
            $0.facts.keyHolder = Fixture.status(Fixture.anna, ended: true)
        },
    ]

    static let chosenPeers: [RegistrationCase] = [
        chosen("there", .added(Fixture.bob, evicting: nil), Fixture.status(Fixture.bob)),
        chosen("has three keys", .added(Fixture.bob, evicting: nil), Fixture.status(Fixture.bob), keys: 3),
        chosen("has four keys", .added(Fixture.bob, evicting: oldest), Fixture.status(Fixture.bob), keys: 4),
        chosen("is unknown", .refused(.chosenPeerGone), nil),
        chosen("was revoked", .refused(.chosenPeerGone), Fixture.status(Fixture.bob, ended: true)),
        chosen(
            "ran out", .refused(.chosenPeerGone), Fixture.status(Fixture.bob, expiresAt: RegistrationCase.now)),
        chosen(
            "runs out in a millisecond", .added(Fixture.bob, evicting: nil),
            Fixture.status(Fixture.bob, expiresAt: RegistrationCase.now + .milliseconds(1))),
    ]

    private static func chosen(
        _ name: String, _ expected: Decision, _ status: PeerStatus?, keys: Int = 1
    ) -> RegistrationCase {
        RegistrationCase("the chosen peer " + name, expected) {
            $0.terms.peer = Fixture.bob
            $0.facts.chosenPeer = status.map { Fixture.keyed($0, keys: keys) }
        }
    }

    static let conflicts: [RegistrationCase] = [
        held("online", by: { $0.isOnline = true }),
        held("seen 4:59 ago", RegistrationCase.now - .seconds(299)),
        held("seen 4:59.999 ago", RegistrationCase.now - .minutes(5) + .milliseconds(1)),
        held("seen 5:00 ago", RegistrationCase.now - .minutes(5), .new),
        held("never seen", nil, .new),
        held("seen in what is the future to this clock", RegistrationCase.now + .seconds(5)),
        held("online, same device", nil, .added(Fixture.anna, evicting: nil), .sameDevice) { $0.isOnline = true },
        held("online, both", nil, .new, .keepBoth) { $0.isOnline = true },
        held("seen 5:00 ago, both", RegistrationCase.now - .minutes(5), .new, .keepBoth),
        RegistrationCase("an expired peer holds nothing") {
            $0.holder(Fixture.status(Fixture.anna, expiresAt: gone, online: true))
        },
        RegistrationCase("a revoked peer holds nothing") {
            $0.holder(Fixture.status(Fixture.anna, ended: true, lastSeen: gone))
        },
        RegistrationCase("of several the one seen last", RegistrationCase.conflict) {
            $0.holder(
                Fixture.status(Fixture.bob, "Bob", lastSeen: gone - .seconds(9)),
                Fixture.status(Fixture.anna, lastSeen: gone), Fixture.status(Fixture.carol, "C", lastSeen: nil))
        },
        RegistrationCase("who is online was seen last", RegistrationCase.conflict) {
            $0.holder(
                Fixture.status(Fixture.anna, lastSeen: gone - .days(9), online: true),
                Fixture.status(Fixture.bob, "Bob", lastSeen: gone))
        },
        RegistrationCase("one full of keys, same device", .added(Fixture.anna, evicting: oldest)) {
            $0.facts.addressHolders = [Fixture.keyed(Fixture.status(Fixture.anna, online: true), keys: 4)]
            $0.answer = .sameDevice
        },
        RegistrationCase("same device, seen too long ago meanwhile", .added(Fixture.anna, evicting: nil)) {
            $0.holder(Fixture.status(Fixture.anna, lastSeen: gone))
            $0.answer = .sameDevice
        },
        RegistrationCase("same device, at another address meanwhile", .added(Fixture.anna, evicting: nil)) {
            $0.facts.askedPeer = Fixture.keyed(Fixture.status(Fixture.anna, online: true))
            $0.answer = .sameDevice
        },
        RegistrationCase("same device, revoked meanwhile", .refused(.chosenPeerGone)) {
            $0.facts.askedPeer = Fixture.keyed(Fixture.status(Fixture.anna, ended: true))
            $0.answer = .sameDevice
        },
        RegistrationCase("same device, but another has the address by now", RegistrationCase.conflict) {
            $0.askedAbout = Fixture.bob
            $0.facts.askedPeer = Fixture.keyed(Fixture.status(Fixture.bob, "Bob"))
            $0.holder(Fixture.status(Fixture.anna, online: true))
            $0.answer = .sameDevice
        },
        RegistrationCase("same device, before anybody was asked", RegistrationCase.conflict) {
            $0.askedAbout = nil
            $0.holder(Fixture.status(Fixture.anna, online: true))
            $0.answer = .sameDevice
        },
        RegistrationCase("an answer nobody asked for: same device") {
            $0.askedAbout = nil
            $0.answer = .sameDevice
        },
        RegistrationCase("an answer nobody asked for: both") { $0.answer = .keepBoth },
    ]

    private static func held(
        _ name: String, _ lastSeen: Moment? = nil, _ expected: Decision = RegistrationCase.conflict,
        _ answer: ConflictAnswer? = nil, by change: (inout PeerStatus) -> Void = { _ in }
    ) -> RegistrationCase {
        var status = Fixture.status(Fixture.anna, lastSeen: lastSeen)
        change(&status)
        return RegistrationCase("address held: " + name, expected) {
            $0.holder(status)
            $0.answer = answer
        }
    }

    static let harmlessAddresses: [RegistrationCase] =
        ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"].map { text in
            RegistrationCase("loopback \(text)") {
                $0.claimant = Fixture.claimant(at: HostAddress(text)!)
                $0.holder(Fixture.status(Fixture.anna, online: true))
            }
        } + [
            RegistrationCase("a gateway") {
                $0.facts.addressIsShared = true
                $0.holder(Fixture.status(Fixture.anna, online: true))
            }
        ]

    static let limits: [RegistrationCase] = [
        RegistrationCase("255 live peers") { $0.facts.livePeers = 255 },
        RegistrationCase("256 live peers", .refused(.deviceLimit(256))) { $0.facts.livePeers = 256 },
        RegistrationCase("257 live peers", .refused(.deviceLimit(256))) { $0.facts.livePeers = 257 },
        RegistrationCase("another limit", .refused(.deviceLimit(3))) { $0.limits.livePeers = 3 },
    ]
}
