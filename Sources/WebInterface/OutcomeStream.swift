public import HTTPMessage
import JSON
public import PairingCore

/// What a claimant is told of its own pairing, as one server-sent event. The stream then ends, and its reader asks again
/// after the time given.
public enum OutcomeEvent: Sendable {
    case waiting
    case completed(Delivery)
    case failed(PairingFailure.Reason)

    /// The peer token, delivered.
    public struct Delivery: Sendable {
        let peer: PeerID
        let token: String
        /// Base64url of the token's SHA-256, so that a page without `crypto.subtle` need not compute it.
        let ath: String
        let expiresAt: Moment
        let scopes: Scopes
        let areas: Set<AreaID>

        public init(
            peer: PeerID, token: String, ath: String, expiresAt: Moment, scopes: Scopes, areas: Set<AreaID>
        ) {
            self.peer = peer
            self.token = token
            self.ath = ath
            self.expiresAt = expiresAt
            self.scopes = scopes
            self.areas = areas
        }
    }

    public var response: Response {
        Response(
            .ok, fields: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"], body: Array(text.utf8))
    }

    private var text: String {
        switch self {
        case .waiting: "retry: 500\n: waiting\n\n"
        case .completed(let delivery): "event: pairing_completed\ndata: \(delivery.json.text)\n\n"
        case .failed(let reason):
            "event: pairing_failed\ndata: \((["reason": .string(reason.rawValue)] as JSONValue).text)\n\n"
        }
    }
}

extension OutcomeEvent.Delivery {
    fileprivate var json: JSONValue {
        [
            "peer_id": .string(peer.description), "token": .string(token), "token_type": "DPoP", "ath": .string(ath),
            "expires_at": .string(expiresAt.text), "scopes": .array(scopes.members.map { .string($0.rawValue) }),
            "areas": .array(areas.sorted().map { .string($0.description) }),
        ]
    }
}
