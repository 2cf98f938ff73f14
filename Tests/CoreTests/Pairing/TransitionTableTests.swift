import Core
import Testing

struct TransitionTableTests {
    @Test(arguments: Situation.allCases, Clock.allCases)
    func everyInput(_ situation: Situation, _ clock: Clock) {
        for input in Input.all { check(situation, clock, input) }
    }

    private func check(_ situation: Situation, _ clock: Clock, _ input: Input) {
        let before = input.pairing(in: situation)
        let expected = expected(situation, clock, input)
        let (next, answer, facts) = input.put(to: before, at: clock.now)
        let outcome = Outcome(next: StateName(next.state), answer: answer, facts: facts.map(\.type))
        #expect(outcome == expected, "\(situation), \(clock), \(input)")
        if expected.next == situation.status {
            let same = renames(situation, input) ? before.renamed(Fixture.name("Anna")) : before
            #expect(next == same, "\(input) changed something else")
        }
        #expect(facts.allSatisfy { $0.at == clock.now && $0.details.pairing == Fixture.pairingID })
        #expect(next.withState(before.state) == before, "\(input) touched more than the state")
    }

    @Test func theTableIsWhole() {
        #expect(Input.all.count == Set(Input.all).count)
        #expect(Input.all.count == 39)
        #expect(Set(Situation.allCases.map { $0.state.name }) == Set(PairingState.Name.allCases))
    }
}

/// The one input that changes a pairing and leaves it in its state. Once the PIN is right, the name stays. From another
/// address it stays too.
private func renames(_ situation: Situation, _ input: Input) -> Bool {
    guard case .claim(.phoneNamed) = input else { return false }
    return situation.status == .deviceConnected(wrongPins: 0) || situation.status == .deviceConnected(wrongPins: 4)
}

extension Pairing {
    fileprivate func renamed(_ name: Name) -> Pairing {
        guard case .deviceConnected(let connected) = state else { return self }
        let claimant = Fixture.claimant(connected.claimant.key, name: name)
        return withState(
            .deviceConnected(
                DeviceConnected(
                    restored: connected.invitation, claimant: claimant, ticket: connected.ticket,
                    wrongPins: connected.wrongPins)))
    }

    fileprivate func withState(_ state: PairingState) -> Pairing {
        Pairing(
            restored: id, tokenHash: tokenHash, terms: terms, invitedBy: invitedBy, createdAt: createdAt,
            expiresAt: expiresAt, state: state)
    }
}
