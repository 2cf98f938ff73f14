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
        if expected.next == situation.status { #expect(next == before, "\(input) changed something") }
        #expect(facts.allSatisfy { $0.at == clock.now && $0.details.pairing == Fixture.pairingID })
        #expect(next.withState(before.state) == before, "\(input) touched more than the state")
    }

    @Test func theTableIsWhole() {
        #expect(Input.all.count == Set(Input.all).count)
        #expect(Input.all.count == 36)
        #expect(Set(Situation.allCases.map { $0.state.name }) == Set(PairingState.Name.allCases))
    }
}

extension Pairing {
    fileprivate func withState(_ state: PairingState) -> Pairing {
        Pairing(
            restored: id, tokenHash: tokenHash, terms: terms, invitedBy: invitedBy, createdAt: createdAt,
            expiresAt: expiresAt, state: state)
    }
}
