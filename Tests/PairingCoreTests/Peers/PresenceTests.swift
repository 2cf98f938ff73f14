import PairingCore
import Testing

struct PresenceTests {
    private static let now = Fixture.soon

    static let sightings: [(Bool, Moment?, Presence)] = [
        (true, nil, .online), (true, now - .days(9), .online), (true, now, .online), (false, nil, .offline),
        (false, now, .away), (false, now - .minutes(5) + .milliseconds(1), .away),
        (false, now - .minutes(5), .offline), (false, now - .minutes(5) - .milliseconds(1), .offline),
        (false, now - .days(400), .offline), (false, Moment(milliseconds: .min), .offline),
        (false, now + .seconds(9), .away), (false, Moment(milliseconds: .max), .away),
    ]

    @Test(arguments: sightings) func isDerived(_ isConnected: Bool, _ lastSeen: Moment?, _ presence: Presence) {
        let sighting = Sighting(isConnected: isConnected, lastSeen: lastSeen)
        #expect(sighting.presence(at: Self.now, limits: Fixture.limits) == presence)
    }

    @Test func theGraceTimeIsASetting() {
        var limits = Fixture.limits
        limits.presenceGrace = .seconds(1)
        let sighting = Sighting(isConnected: false, lastSeen: Self.now - .seconds(1))
        #expect(sighting.presence(at: Self.now, limits: limits) == .offline)
        #expect(sighting.presence(at: Self.now - .milliseconds(1), limits: limits) == .away)
    }

    private func expected(_ old: Presence, _ new: Presence) -> Bool {
        switch (old, new) {
        case (.online, .online): false
        case (.online, .away): false
        case (.online, .offline): true
        case (.away, .online): false
        case (.away, .away): false
        case (.away, .offline): true
        case (.offline, .online): true
        case (.offline, .away): false
        case (.offline, .offline): false
        }
    }

    @Test(arguments: Presence.allCases, Presence.allCases) func news(_ old: Presence, _ new: Presence) {
        #expect(Presence.isNews(from: old, to: new) == expected(old, new))
    }

    @Test func words() { #expect(Presence.allCases.map(\.rawValue) == ["online", "away", "offline"]) }
}
