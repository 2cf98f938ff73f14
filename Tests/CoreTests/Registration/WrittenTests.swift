import Core
import Testing

/// What a registration writes.
struct WrittenTests {
    private static let now = RegistrationCase.now

    @Test func aNewPeerInFull() throws {
        let one = RegistrationCase("new") {
            $0.claimant = Fixture.claimant(origin: .secure)
            $0.terms = PairingTerms(
                person: Fixture.name("Carol"), scopes: [.view, .admin], areas: [Fixture.media, Fixture.office],
                passLength: .hours(4))
            $0.facts.existingAreas = [Fixture.media]
        }
        let registration = try one.registration()
        let new = try one.newPeer()
        let end = Self.now + .hours(4)
        #expect(new.id == Fixture.newcomer && new.name.text == "iPhone" && new.kind == .mobileIOS)
        #expect(new.person?.text == "Carol" && new.admittedBy == .nodeOperator && new.expiresAt == end)
        #expect(new.permissions == [Permission(.view, until: end), Permission(.admin, until: end)])
        #expect(new.areas == [Fixture.media], "an area that was deleted meanwhile")
        #expect(registration.key == Fixture.phoneKey && registration.keyOrigin == .secure)
        #expect(registration.address == Fixture.address && registration.userAgent == Fixture.userAgent)
        #expect(registration.tokenHash == Fixture.draw.tokenHash && registration.at == Self.now)
        #expect(registration.peer == Fixture.newcomer)
    }

    @Test func aGuestPassIsNobodysUnlessAPersonIsNamed() throws {
        var one = RegistrationCase("a pass") { $0.terms = PairingTerms(passLength: .hours(1)) }
        #expect(try one.newPeer().person == NewPeer.guest)
        one.terms.person = Fixture.name("Carol")
        #expect(try one.newPeer().person?.text == "Carol")
    }

    @Test func theOwnersWithoutEndWhereNobodySaysOtherwise() throws {
        let new = try RegistrationCase("plain").newPeer()
        #expect(new.person == NewPeer.owner && new.person?.text == "owner")
        #expect(new.expiresAt == nil && new.areas.isEmpty)
        #expect(new.permissions == [Permission(.view), Permission(.use)])
    }

    /// The end of the peer, and the end of its token.
    static let ends: [(Moment?, Moment)] = [
        (nil, now + .days(30)),
        (now + .days(31), now + .days(30)),
        (now + .days(30), now + .days(30)),
        (now + .days(30) - .milliseconds(1), now + .days(30) - .milliseconds(1)),
        (now + .seconds(1), now + .seconds(1)),
    ]

    @Test(arguments: ends) func noTokenOutlivesItsPeer(_ peerEnd: Moment?, _ tokenEnd: Moment) throws {
        let known = RegistrationCase("known") {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna, expiresAt: peerEnd)
        }
        let chosen = RegistrationCase("chosen") {
            $0.terms.peer = Fixture.bob
            $0.facts.chosenPeer = Fixture.keyed(Fixture.status(Fixture.bob, expiresAt: peerEnd))
        }
        let same = RegistrationCase("same device") {
            $0.holder(Fixture.status(Fixture.anna, expiresAt: peerEnd, online: true))
            $0.answer = .sameDevice
        }
        let pass = RegistrationCase("new") { $0.terms.passLength = peerEnd.map { $0 - Self.now } }
        for one in [known, chosen, same, pass] {
            #expect(try one.registration().tokenExpiresAt == tokenEnd, "\(one.name)")
        }
    }

    /// Peers that lose the address.
    static let taken: [(RegistrationCase, [PeerID])] = [
        handing("seen long ago", [Fixture.anna]) { $0.holder(Fixture.status(Fixture.anna)) },
        handing("expired", [Fixture.anna]) {
            $0.holder(Fixture.status(Fixture.anna, expiresAt: RegistrationCase.now, online: true))
        },
        handing("both stay", [Fixture.bob]) {
            $0.holder(Fixture.status(Fixture.anna, online: true), Fixture.status(Fixture.bob))
            $0.answer = .keepBoth
        },
        handing("a shared address", []) {
            $0.facts.addressIsShared = true
            $0.holder(Fixture.status(Fixture.anna))
        },
        handing("loopback", []) {
            $0.claimant = Fixture.claimant(at: HostAddress("::1")!)
            $0.holder(Fixture.status(Fixture.anna))
        },
        handing("its own, at the same place after an hour", [Fixture.bob]) {
            $0.claimant = Fixture.claimant(proved: true)
            $0.facts.keyHolder = Fixture.status(Fixture.anna)
            let seen = RegistrationCase.now - .hours(1)
            $0.holder(Fixture.status(Fixture.anna, lastSeen: seen), Fixture.status(Fixture.bob, lastSeen: seen))
        },
        handing("that of the peer which gets the key", []) {
            $0.terms.peer = Fixture.bob
            $0.facts.chosenPeer = Fixture.keyed(Fixture.status(Fixture.bob))
            $0.holder(Fixture.status(Fixture.bob))
        },
    ]

    private static func handing(
        _ name: String, _ peers: [PeerID], by change: (inout RegistrationCase) -> Void
    ) -> (RegistrationCase, [PeerID]) {
        (RegistrationCase(name, .new, change), peers)
    }

    @Test(arguments: taken) func addressesThatAreHandedOn(_ one: RegistrationCase, _ peers: [PeerID]) throws {
        #expect(try one.registration().addressTakenFrom == peers)
    }
}
