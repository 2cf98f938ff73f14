import Core
import Testing

/// Which devices join the default area.
struct DefaultAreaTests {
    private static func inviter(
        _ scopes: Scopes, in areas: Set<AreaID>, until end: Moment? = nil
    ) -> InviterStatus {
        InviterStatus(
            peer: Fixture.anna, scopes: scopes, areas: areas, expiresAt: end)
    }

    private static func terms(
        peer: PeerID? = nil, areas: Set<AreaID> = [], pass: Duration? = nil, open: Bool = true
    ) -> PairingTerms {
        var terms = PairingTerms(peer: peer, areas: areas, passLength: pass)
        terms.leavesAreasOpen = open
        return terms
    }

    struct Row {
        let what: String
        var terms = DefaultAreaTests.terms()
        var area: AreaID? = Fixture.media
        var inviter: InviterStatus?
        let expected: Set<AreaID>
    }

    private static let invites: Scopes = [.view, .use, .invite]

    static let rows = [
        Row(what: "an operator admits for good", expected: [Fixture.media]),
        Row(what: "there is no default area", area: nil, expected: []),
        Row(what: "areas are chosen", terms: terms(areas: [Fixture.office], open: false), expected: [Fixture.office]),
        Row(what: "no areas are chosen", terms: terms(open: false), expected: []),
        Row(what: "a guest", terms: terms(pass: .hours(4)), expected: []),
        Row(what: "a device that comes back", terms: terms(peer: Fixture.bob), expected: []),
        Row(
            what: "an inviter in the area", inviter: inviter(invites, in: [Fixture.media, Fixture.office]),
            expected: [Fixture.media]),
        Row(what: "an inviter that is not in it", inviter: inviter(invites, in: [Fixture.office]), expected: []),
        Row(
            what: "an inviter that is a guest", inviter: inviter(invites, in: [Fixture.media], until: Fixture.end),
            expected: []),
        Row(what: "one that administers", inviter: inviter(.all, in: []), expected: [Fixture.media]),
        Row(
            what: "one that administers and ends", inviter: inviter(.all, in: [], until: Fixture.end),
            expected: [Fixture.media]),
    ]

    @Test(arguments: rows.indices) func joins(_ index: Int) {
        let row = Self.rows[index]
        let joined = row.terms.joining(row.area, invitedBy: row.inviter, at: Fixture.start)
        #expect(joined.areas == row.expected, "\(row.what)")
        #expect(!joined.leavesAreasOpen)
        // Nothing else changes.
        var rest = joined
        (rest.areas, rest.leavesAreasOpen) = (row.terms.areas, row.terms.leavesAreasOpen)
        #expect(rest == row.terms, "\(row.what)")
    }

    @Test func aDeviceCannotBeInMoreAreasThanThat() throws {
        func start(_ count: Int) throws(StartRejection) -> Step<StartResult> {
            let areas = Set((1...count).map { AreaID(number: Int64($0)) })
            let draw = PairingDraw(
                id: Fixture.pairingID, tokenHash: Fixture.tokenHash, secret: Fixture.secret)
            return try Pairing.start(
                PairingTerms(areas: areas), facts: StartFacts(openPairings: 0), draw: draw, now: Fixture.start,
                limits: Fixture.limits)
        }
        #expect(try start(Limits.areasOfAPeer).result == .started)
        let tooMany = FieldRejection(field: "areas", problem: .tooMany(limit: Limits.areasOfAPeer))
        #expect(throws: StartRejection.field(tooMany)) { try start(Limits.areasOfAPeer + 1) }
    }
}
