import Core
import Testing

/// What a state carries into the next one, and what it leaves behind.
struct StateDataTests {
    @Test(arguments: Situation.allCases) func finalStatesKnowNoSecret(_ situation: Situation) {
        let state = situation.state
        #expect((state.secret == nil) == state.isFinal)
        #expect(state.secret.map { $0 == Fixture.secret } ?? true)
        #expect((state.claimant == nil) == (state.isFinal || situation == .tokenCreated))
    }

    @Test func aClaimKeepsClaimantAndTicket() throws {
        let attempt = Claiming.phone.attempt
        let step = Fixture.pairing(Situation.tokenCreated.state).claim(attempt, now: Fixture.soon)
        guard case .deviceConnected(let connected) = step.pairing.state else {
            Issue.record("\(step.pairing.state.name)")
            return
        }
        #expect(connected.claimant == attempt.claimant)
        #expect(connected.ticket == Fixture.freshTicket)
        #expect(connected.wrongPins == 0)
        #expect(connected.invitation.secret == Fixture.secret)
        #expect(step.facts == [.deviceConnected(Fixture.pairingID, attempt.claimant, at: Fixture.soon)])
    }

    @Test func registrationIsForExactlyTheStoredKey() throws {
        let step = Fixture.pairing(Situation.deviceConnected.state).verify(
            VerifyAttempt(pin: Fixture.ticket.pin), facts: Fixture.facts(), draw: Fixture.draw, now: Fixture.soon,
            limits: Fixture.limits)
        guard case .deviceRegistered(let registered) = step.pairing.state, case .registered(let written) = step.result
        else {
            Issue.record("\(step.result)")
            return
        }
        #expect(registered.key == Fixture.phoneKey && written.key == Fixture.phoneKey)
        #expect(registered.peer == Fixture.newcomer && written.peer == Fixture.newcomer)
        #expect(registered.claimHash == Fixture.ticket.claimHash)
        #expect(registered.at == Fixture.soon && written.at == Fixture.soon)
    }

    @Test(arguments: [Situation.deviceConnected, .pinVerified])
    func aFailureKeepsTheHashOfTheClaim(_ situation: Situation) {
        let step = Fixture.pairing(situation.state).cancel(now: Fixture.soon)
        let failure = PairingFailure(
            restoredReason: .cancelled, claimHash: Fixture.ticket.claimHash, at: Fixture.soon)
        #expect(step.pairing.state == .failed(failure))
    }

    @Test func aFailureWithoutClaimHasNoHash() {
        let step = Fixture.pairing(Situation.tokenCreated.state).cancel(now: Fixture.soon)
        #expect(
            step.pairing.state
                == .failed(PairingFailure(restoredReason: .cancelled, claimHash: nil, at: Fixture.soon)))
    }

    @Test func fiveWrongPinsAndNotOneMore() {
        var pairing = Fixture.pairing(Situation.deviceConnected.state)
        var left: [Int] = []
        for _ in 1...4 {
            let step = type(pin: Fixture.wrongPin, into: pairing)
            if case .wrongPin(let attemptsLeft) = step.result { left.append(attemptsLeft) }
            pairing = step.pairing
        }
        #expect(left == [4, 3, 2, 1])
        pairing = type(pin: Fixture.wrongPin, into: pairing).pairing
        let late = type(pin: Fixture.ticket.pin, into: pairing)
        #expect(late.result == .rejected(.invalidTransition(.failed)))
        #expect(StateName(late.pairing.state) == .failed(.tooManyAttempts))
    }

    private func type(pin: Pin, into pairing: Pairing) -> Step<VerifyResult> {
        pairing.verify(
            VerifyAttempt(pin: pin), facts: Fixture.facts(), draw: Fixture.draw, now: Fixture.soon,
            limits: Fixture.limits)
    }

    @Test func theOperatorsWordNamesTheDeviceFirst() {
        let named = PairingTerms(name: Fixture.name("Kitchen"))
        let shy = Fixture.claimant()
        let bold = Fixture.claimant(name: Fixture.name("Bold"))
        #expect(Fixture.pairing(Situation.tokenCreated.state, terms: named).proposedName(for: bold).text == "Kitchen")
        #expect(Fixture.pairing(Situation.tokenCreated.state).proposedName(for: bold).text == "Bold")
        #expect(Fixture.pairing(Situation.tokenCreated.state).proposedName(for: shy).text == "iPhone")
    }
}
