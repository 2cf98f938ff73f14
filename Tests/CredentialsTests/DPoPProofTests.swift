import Core
import Credentials
import JSON
import Testing

/// What a good proof is made of, so that a test can spoil one part of it.
struct ProofRecipe {
    static let signer = SigningKey(seed: Octets32(Array(0..<32))!)
    static let method = "GET"
    static let url = "http://192.168.1.20:6969/v1/self"

    var header: JSONValue = .object(Self.header)
    var claims: JSONValue = .object(Self.claims)
    var signer = Self.signer

    static let jwk: JSONObject = ["kty": "OKP", "crv": "Ed25519", "x": .string(signer.publicKey.text)]
    static let header: JSONObject = ["typ": "dpop+jwt", "alg": "EdDSA", "jwk": .object(jwk)]
    static let claims: JSONObject = [
        "jti": "e1j3V_bKic8-LAEB", "htm": .string(method), "htu": .string(url), "iat": 1_562_262_616,
        "nonce": .string(DPoPVectors.nonce), "ath": .string(PeerToken(DPoPVectors.token)!.hash.text),
    ]

    /// The member `key` of the header gets another value, or none.
    static func header(_ key: String, _ value: JSONValue?) -> ProofRecipe {
        var header = header
        header[key] = value
        return ProofRecipe(header: .object(header))
    }

    static func jwk(_ key: String, _ value: JSONValue?) -> ProofRecipe {
        var jwk = jwk
        jwk[key] = value
        return header("jwk", .object(jwk))
    }

    static func claim(_ key: String, _ value: JSONValue?) -> ProofRecipe {
        var claims = claims
        claims[key] = value
        return ProofRecipe(claims: .object(claims))
    }

    var text: String { Self.sign(Array(header.text.utf8), Array(claims.text.utf8), signer) }

    static func sign(_ header: [UInt8], _ claims: [UInt8], _ signer: SigningKey = signer) -> String {
        let signed = Base64URL.encode(header) + "." + Base64URL.encode(claims)
        return signed + "." + Base64URL.encode(signer.sign(Array(signed.utf8)))
    }

    static func check(
        _ text: String, method: String = method, url: String = url, token: String? = DPoPVectors.token,
        at now: Duration = DPoPVectors.madeAt
    ) throws -> Result<CheckedProof, DPoPRejection> {
        let token = try token.map { try #require(PeerToken($0)).hash }
        let expected = DPoPExpectation(method: method, url: try #require(TargetURL(url)), token: token)
        return DPoPProof.check(text, expecting: expected, now: now, nonces: NonceMintTests.mint)
    }
}

struct DPoPProofTests {
    @Test(arguments: DPoPVectors.proofs) func acceptsTheProofsOfAnotherProgram(_ vector: DPoPVectors.Vector) throws {
        let token = vector.hasToken ? DPoPVectors.token : nil
        let checked = try ProofRecipe.check(vector.proof, method: vector.method, url: vector.url, token: token).get()
        #expect(checked.key == ProofRecipe.signer.publicKey)
        #expect(checked.jti == "e1j3V_bKic8-LAEB")
        #expect(checked.nonceExpiry == DPoPVectors.madeAt + NonceMint.lifetime)
        #expect(checked.thumbprint == Thumbprint(of: ProofRecipe.signer.publicKey))
    }

    static let good: [ProofRecipe] = [
        ProofRecipe(), .claim("iat", 0), .claim("iat", -5), .claim("iat", .number(1e300)), .claim("jti", "12345678"),
        .claim("jti", .string(String(repeating: "j", count: 128))), .claim("exp", 1), .header("kid", "x"),
        .jwk("use", "sig"), .jwk("key_ops", ["verify"]),
    ]

    @Test func acceptsWhatDoesNotMatter() throws {
        for recipe in Self.good {
            #expect(throws: Never.self) { try ProofRecipe.check(recipe.text).get() }
        }
    }

    @Test func aProofIsForOneRequest() throws {
        let text = ProofRecipe().text
        #expect(try ProofRecipe.check(text, method: "POST") == .failure(.wrongMethod))
        #expect(try ProofRecipe.check(text, method: "get") == .failure(.wrongMethod))
        #expect(try ProofRecipe.check(text, url: "https://192.168.1.20:6969/v1/self") == .failure(.wrongURL))
        #expect(try ProofRecipe.check(text, url: "http://192.168.1.20/v1/self") == .failure(.wrongURL))
        #expect(try ProofRecipe.check(text, url: "http://192.168.1.20:6969/v1/selfie") == .failure(.wrongURL))
    }

    @Test func aProofIsForOneToken() throws {
        let other = "kith_" + String(repeating: "A", count: 43)
        #expect(try ProofRecipe.check(ProofRecipe().text, token: other) == .failure(.wrongToken))
        #expect(try ProofRecipe.check(ProofRecipe.claim("ath", nil).text) == .failure(.wrongToken))
        #expect(throws: Never.self) { try ProofRecipe.check(ProofRecipe().text, token: nil).get() }
    }

    @Test func aProofAgesWithItsNonce() throws {
        let text = ProofRecipe().text
        let made = DPoPVectors.madeAt
        #expect(throws: Never.self) { try ProofRecipe.check(text, at: made + .milliseconds(59_999)).get() }
        #expect(try ProofRecipe.check(text, at: made + .seconds(60)) == .failure(.staleNonce))
        #expect(try ProofRecipe.check(text, at: made - .milliseconds(1)) == .failure(.staleNonce))
    }

    @Test func onlyNonceTroubleAsksForANonce() {
        #expect(DPoPRejection.allCases.filter(\.asksForNonce) == [.missingNonce, .staleNonce])
    }
}
