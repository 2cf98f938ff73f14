public import Core
public import HTTPMessage
import JSON

// Decisions of the core as answers over HTTP. Each is here once.

extension Response {
    static func json(_ status: Status, _ value: JSONValue) -> Response {
        Response(
            status, fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: Array(value.text.utf8))
    }

    public static let healthy = Response.json(.ok, ["status": "ok"])
    public static let done = Response(.noContent)

    /// The only answer that ever shows a join URL.
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
    /// What an operator may know of it: everything but the secrets.
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
            self.init(.conflict, "too_many_pairings", "\(limit) pairings are open already; cancel one first.")
        case .mayNotInvite: self.init(.forbidden, "may_not_invite", "This peer may not invite others.")
        }
    }

    public init(_ rejection: ClaimRejection) {
        switch rejection {
        case .badProof:
            self.init(.forbidden, "bad_proof", "The proof was not made with the code that is shown. Scan it again.")
        case .alreadyClaimed:
            self.init(
                .conflict, "already_claimed",
                "Another browser has used this code, perhaps the preview of a scanner. Ask for a new code.")
        case .keyNotProved:
            self.init(.forbidden, "key_not_proved", "This key belongs to a device, and nothing shows that it is here.")
        case .expired: self = .expired
        case .invalidTransition(let state): self.init(state)
        }
    }

    public init(_ rejection: VerifyRejection) {
        switch rejection {
        case .pinRequired: self = .field(FieldRejection(field: "pin", problem: .missing))
        case .tooManyAttempts:
            self.init(.conflict, "too_many_attempts", "The PIN was wrong too often; this pairing is over.")
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
                "'\(name)' has this address. Is it the same device (same_device), or are they two (keep_both)?")
            members = ["peer_id": .string(peer.description), "name": .string(name.text)]
        case .deviceLimit(let limit):
            self.init(.conflict, "device_limit", "There are \(limit) peers already; revoke one first.")
        case .keyNotProved:
            self.init(.conflict, "key_not_proved", "The key of this device belongs to a peer and was not proved.")
        case .chosenPeerGone: self.init(.conflict, "peer_gone", "The peer that this key was meant for is gone.")
        case .inviterNotEntitled:
            self.init(.forbidden, "may_not_invite", "Who started this pairing may not invite any more.")
        }
    }

    public static func wrongPin(attemptsLeft: Int) -> Problem {
        var problem = Problem(.unprocessableContent, "wrong_pin", "That is not the PIN on the device.")
        problem.members = ["attempts_left": .integer(Int64(attemptsLeft))]
        return problem
    }

    static let expired = Problem(.gone, "expired", "The time of this code is over. Ask for a new one.")

    private init(_ state: PairingState.Name) {
        self.init(.conflict, "invalid_transition", "That cannot be done now: the pairing is \(state.rawValue).")
    }
}
