import Core
import Testing

/// No peer gets more than its inviter, or for longer.
struct InviterBoundsTests {
    private static let now = RegistrationCase.now
    private static let later = now + .hours(2)

    private static func invited(
        _ inviter: InviterStatus?, _ expected: Decision = .new, terms: PairingTerms = PairingTerms()
    ) -> RegistrationCase {
        RegistrationCase("invited", expected) {
            $0.invitedBy = .peer(Fixture.anna)
            $0.facts.inviter = inviter
            $0.terms = terms
        }
    }

    static let entitled: [(InviterStatus?, Decision)] = [
        (Fixture.inviter(), .new),
        (Fixture.inviter(expiresAt: now + .milliseconds(1)), .new),
        (Fixture.inviter(expiresAt: now), .refused(.inviterNotEntitled)),
        (Fixture.inviter([.view, .use, .admin]), .new),
        (Fixture.inviter([.view, .use, .admin], expiresAt: now), .refused(.inviterNotEntitled)),
        (Fixture.inviter(.none), .refused(.inviterNotEntitled)),
        (nil, .refused(.inviterNotEntitled)),
        (lends([Permission(.invite, until: now)]), .refused(.inviterNotEntitled)),
        (lends([Permission(.invite, until: now + .milliseconds(1))]), .new),
    ]

    @Test(arguments: entitled) func mustStillBeEntitled(_ inviter: InviterStatus?, _ expected: Decision) {
        #expect(Decision(Self.invited(inviter).result) == expected)
    }

    private static func lends(_ permissions: [Permission], expiresAt: Moment? = nil) -> InviterStatus {
        InviterStatus(
            peer: Fixture.anna, permissions: permissions, areas: [],
            expiresAt: expiresAt)
    }

    /// Also if it could name a person when it began, as an administrator.
    @Test func whomADeviceLetInIsAGuest() throws {
        let terms = PairingTerms(person: Fixture.name("Bob"))
        let new = try Self.invited(Fixture.inviter(), terms: terms).newPeer()
        #expect(new.person == NewPeer.guest && new.admittedBy == .peer(Fixture.anna))
    }

    @Test func lessWhereTheInviterHasLostSomethingMeanwhile() throws {
        let terms = PairingTerms(scopes: .all, areas: [Fixture.media, Fixture.office])
        let new = try Self.invited(Fixture.inviter([.view, .invite]), terms: terms).newPeer()
        #expect(new.permissions == [Permission(.view)])
        #expect(new.areas == [Fixture.media])
    }

    @Test func whoHoldsAdminIsRecordedAndGivesWhatAnOperatorMay() throws {
        let terms = PairingTerms(person: Fixture.name("Bob"), scopes: .all, areas: [Fixture.media, Fixture.office])
        let new = try Self.invited(Fixture.inviter([.admin], areas: [], expiresAt: Self.later), terms: terms).newPeer()
        #expect(new.admittedBy == .peer(Fixture.anna) && new.person?.text == "Bob" && new.expiresAt == nil)
        #expect(new.permissions.scopes(at: Self.now) == .all && new.areas == terms.areas)
    }

    @Test func whoLostAdminMeanwhileChoosesNoPeer() {
        let terms = PairingTerms(peer: Fixture.bob)
        #expect(Decision(Self.invited(Fixture.inviter(), terms: terms).result) == .refused(.inviterNotEntitled))
        #expect(Decision(Self.invited(Fixture.inviter(.all), terms: terms).result) != .refused(.inviterNotEntitled))
    }

    /// The inviter's end, the pass that was asked for, the guest's end.
    static let ends: [(Moment?, Duration?, Moment?)] = [
        (nil, nil, nil), (later, nil, later), (nil, .hours(2), later), (later, .hours(1), now + .hours(1)),
        (later, .hours(2), later), (later, .hours(3), later),
    ]

    @Test(arguments: ends) func endsNoLaterThanTheInviter(_ end: Moment?, _ pass: Duration?, _ own: Moment?) throws {
        let one = Self.invited(Fixture.inviter(expiresAt: end), terms: PairingTerms(passLength: pass))
        let new = try one.newPeer()
        #expect(new.expiresAt == own)
        #expect(new.permissions.allSatisfy { $0.expiresAt == own })
        #expect(try one.registration().tokenExpiresAt == own ?? Self.now + .days(30))
    }

    @Test func aLentScopeEndsWithTheInvitersOwn() throws {
        let soon = Self.now + .minutes(1)
        let inviter = Self.lends(
            [Permission(.view), Permission(.use, until: soon), Permission(.invite, until: soon)],
            expiresAt: Self.later)
        let new = try Self.invited(inviter).newPeer()
        #expect(new.expiresAt == Self.later)
        #expect(new.permissions == [Permission(.view, until: Self.later), Permission(.use, until: soon)])
    }

    @Test func whatItLendsNeverLetsTheCircleGrowByItself() {
        for bits in 0...Scopes.all.rawValue {
            let scopes = Scopes(rawValue: bits)
            let inviter = Fixture.inviter(scopes)
            #expect(inviter.grantable(at: Self.now) == scopes.intersection([.view, .use]))
            #expect(inviter.mayInvite(at: Self.now) == (scopes.contains(.invite) || scopes.contains(.admin)))
        }
    }
}
