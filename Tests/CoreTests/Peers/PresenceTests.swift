import Core
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

    @Test func words() { #expect(Presence.allCases.map(\.rawValue) == ["online", "away", "offline"]) }
}
