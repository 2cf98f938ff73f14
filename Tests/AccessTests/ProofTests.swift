import API
import AgentTestKit
import Core
import Credentials
import HTTPMessage
import Rehearsal
import Store
import Testing

@testable import Access

/// Proofs of possession: each is valid once, for one request, from one place, within a minute.
@Suite struct ProofTests {
    private let fixture: AccessFixture
    private let member: Member

    init() throws {
        fixture = try AccessFixture()
        member = try fixture.admit()
    }

    @Test func aProofIsValidOnce() throws {
        let request = try fixture.signed(by: member, over: .plainHTTP)
        #expect(try fixture.peer(request, by: .plainHTTP).id == member.id)
        #expect(throws: Problem.invalidProof) { try fixture.peer(request, by: .plainHTTP) }
        #expect(fixture.refusals == [.replayed])
        // By the key only it is the same proof.
        let proved = try fixture.proved(by: member.signer)
        #expect(try fixture.keyHolder(proved, by: .plainHTTP).scopes == .none)
        #expect(throws: Problem.invalidProof) { try fixture.keyHolder(proved, by: .plainHTTP) }
    }

    @Test func theNameOfAProofIsItsOwnersOnly() throws {
        let other = try fixture.admit()
        for member in [member, other] {
            let request = try fixture.signed(by: member, over: .tls, jti: "the-same-name")
            #expect(try fixture.peer(request, by: .tls).id == member.id)
        }
        let again = try fixture.signed(by: member, .delete, over: .tls, jti: "the-same-name")
        #expect(throws: Problem.invalidProof) { try fixture.peer(again, by: .tls) }
    }

    @Test func aNonceLivesForAMinute() throws {
        let origin = try fixture.origin(of: try fixture.request(by: .plainHTTP), by: .plainHTTP)
        let nonce = fixture.authenticator.freshNonce(for: origin.place)
        fixture.clock.advance(by: NonceMint.lifetime - .milliseconds(1))
        let request = try fixture.signed(by: member, over: .plainHTTP, nonce: nonce)
        #expect(try fixture.peer(request, by: .plainHTTP).id == member.id)
        fixture.clock.advance(by: .milliseconds(1))
        let late = try fixture.signed(by: member, over: .plainHTTP, nonce: nonce)
        #expect(throws: Problem.nonceNeeded) { try fixture.peer(late, by: .plainHTTP) }
        let invented = try fixture.signed(by: member, over: .plainHTTP, nonce: "invented")
        #expect(throws: Problem.nonceNeeded) { try fixture.peer(invented, by: .plainHTTP) }
        #expect(fixture.refusals == [.bad(.staleNonce), .bad(.staleNonce)])
    }

    /// Somebody who overhears a proof sends it from another address.
    @Test(arguments: [
        ("192.168.1.77", "192.168.1.78"), ("fe80::77", "fe80::78"), ("2001:db8:1::77", "2001:db8:2::77"),
    ])
    func aNonceIsValidFromItsPlaceOnly(_ owner: String, _ thief: String) throws {
        let proof = try fixture.proof(by: member.signer, over: .plainHTTP, token: member.token, at: owner)
        let request = try fixture.request(by: .plainHTTP, fields: member.signedFields(proof))
        #expect(throws: Problem.nonceNeeded) { try fixture.peer(request, by: .plainHTTP, at: thief) }
        #expect(try fixture.peer(request, by: .plainHTTP, at: owner).id == member.id, "it is not used up")
    }

    @Test func behindAProxyThePlaceIsTheClient() throws {
        let request = try fixture.signed(by: member, over: .tls)
        var stolen = request
        stolen.fields["X-Forwarded-For"] = "203.0.113.10"
        #expect(throws: Problem.nonceNeeded) { try fixture.peer(stolen, by: .tls) }
        #expect(try fixture.peer(request, by: .tls).id == member.id)
    }

    @Test func aProofIsForOneRequest() throws {
        let other = try fixture.admit()
        let proof = try fixture.proof(by: member.signer, .get, "/v1/self", over: .tls, token: member.token)
        let without = try fixture.proof(by: member.signer, over: .tls)
        let foreign = try fixture.proof(by: other.signer, over: .tls, token: member.token)
        let samples: [(Method, String, String, ProofRefusal?)] = [
            (.delete, "/v1/self", proof, .bad(.wrongMethod)), (.get, "/v1/peers", proof, .bad(.wrongURL)),
            (.get, "/v1/self", without, .bad(.wrongToken)), (.get, "/v1/self", "a.b.c", .bad(.malformed)),
            // The proof is right, but it is not that of the token's key.
            (.get, "/v1/self", foreign, nil),
        ]
        for (method, path, proof, refusal) in samples {
            let before = fixture.refusals.count
            let request = try fixture.request(method, path, by: .tls, fields: member.signedFields(proof))
            #expect(throws: Problem.invalidProof, "\(method) \(path)") { try fixture.peer(request, by: .tls) }
            #expect(fixture.refusals.dropFirst(before).first == refusal)
        }
        // A proof for TLS is none for plain HTTP.
        var plain = try fixture.request(by: .plainHTTP, fields: member.signedFields(proof))
        #expect(throws: Problem.invalidProof) { try fixture.peer(plain, by: .plainHTTP) }
        plain.fields["DPoP"] = nil
        #expect(throws: Problem.proofMissing) { try fixture.peer(plain, by: .plainHTTP) }
    }

    @Test func aPeerHasAQuotaOfProofs() throws {
        let origin = try fixture.origin(of: try fixture.request(by: .tls), by: .tls)
        let nonce = fixture.authenticator.freshNonce(for: origin.place)
        for number in 0..<ReplayLimits.quota {
            let request = try fixture.signed(by: member, over: .tls, nonce: nonce, jti: "number-\(number)")
            _ = try fixture.peer(request, by: .tls)
        }
        let next = try fixture.signed(by: member, over: .tls, nonce: nonce)
        #expect(throws: Problem.tooManyProofs) { try fixture.peer(next, by: .tls) }
        #expect(fixture.refusals == [.tooMany])
        let other = try fixture.admit()
        #expect(try fixture.peer(fixture.signed(by: other, over: .tls), by: .tls).id == other.id)
        // A minute later they are forgotten.
        fixture.clock.advance(by: NonceMint.lifetime + .seconds(2))
        #expect(try fixture.peer(fixture.signed(by: member, over: .tls), by: .tls).id == member.id)
    }

    @Test func anUnknownKeyIsNobody() throws {
        var random = SecureRandom()
        let stranger = SigningKey(using: &random)
        for _ in 0..<20 {
            let request = try fixture.proved(by: stranger)
            #expect(throws: Problem.unknownKey) { try fixture.keyHolder(request, by: .plainHTTP) }
        }
        let bare = try fixture.request(.get, "/v1/self/token", by: .plainHTTP)
        #expect(throws: Problem.proofMissing) { try fixture.keyHolder(bare, by: .plainHTTP) }
    }

    /// A request that is refused for another reason has shown its proof to everybody on the way.
    @Test func aRefusedRequestHasUsedUpItsProof() throws {
        let (signed, proved) = (
            try fixture.signed(by: member, over: .plainHTTP), try fixture.proved(by: member.signer)
        )
        for request in [signed, proved] { try fixture.spend(request, by: .plainHTTP) }
        #expect(throws: Problem.invalidProof) { try fixture.peer(signed, by: .plainHTTP) }
        #expect(throws: Problem.invalidProof) { try fixture.keyHolder(proved, by: .plainHTTP) }
        // One that proves nothing is refused in any case.
        #expect(throws: Never.self) { try fixture.spend(signed, by: .plainHTTP) }
    }
}

/// Whether a claim shows that its key is there.
@Suite struct PossessionTests {
    private let fixture: AccessFixture
    private let signer: SigningKey
    private var key: PublicKey { signer.publicKey }

    init() throws {
        fixture = try AccessFixture()
        var random = SecureRandom()
        signer = SigningKey(using: &random)
    }

    private func claim(_ nonce: String? = nil, jti: String? = nil) throws -> Request {
        try fixture.proved(by: signer, .post, "/join", nonce: nonce, jti: jti)
    }

    /// The key becomes a peer's, as after a claim that was confirmed.
    private func admit() throws {
        var device = Device.fresh()
        device.key = key
        _ = try fixture.play.admit(device)
    }

    @Test func withoutAProofNothingIsShown() throws {
        let bare = try fixture.request(.post, "/join", by: .plainHTTP)
        #expect(try !fixture.possession(of: key, bare, by: .plainHTTP).isProved)
    }

    @Test func aProofOfAnotherKeyIsRefused() throws {
        var random = SecureRandom()
        let other = SigningKey(using: &random).publicKey
        let request = try claim()
        #expect(throws: Problem.invalidProof) { try fixture.possession(of: other, request, by: .plainHTTP) }
    }

    @Test(arguments: [false, true]) func aProofProvesOnce(_ isPeer: Bool) throws {
        if isPeer { try admit() }
        let request = try claim()
        #expect(try fixture.possession(of: key, request, by: .plainHTTP).isProved)
        #expect(throws: Problem.invalidProof) { try fixture.possession(of: key, request, by: .plainHTTP) }
        #expect(fixture.refusals == [.replayed])
    }

    /// The key was a stranger's when the proof was used, and is a peer's a moment later.
    @Test func aProofOfBeforeIsUsedUp() throws {
        let request = try claim()
        #expect(try fixture.possession(of: key, request, by: .plainHTTP).isProved)
        try admit()
        #expect(throws: Problem.invalidProof) { try fixture.possession(of: key, request, by: .plainHTTP) }
        #expect(throws: Problem.invalidProof) { try fixture.keyHolder(request, by: .plainHTTP) }
    }

    /// Sixteen proofs of a stranger's key are remembered. The next one proves nothing, but does not stop the claim.
    @Test func withoutRoomAProofIsRememberedByTheClaim() throws {
        for _ in 0..<16 { #expect(try fixture.possession(of: key, try claim(), by: .plainHTTP).isProved) }
        let request = try claim()
        guard case .unremembered(let proof) = try fixture.possession(of: key, request, by: .plainHTTP) else {
            Issue.record("there was room")
            return
        }
        #expect(proof.key == key)
        fixture.authenticator.rememberClaimant(proof)
        #expect(throws: Problem.invalidProof) { try fixture.possession(of: key, request, by: .plainHTTP) }
        try admit()
        #expect(throws: Problem.invalidProof) { try fixture.possession(of: key, request, by: .plainHTTP) }
        #expect(throws: Problem.invalidProof) { try fixture.keyHolder(request, by: .plainHTTP) }
        let before = fixture.refusals.count
        fixture.authenticator.rememberClaimant(proof)
        #expect(fixture.refusals.dropFirst(before) == [.tooMany], "it is there already")
    }
}
