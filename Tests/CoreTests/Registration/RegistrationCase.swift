import Core
import Testing

/// How a registration was decided, without the data of what is written.
enum Decision: Hashable {
    case new
    case known(PeerID)
    case added(PeerID, evicting: PublicKey?)
    case refused(RegistrationRefusal)

    init?(_ result: VerifyResult) {
        switch result {
        case .registered(let registration):
            self =
                switch registration.change {
                case .newPeer: .new
                case .knownKey(let peer): .known(peer)
                case .keyAdded(let peer, let evicted): .added(peer, evicting: evicted)
                }
        case .refused(let refusal): self = .refused(refusal)
        case .wrongPin, .rejected: return nil
        }
    }
}

/// One registration to be decided.
struct RegistrationCase: CustomTestStringConvertible {
    let name: String
    var claimant = Fixture.claimant()
    var terms = PairingTerms()
    var invitedBy = Inviter.nodeOperator
    var answer: ConflictAnswer?
    var askedAbout: PeerID? = Fixture.anna
    var facts = Fixture.facts()
    var limits = Fixture.limits
    var expected = Decision.new

    static let now = Fixture.soon

    init(_ name: String, _ expected: Decision = .new, _ change: (inout RegistrationCase) -> Void = { _ in }) {
        self.name = name
        self.expected = expected
        change(&self)
    }

    var testDescription: String { name }

    var result: VerifyResult {
        Fixture.pairing(
            .pinVerified(Fixture.verified(claimant, askedAbout: askedAbout)), terms: terms, invitedBy: invitedBy
        )
        .verify(
            VerifyAttempt(pin: nil, onConflict: answer), facts: facts, draw: Fixture.draw, now: Self.now,
            limits: limits
        ).result
    }

    func registration() throws -> Registration {
        guard case .registered(let registration) = result else {
            throw Violation(description: "\(name): \(result)")
        }
        return registration
    }

    func newPeer() throws -> NewPeer {
        guard case .newPeer(let new) = try registration().change else {
            throw Violation(description: "\(name): not a new peer")
        }
        return new
    }
}

extension RegistrationCase {
    static let conflict = Decision.refused(.ipConflict(Fixture.anna, Fixture.name("Anna's iPhone")))

    mutating func holder(_ standings: PeerStatus...) {
        facts.addressHolders = standings.map { Fixture.keyed($0) }
    }
}
