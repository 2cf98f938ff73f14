public import Core
public import HTTPMessage
import JSON

// HTTP responses for the decisions of Core. Each text is here once.

extension Response {
    static func json(_ status: Status, _ value: JSONValue) -> Response {
        Response(
            status, fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: Array(value.text.utf8))
    }

    /// With the node's id: another node that found this one asks whether it is still the same one.
    public static func healthy(_ node: NodeID) -> Response {
        .json(.ok, ["status": "ok", "node": .string(node.description)])
    }
    public static let done = Response(.noContent)

    /// The only response that contains a join URL.
    public static func started(_ pairing: Pairing, joinURL: String) -> Response {
        .json(
            .created,
            [
                "id": .string(pairing.id.description), "state": .string(pairing.state.name.rawValue),
                "join_url": .string(joinURL), "expires_at": .string(pairing.expiresAt.text),
            ])
    }

    public static func pairing(_ pairing: Pairing) -> Response { .json(.ok, pairing.json) }

    public static func pairings(_ pairings: [Pairing]) -> Response {
        .json(.ok, ["pairings": .array(pairings.map(\.json))])
    }

    /// `name` is what the device may change; nil where its name is decided.
    public static func claimed(
        _ pairing: Pairing, _ ticket: ClaimTicket, claim: String, name: Name?, isNew: Bool
    ) -> Response {
        .json(
            isNew ? .created : .ok,
            [
                "pairing_id": .string(pairing.id.description), "pin": .string(ticket.pin.digits),
                "claim": .string(claim), "expires_at": .string(pairing.expiresAt.text),
                "name": name.map { .string($0.text) } ?? .null,
            ])
    }

    public static func registered(_ peer: PeerView) -> Response { .json(.ok, ["peer": peer.json]) }
}

extension Pairing {
    /// What an operator may read of a pairing: everything but the secrets.
    var json: JSONValue {
        var members: JSONObject = [
            "id": .string(id.description), "state": .string(state.name.rawValue),
            "created_at": .string(createdAt.text), "expires_at": .string(expiresAt.text),
        ]
        if let claimant = state.claimant {
            members["device"] = [
                "name": .string(proposedName(for: claimant).text), "address": .string(claimant.address.description),
                "browser": .string(claimant.userAgent.device),
            ]
        }
        switch state {
        case .tokenCreated, .pinVerified: break
        case .deviceConnected(let connected): members["wrong_pins"] = .integer(Int64(connected.wrongPins))
        case .deviceRegistered(let registered): members["peer_id"] = .string(registered.peer.description)
        case .failed(let failure): members["reason"] = .string(failure.reason.rawValue)
        }
        return .object(members)
    }
}

extension Problem {
    public init(_ rejection: StartRejection) {
        switch rejection {
        case .field(let field): self = field.problem == .taken ? .nameTaken : .field(field)
        case .tooManyOpenPairings(let limit):
            self.init(.conflict, "too_many_pairings", "\(limit) pairings are already open. Cancel one first.")
        case .mayNotInvite: self.init(.forbidden, "may_not_invite", "This device is not allowed to invite others.")
        }
    }

    public init(_ rejection: ClaimRejection) {
        switch rejection {
        case .badProof:
            self.init(.forbidden, "bad_proof", "The proof does not match the code. Scan the code again.")
        case .alreadyClaimed:
            self.init(
                .conflict, "already_claimed",
                "Another browser already used this code, perhaps a scanner's preview. Ask for a new code.")
        case .keyNotProved:
            self.init(
                .forbidden, "key_not_proved", "This key belongs to a paired device. Send a DPoP proof by the key.")
        case .expired: self = .expired
        case .invalidTransition(let state): self.init(state)
        }
    }

    public init(_ rejection: VerifyRejection) {
        switch rejection {
        case .pinRequired: self = .field(FieldRejection(field: "pin", problem: .missing))
        case .tooManyAttempts:
            self.init(
                .conflict, "too_many_attempts", "Too many wrong PINs: this code no longer works. Start a new pairing.")
        case .expired: self = .expired
        case .invalidTransition(let state): self.init(state)
        }
    }

    public init(_ rejection: EndRejection) {
        switch rejection {
        case .expired: self = .expired
        case .invalidTransition(let state): self.init(state)
        }
    }

    public init(_ refusal: RegistrationRefusal) {
        switch refusal {
        case .ipConflict(let peer, let name):
            self.init(
                .conflict, "ip_conflict",
                "'\(name)' has the same address. Answer same_device if it is that device, or keep_both.")
            members = ["peer_id": .string(peer.description), "name": .string(name.text)]
        case .deviceLimit(let limit):
            self.init(.conflict, "device_limit", "The device limit of \(limit) is reached. Revoke one first.")
        case .keyNotProved:
            self.init(
                .conflict, "key_not_proved",
                "The key of this device belongs to a paired device. Send a DPoP proof by the key.")
        case .chosenPeerGone:
            self.init(.conflict, "peer_gone", "The device that this key was meant for no longer exists.")
        case .inviterNotEntitled:
            self.init(
                .forbidden, "may_not_invite", "The device that started this pairing is no longer allowed to invite.")
        }
    }

    public static func wrongPin(attemptsLeft: Int) -> Problem {
        var problem = Problem(
            .unprocessableContent, "wrong_pin", "Wrong PIN. Type the six digits that the device shows.")
        problem.members = ["attempts_left": .integer(Int64(attemptsLeft))]
        return problem
    }

    static let expired = Problem(.gone, "expired", "This code has expired. Ask for a new one.")

    private init(_ state: PairingState.Name) {
        self.init(.conflict, "invalid_transition", "This is not possible now: the pairing is \(state.rawValue).")
    }
}
