import Core
import Rehearsal
import Store

extension ContractCase {
    static let pairings = [
        ContractCase("a pairing comes back as it was, in every state") { play in
            let terms = PairingTerms(
                life: .minutes(7), name: try Name("Küche ☕️"), person: try Name("Anna"), scopes: [.view, .invite],
                passLength: .hours(4))
            let started = try play.start(terms)
            try expect(try play.pairing(started.id).terms, is: terms)
            try expect(try play.pairing(started.id).state, is: .tokenCreated(.init(restoredSecret: started.secret)))

            var device = Device.fresh()
            device.name = try Name("Telefon")
            let claimed = try play.claim(started, device)
            try expect(try play.pairing(started.id), is: claimed?.pairing ?? play.pairing(started.id))
            try expect(try play.pairing(started.id).state.claimant, is: device.claimant)

            guard case .accepted(let ticket) = claimed?.result else { throw ContractFailure(description: "no ticket") }
            _ = try play.verify(started.id, ticket.pin)
            try expect(try play.pairing(started.id).state.name, is: .deviceRegistered)
        },
        ContractCase("a pairing is found by its token and its claim, and by no other") { play in
            let (started, ticket) = try play.connect(.fresh())
            let found = try play.read { store throws(StorageFailure) in
                (
                    try store.pairing(tokenHash: started.tokenHash)?.id,
                    try store.pairing(claimHash: ticket.claimHash)?.id, try store.pairing(tokenHash: .fresh)?.id
                )
            }
            try expect(found.0, is: started.id)
            try expect(found.1, is: started.id)
            try expect(found.2, is: nil)
            try expect(try play.claim(tokenHash: .fresh, .fresh()) == nil, "an unknown token has no pairing")
        },
        ContractCase("a chosen name that is taken or reserved is refused at the start, any other gets a number") {
            play in
            let kitchen = try Name("Kitchen tablet")
            _ = try play.admit(.fresh(), PairingTerms(name: kitchen))
            for (name, problem) in [
                (try Name("KITCHEN tablet"), FieldRejection.Problem.taken), (try Name("Operator"), .reserved),
            ] {
                do {
                    _ = try play.start(PairingTerms(name: name))
                    throw ContractFailure(description: "\(name) was accepted")
                } catch let rejection as StartRejection {
                    try expect(rejection, is: .field(FieldRejection(field: "name", problem: problem)))
                }
            }
            // The name of a further key has no meaning.
            let peer = try play.admit().peer
            _ = try play.start(PairingTerms(name: kitchen, peer: peer))
            func registered(_ name: Name?, reserved: ReservedNames = ReservedNames()) throws -> String {
                var device = Device.fresh()
                device.name = name
                let (started, ticket) = try play.connect(device)
                let result = try play.verify(started.id, ticket.pin, in: Surroundings(reserved: reserved))
                guard case .registered(let registration) = result else {
                    throw ContractFailure(description: "not registered")
                }
                try expect(try play.peer(registration.peer).name, is: registration.name)
                return registration.name.text
            }
            try expect(try registered(kitchen), is: "Kitchen tablet (2)")
            try expect(try registered(nil), is: "iPhone (2)")
            // The node is called so since the name was typed.
            try expect(
                try registered(try Name("Study"), reserved: ReservedNames(node: [try Name("study")])), is: "Study (2)")
        },
        ContractCase("wrong PINs are counted across transactions, and the fifth ends it") { play in
            let (started, ticket) = try play.connect(.fresh())
            let wrong = Pin(ticket.pin.value == 100_000 ? 100_001 : 100_000)
            for left in [4, 3, 2, 1] {
                try expect(try play.verify(started.id, wrong), is: .wrongPin(attemptsLeft: left))
            }
            try expect(try play.verify(started.id, wrong), is: .rejected(.tooManyAttempts))
            try expect(try play.verify(started.id, ticket.pin), is: .rejected(.invalidTransition(.failed)))
            try expect(try play.read { store throws(StorageFailure) in try store.countLivePeers(at: .start) }, is: 0)
        },
        ContractCase("what is final holds no secret") { play in
            for end in ["registered", "cancelled", "expired"] {
                let (started, ticket) = try play.connect(.fresh())
                switch end {
                case "registered": _ = try play.verify(started.id, ticket.pin)
                case "cancelled":
                    _ = try play.write { store throws(StorageFailure) in try store.cancel(started.id, now: .start) }
                default: _ = try play.verify(started.id, ticket.pin, at: .start + .hours(2))
                }
                try expect(try play.pairing(started.id).state.isFinal, end)
                try expect(try play.pairing(started.id).state.secret == nil, end)
            }
        },
        ContractCase("only so many pairings are open, and expired ones do not count") { play in
            for _ in 0..<play.limits.openPairings { _ = try play.start() }
            do {
                _ = try play.start()
                throw ContractFailure(description: "one too many was opened")
            } catch let rejection as StartRejection {
                try expect(rejection, is: .tooManyOpenPairings(limit: play.limits.openPairings))
            }
            _ = try play.start(at: .start + .minutes(5))
        },
        ContractCase("the claimant reads its outcome, with a fresh token each time") { play in
            let (started, ticket) = try play.connect(.fresh())
            let limits = play.limits
            func read(_ token: SecretHash, at now: Moment = .start) throws -> ReadResult? {
                let outcome = try play.write { store throws(StorageFailure) in
                    try store.readOutcome(claimHash: ticket.claimHash, freshToken: token, now: now, limits: limits)
                }
                return outcome?.1
            }
            try expect(try read(.fresh), is: .waiting(ticket.pin, expiresAt: .start + limits.pairingLife))
            guard case .registered(let registration) = try play.verify(started.id, ticket.pin) else {
                throw ContractFailure(description: "not registered")
            }
            let tokens = [SecretHash.fresh, .fresh, .fresh]
            func ends() throws -> [Moment?] {
                try play.read { store throws(StorageFailure) in
                    var ends: [Moment?] = []
                    for token in tokens { ends.append(try store.token(token)?.expiresAt) }
                    return ends
                }
            }
            for token in tokens {
                try expect(try read(token), is: .registered(registration.peer, registration.key))
            }
            // An attacker who has read the claim on the network may read as often as they like: the device's first
            // token stays valid.
            let (whole, short) = (Moment.start + limits.peerTokenLife, Moment.start + limits.replacedTokenLife)
            try expect(try ends(), is: [whole, short, whole])
            try expect(try play.eventTypes().suffix(3), is: [.tokenRenewed, .tokenRenewed, .tokenRenewed])
            // The device uses the last; with that it is the first of those to come.
            _ = try play.write { store throws(StorageFailure) in
                try store.endTokens(replacedBy: tokens[2], at: .start + .seconds(1))
            }
            for _ in 0..<5 { _ = try read(.fresh, at: .start + .seconds(2)) }
            // With the next of the key, those that are dead are gone.
            try expect(try ends(), is: [nil, nil, whole])
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(registration.peer, by: .nodeOperator, now: .start)
            }
            try expect(try read(.fresh), is: .rejected)
        },
    ]
}
