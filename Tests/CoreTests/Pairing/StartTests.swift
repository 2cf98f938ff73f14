import Core
import Testing

struct StartTests {
    private static let draw = PairingDraw(id: Fixture.pairingID, tokenHash: Fixture.tokenHash, secret: Fixture.secret)

    private static func start(
        _ terms: PairingTerms, _ facts: StartFacts
    ) -> Result<Step<StartResult>, StartRejection> {
        do throws(StartRejection) {
            return .success(
                try Pairing.start(terms, facts: facts, draw: draw, now: Fixture.start, limits: Fixture.limits))
        } catch {
            return .failure(error)
        }
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        var terms = PairingTerms()
        var facts = StartFacts(openPairings: 0)
        var expected: StartRejection?

        var testDescription: String { name }

        static func field(_ name: String, _ problem: FieldRejection.Problem) -> StartRejection {
            .field(FieldRejection(field: name, problem: problem))
        }
    }

    @Test(arguments: lives + passes + places + inviters + fullHouses) func check(_ one: Case) {
        switch Self.start(one.terms, one.facts) {
        case .success(let step):
            #expect(one.expected == nil)
            #expect(step.result == .started)
        case .failure(let rejection): #expect(rejection == one.expected)
        }
    }

    private static let life = Case.field("ttl", .outOfRange(lowest: .seconds(10), highest: .hours(1)))

    private static func ttl(_ life: Duration, _ expected: StartRejection? = nil) -> Case {
        Case(name: "ttl \(life)", terms: PairingTerms(life: life), expected: expected)
    }

    static let lives: [Case] = [
        ttl(.seconds(-1), life), ttl(.zero, life), ttl(.seconds(9), life), ttl(.seconds(10) - .nanoseconds(1), life),
        ttl(.seconds(10)), ttl(.minutes(5)), ttl(.hours(1)), ttl(.hours(1) + .nanoseconds(1), life),
        ttl(.hours(1) + .seconds(1), life), ttl(.days(Int64.max), life),
    ]

    private static let past = Case.field("expires_in", .notInTheFuture)
    private static let tooLong = Case.field("expires_in", .outOfRange(lowest: .zero, highest: .days(3_650)))

    private static func pass(_ length: Duration, _ expected: StartRejection? = nil) -> Case {
        Case(name: "pass \(length)", terms: PairingTerms(passLength: length), expected: expected)
    }

    static let passes: [Case] = [
        pass(.seconds(-1), past), pass(.zero, past), pass(.milliseconds(1)), pass(.hours(4)), pass(.days(3_650)),
        pass(.days(3_650) + .milliseconds(1), tooLong), pass(.days(Int64.max), tooLong), pass(.days(Int64.min), past),
    ]

    static let places: [Case] = [
        Case(
            name: "an area that is not there", terms: PairingTerms(areas: [Fixture.media, Fixture.office]),
            facts: StartFacts(openPairings: 0, unknownAreas: [Fixture.office]),
            expected: Case.field("areas", .notFound)),
        Case(
            name: "a peer that is not there", terms: PairingTerms(peer: Fixture.bob),
            facts: StartFacts(openPairings: 0, chosenPeerIsLive: false), expected: Case.field("peer", .notFound)),
        Case(name: "a peer that is there", terms: PairingTerms(peer: Fixture.bob)),
        Case(name: "the operator gives everything", terms: PairingTerms(scopes: .all, areas: [Fixture.media])),
    ]

    private static func byAnna(
        _ name: String, _ inviter: InviterStatus = Fixture.inviter(), terms: PairingTerms = PairingTerms(),
        open: Int = 0, ofAnna: Int = 0, expected: StartRejection? = nil
    ) -> Case {
        let facts = StartFacts(openPairings: open, openPairingsOfInviter: ofAnna, inviter: inviter)
        return Case(name: name, terms: terms, facts: facts, expected: expected)
    }

    static let inviters: [Case] = [
        byAnna("what it has", terms: PairingTerms(areas: [Fixture.media])),
        byAnna("less than it has", terms: PairingTerms(scopes: .view)),
        byAnna(
            "an area of others", terms: PairingTerms(areas: [Fixture.office]), expected: Case.field("areas", .notYours)),
        byAnna("invite", terms: PairingTerms(scopes: [.view, .invite]), expected: Case.field("scopes", .notYours)),
        byAnna(
            "admin without having it", terms: PairingTerms(scopes: .admin), expected: Case.field("scopes", .notYours)),
        byAnna(
            "invite as admin", Fixture.inviter([.admin]), terms: PairingTerms(scopes: .all, areas: [Fixture.office])),
        byAnna(
            "a peer and a person as admin", Fixture.inviter(.all),
            terms: PairingTerms(person: Fixture.name("Bob"), peer: Fixture.bob)),
        byAnna(
            "use without having it", Fixture.inviter([.view, .invite]), expected: Case.field("scopes", .notYours)),
        byAnna(
            "a scope nobody knows", terms: PairingTerms(scopes: Scopes(rawValue: 16)),
            expected: Case.field("scopes", .notYours)),
        byAnna("a peer", terms: PairingTerms(peer: Fixture.bob), expected: Case.field("peer", .notYours)),
        byAnna(
            "a person", terms: PairingTerms(person: Fixture.name("Bob")), expected: Case.field("person", .notYours)),
        byAnna("without invite", Fixture.inviter([.view, .use]), expected: .mayNotInvite),
        byAnna("as admin alone", Fixture.inviter([.admin, .view, .use])),
        byAnna("as admin that is over", Fixture.inviter(.all, expiresAt: Fixture.start), expected: .mayNotInvite),
        byAnna("over", Fixture.inviter(expiresAt: Fixture.start), expected: .mayNotInvite),
        byAnna("nearly over", Fixture.inviter(expiresAt: Fixture.start + .milliseconds(1))),
        // The missing right comes first: an inviter that may not ask must not learn what else is wrong.
        byAnna("gone", Fixture.inviter(.none), terms: PairingTerms(life: .zero, scopes: .all), expected: .mayNotInvite),
    ]

    static let fullHouses: [Case] = [
        Case(name: "15 open", facts: StartFacts(openPairings: 15)),
        Case(name: "16 open", facts: StartFacts(openPairings: 16), expected: .tooManyOpenPairings(limit: 16)),
        Case(name: "17 open", facts: StartFacts(openPairings: 17), expected: .tooManyOpenPairings(limit: 16)),
        byAnna("second of its own", open: 1, ofAnna: 1),
        byAnna("third of its own", open: 2, ofAnna: 2, expected: .tooManyOpenPairings(limit: 2)),
        byAnna("third of an admin's", Fixture.inviter(.all), open: 2, ofAnna: 2),
        byAnna("first of its own in a full house", open: 16, expected: .tooManyOpenPairings(limit: 16)),
        Case(
            name: "two of nobody's", facts: StartFacts(openPairings: 2, openPairingsOfInviter: 2)),
    ]

    /// The life that was asked for, and that of the pairing.
    static let granted: [(Duration?, Duration)] = [
        (nil, .minutes(5)), (.seconds(10), .seconds(10)), (.hours(1), .hours(1)),
    ]

    @Test(arguments: granted)
    func startsAsAsked(_ asked: Duration?, _ life: Duration) throws {
        let terms = PairingTerms(life: asked, name: Fixture.name("Kitchen"), areas: [Fixture.media])
        let inviter = Fixture.inviter()
        let step = try Self.start(terms, StartFacts(openPairings: 0, inviter: inviter)).get()
        let pairing = step.pairing
        #expect(pairing.createdAt == Fixture.start && pairing.expiresAt == Fixture.start + life)
        #expect(pairing.terms == terms && pairing.invitedBy == .peer(Fixture.anna))
        #expect(pairing.state == .tokenCreated(Fixture.invitation))
        #expect(pairing.id == Fixture.pairingID && pairing.tokenHash == Fixture.tokenHash)
        guard case .pairingStarted(let started)? = step.facts.first, step.facts.count == 1 else {
            Issue.record("\(step.facts)")
            return
        }
        #expect(started.id == pairing.id && started.terms == terms && started.invitedBy == pairing.invitedBy)
        #expect(started.at == Fixture.start && started.expiresAt == pairing.expiresAt)
    }
}
