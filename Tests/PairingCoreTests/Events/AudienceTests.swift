import PairingCore
import Testing

struct AudienceTests {
    private static let audiences: [Audience] = [
        .operators, .everyone, .peer(Fixture.anna), .peer(Fixture.bob), .area(Fixture.media), .area(Fixture.office),
    ]

    /// Who listens, and which of the audiences they belong to.
    static let listeners: [(Listener, [Bool])] = [
        (.nodeOperator, [true, true, true, true, true, true]),
        (.peer(Fixture.anna, areas: []), [false, true, true, false, false, false]),
        (.peer(Fixture.anna, areas: [Fixture.media]), [false, true, true, false, true, false]),
        (.peer(Fixture.bob, areas: [Fixture.office]), [false, true, false, true, false, true]),
        (.peer(Fixture.bob, areas: [Fixture.media, Fixture.office]), [false, true, false, true, true, true]),
        (.peer(Fixture.carol, areas: []), [false, true, false, false, false, false]),
        (
            .peer(Fixture.carol, areas: [AreaID(number: Fixture.anna.number)]),
            [false, true, false, false, false, false]
        ),
    ]

    @Test(arguments: listeners) func table(_ listener: Listener, _ hears: [Bool]) {
        #expect(Self.audiences.map { $0.includes(listener) } == hears)
    }
}
