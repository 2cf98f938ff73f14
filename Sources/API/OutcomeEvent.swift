public import Core
import JSON

/// A message to a claimant. With the first two the pairing has ended, and so does the stream.
public enum OutcomeEvent: Sendable {
    case completed(Delivery)
    case failed(PairingFailure.Reason)
    /// The pairing is still open.
    case progress(PairingProgress)

    /// The delivered peer token.
    public struct Delivery: Sendable {
        let peer: PeerID
        /// The name of the peer: another device may have the one that this device proposed.
        let name: Name?
        let token: String
        /// Base64url of the token's SHA-256, so that a page without `crypto.subtle` need not compute it.
        let ath: String
        let expiresAt: Moment
        /// The expiry of the peer, if it is a guest.
        let guestUntil: Moment?
        let scopes: Scopes
        let areas: Set<AreaID>

        public init(
            peer: PeerID, name: Name?, token: String, ath: String, expiresAt: Moment, guestUntil: Moment?,
            scopes: Scopes, areas: Set<AreaID>
        ) {
            self.peer = peer
            self.name = name
            self.token = token
            self.ath = ath
            self.expiresAt = expiresAt
            self.guestUntil = guestUntil
            self.scopes = scopes
            self.areas = areas
        }
    }

    public var type: EventType {
        switch self {
        case .completed: .pairingCompleted
        case .failed: .pairingFailed
        case .progress(.wrongPin): .wrongPin
        case .progress(.pinVerified): .pinVerified
        }
    }

    /// The event as JSON.
    public var data: String {
        switch self {
        case .completed(let delivery): delivery.json.text
        case .failed(let reason): (["reason": .string(reason.rawValue)] as JSONValue).text
        case .progress(.wrongPin(let left)): (["attempts_left": .integer(Int64(left))] as JSONValue).text
        case .progress(.pinVerified): "{}"
        }
    }
}

extension OutcomeEvent.Delivery {
    var json: JSONValue {
        [
            "peer_id": .string(peer.description), "name": name.map { .string($0.text) } ?? .null,
            "token": .string(token), "token_type": "DPoP", "ath": .string(ath),
            "expires_at": .string(expiresAt.text), "guest_until": guestUntil.json,
            "scopes": .array(scopes.members.map { .string($0.rawValue) }),
            "areas": .array(areas.sorted().map { .string($0.description) }),
        ]
    }
}
