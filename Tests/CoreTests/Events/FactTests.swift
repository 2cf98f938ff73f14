import Core
import Testing

struct FactTests {
    private struct Expected {
        let type: EventType
        let audience: Audience
        var subject: PeerID?
        var pairing: PairingID?
    }

    private func expected(_ kind: Kind) -> Expected {
        let (carol, media) = (Fixture.carol, Fixture.media)
        func ofPairing(_ type: EventType, _ subject: PeerID? = nil) -> Expected {
            Expected(type: type, audience: .operators, subject: subject, pairing: Fixture.pairingID)
        }
        func toPeer(_ type: EventType) -> Expected { Expected(type: type, audience: .peer(carol), subject: carol) }
        func toNeighbours(_ type: EventType) -> Expected {
            Expected(type: type, audience: .neighbours(of: carol), subject: carol)
        }
        func toArea(_ type: EventType) -> Expected { Expected(type: type, audience: .area(media)) }
        return switch kind {
        case .pairingStarted: ofPairing(.pairingStarted)
        case .deviceConnected: ofPairing(.deviceConnected)
        case .secondClaim: ofPairing(.secondClaim)
        case .badProof: ofPairing(.badProof)
        case .wrongPin: ofPairing(.wrongPin)
        case .pinVerified: ofPairing(.pinVerified)
        case .ipConflict: ofPairing(.ipConflict, carol)
        case .pairingFailed: ofPairing(.pairingFailed)
        case .pairingCompleted: ofPairing(.pairingCompleted, carol)
        case .peerAdded: Expected(type: .peerAdded, audience: .operators, subject: carol)
        case .peerUpdated: toNeighbours(.peerUpdated)
        case .peerLeft: toNeighbours(.peerLeft)
        case .presenceChanged: toNeighbours(.presenceChanged)
        case .permissionGranted: toPeer(.permissionGranted)
        case .permissionRevoked: toPeer(.permissionRevoked)
        case .permissionExpired: toPeer(.permissionExpired)
        case .areaAdded: Expected(type: .areaAdded, audience: .area(media), subject: carol)
        case .areaRemoved: toPeer(.areaRemoved)
        case .areaUpdated: toArea(.areaUpdated)
        case .areaEnabled: toArea(.areaEnabled)
        case .areaDisabled: toArea(.areaDisabled)
        case .tokenRenewed: toPeer(.tokenRenewed)
        case .tokenRevoked, .tokenWithdrawn: toPeer(.tokenRevoked)
        case .tokenIssued: toPeer(.tokenIssued)
        case .nodeFound: Expected(type: .nodeFound, audience: .everyone)
        case .nodeLost: Expected(type: .nodeLost, audience: .everyone)
        }
    }

    @Test(arguments: Kind.allCases) func check(_ kind: Kind) throws {
        let fact = try #require(kind.fact)
        let expected = expected(kind)
        #expect(fact.kind == kind)
        #expect(fact.type == expected.type)
        #expect(fact.audience == expected.audience)
        #expect(fact.subject == expected.subject)
        #expect(fact.pairing == expected.pairing)
        #expect(fact.at == kind.at)
        #expect(!fact.type.isOfTheStream)
    }

    @Test func everyTypeIsAFactOrOfTheStream() {
        let told = Set(Kind.allCases.compactMap { $0.fact?.type })
        // A token that was withdrawn is revoked, for whoever listens.
        #expect(told.count == Kind.allCases.count - 1)
        #expect(Set(EventType.allCases).subtracting(told) == [.connected, .resync])
        #expect(EventType.allCases.filter(\.isOfTheStream) == [.connected, .resync])
    }

    @Test func words() {
        let documented = [
            "connected", "pairing_started", "device_connected", "second_claim", "bad_proof", "pairing_failed",
            "pairing_completed", "peer_updated", "peer_left", "presence_changed", "permission_granted",
            "permission_revoked", "permission_expired", "area_added", "area_removed", "area_updated", "area_enabled",
            "area_disabled", "token_renewed", "token_revoked", "node_found", "node_lost", "resync",
        ]
        let more = ["wrong_pin", "pin_verified", "ip_conflict", "peer_added", "token_issued"]
        #expect(
            Set(EventType.allCases.map(\.rawValue)) == Set(documented + more))
        #expect(EventType.allCases.count == documented.count + more.count)
        #expect(RevocationReason.allCases.map(\.rawValue) == ["revoked", "left", "expired", "replaced"])
        #expect(PairingCompleted.Way.allCases.map(\.rawValue) == ["new_peer", "known_key", "key_added"])
        #expect(PairingFailure.Reason.allCases.map(\.rawValue) == ["too_many_attempts", "cancelled", "expired"])
        #expect(ConflictAnswer.allCases.map(\.rawValue) == ["same_device", "keep_both"])
        #expect(
            PairingState.Name.allCases.map(\.rawValue)
                == ["token_created", "device_connected", "pin_verified", "device_registered", "failed"])
    }

    @Test func completedTellsOfWhatWasWritten() throws {
        guard case .pairingCompleted(let completed)? = Kind.pairingCompleted.fact else {
            Issue.record("no such fact")
            return
        }
        #expect(completed.pairing == Fixture.pairingID && completed.peer == Fixture.carol && completed.way == .newPeer)
    }
}
