import Core
import Roster
import Testing

/// What a peer may do, by one story after another.
@Suite struct StandingTests {
    private let phone = Circle.peer(0)
    private let key = KeyEntry(Circle.key(0), .secure, Circle.giving())
    private let view = ScopeEntry(.view, Circle.giving())

    private func story(_ say: (inout Statements) -> Void) -> Roster {
        var statements = Statements()
        statements.admit(1, by: 0)
        statements.admit(2, by: 0)
        say(&statements)
        return statements.roster
    }

    private var paired: RecordBody { Circle.person(keys: [key], scopes: [view]) }

    @Test func givingAgainNeedsAHigherGeneration() {
        for (given, taken, isLeft) in [(0, 0, false), (1, 0, true), (1, 1, false), (2, 1, true)]
            as [(UInt32, UInt32, Bool)]
        {
            let roster = story {
                $0.give(
                    phone, by: 0, Circle.person(keys: [key], scopes: [ScopeEntry(.view, Circle.giving(given))]))
                $0.take(.scope, .scope(.view, of: phone), by: 1, taken)
            }
            #expect((roster.peers[phone]?.scopes[.view] != nil) == isLeft, "given \(given), taken \(taken)")
        }
    }

    @Test func anEndIsFinal() {
        let roster = story {
            $0.give(phone, by: 0, Circle.person("anna", Circle.giving(1_000), keys: [key]))
            $0.take(.end, .init(phone), by: 1)
        }
        #expect(roster.peers.isEmpty)
    }

    @Test func aPersonIsRevokedAtEveryNode() {
        let tablet = Circle.peer(1, of: 2)
        let roster = story {
            $0.give(phone, by: 0, paired)
            // On the far side of a partition, at the same time.
            $0.give(tablet, by: 2, Circle.person("Anna"))
            $0.take(.endPerson, .person(Circle.folded("ANNA")), by: 1)
        }
        #expect(roster.peers.isEmpty)
        let later = story {
            $0.give(phone, by: 0, paired)
            $0.take(.endPerson, .person(Circle.folded("anna")), by: 1)
            $0.give(tablet, by: 2, Circle.person("anna", Circle.giving(1)))
        }
        #expect(Set(later.peers.keys) == [tablet])
    }

    @Test func anotherNodeAdoptsTheDevicesOfACutOne() {
        let roster = story {
            $0.give(phone, by: 1, paired)
            $0.give(phone, by: 2, Circle.person(keys: [key]))
            $0.cut(1, by: 0)
        }
        // What node 2 gave is left; what only node 1 gave is not.
        #expect(roster.peers[phone]?.keys.count == 1)
        #expect(roster.peers[phone]?.scopes == [:])
    }

    @Test func aKeyIsPlainIfAnyNodeCallsItPlain() {
        let roster = story {
            $0.give(phone, by: 0, paired)
            $0.give(
                Circle.peer(3, of: 2), by: 2,
                Circle.person(keys: [KeyEntry(Circle.key(0), .plainHTTP, Circle.giving())]))
        }
        #expect(roster.peers[phone]?.keys[Circle.key(0)]?.origin == .plainHTTP)
    }

    @Test func oneKeyOfTwoPeers() {
        let invite = ScopeEntry(.invite, Circle.giving())
        func bearer(_ person: String) -> Roster {
            story {
                $0.give(phone, by: 0, paired)
                $0.give(Circle.peer(3, of: 2), by: 2, Circle.person(person, keys: [key], scopes: [invite]))
            }
        }
        // One person: the rights of both.
        #expect(bearer("anna").scopes(of: key.key, at: Circle.now) == [.view, .invite])
        // Two: refused, and both owners are named.
        #expect(bearer("berta").bearer(of: key.key, at: Circle.now) == .ambiguous([phone, Circle.peer(3, of: 2)]))
        #expect(bearer("berta").scopes(of: key.key, at: Circle.now) == .none)
    }

    @Test func peersAdmitPeers() {
        let guest = Circle.peer(5)
        let chain: (inout Statements) -> Void = {
            $0.give(phone, by: 1, paired)
            $0.give(guest, by: 0, Circle.person("guest", Circle.giving(by: .peer(phone))))
        }
        #expect(story(chain).peers[guest] != nil)
        // Ended since: what it admitted stays.
        #expect(
            story {
                chain(&$0); $0.take(.end, .init(phone), by: 0)
            }.peers[guest] != nil)
        // Its node is cut: nobody vouches for it any longer.
        #expect(
            story {
                chain(&$0); $0.cut(1, by: 0)
            }.peers[guest] == nil)
        // Nobody admits himself, nor do two admit each other.
        let circular = story {
            $0.give(phone, by: 0, Circle.person("anna", Circle.giving(by: .peer(guest))))
            $0.give(guest, by: 0, Circle.person("anna", Circle.giving(by: .peer(phone))))
            $0.give(Circle.peer(7), by: 0, Circle.person("anna", Circle.giving(by: .peer(Circle.peer(7)))))
        }
        #expect(circular.peers.isEmpty)
    }

    @Test func aGuardEndsButGivesNothing() {
        let roster = story {
            $0.admit(3, by: 0, as: .guard)
            $0.give(Circle.peer(1, of: 3), by: 3, paired)
            $0.give(phone, by: 0, paired)
            $0.take(.scope, .scope(.view, of: phone), by: 3)
            $0.take(.block, .key(key.key), by: 3)
        }
        #expect(Set(roster.peers.keys) == [phone])
        #expect(roster.peers[phone]?.scopes == [.view: .never])
        #expect(roster.peers[phone]?.keys.isEmpty == true)
    }

    @Test func whatIsNotUnderstoodIsRefused() {
        // The newest record replaces what was understood.
        let newer = story {
            $0.give(phone, by: 0, version: 1, paired)
            $0.give(phone, by: 0, version: 2, .notUnderstood)
        }
        #expect(newer.peers.isEmpty)
        // Also if there is an adoption that is understood.
        let adopted = story {
            $0.give(phone, by: 0, .notUnderstood)
            $0.give(phone, by: 1, paired)
        }
        #expect(adopted.peers.isEmpty)
        let taking = story {
            $0.give(phone, by: 0, paired)
            $0.take(Taking.Kind(rawValue: 77), .init(phone), by: 1)
        }
        #expect(taking.peers.isEmpty)
    }

    @Test func sessionsEndWithASignOut() {
        let roster = story {
            $0.give(phone, by: 0, paired)
            $0.take(.signOut, .key(key.key), by: 1, 1)
        }
        for (generation, isValid) in [(0, false), (1, false), (2, true)] as [(UInt32, Bool)] {
            let session = Generation(generation) ?? .highest
            #expect(roster.accepts(sessionOf: key.key, signedBy: Circle.node(2), session, at: Circle.now) == isValid)
        }
        let high = Generation.highest
        #expect(!roster.accepts(sessionOf: key.key, signedBy: Circle.node(5), high, at: Circle.now))
        #expect(!roster.accepts(sessionOf: Circle.key(9), signedBy: Circle.node(0), high, at: Circle.now))
    }

    @Test func anExpiredPassIsNobody() {
        let end = Circle.now + .seconds(1)
        let roster = story { $0.give(phone, by: 0, Circle.person(keys: [key], scopes: [view], until: end)) }
        #expect(roster.scopes(of: key.key, at: Circle.now) == .view)
        #expect(roster.bearer(of: key.key, at: end) == .nobody)
    }
}
