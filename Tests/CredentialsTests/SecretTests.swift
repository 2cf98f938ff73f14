import Core
import Credentials
import JSON
import Testing

struct JoinProofTests {
    static let secret = JoinSecret(text: DPoPVectors.joinSecret)!
    static let token = JoinToken(DPoPVectors.joinToken)!

    static func check(
        _ proof: [UInt8], secret: JoinSecret = secret, token: JoinToken = token,
        key hexadecimal: String = DPoPVectors.publicKey
    ) throws -> Bool {
        JoinProof.isGood(proof, secret: secret, token: token, key: try key(hex: hexadecimal))
    }

    @Test func isWhatAnotherProgramMakes() throws {
        let proof = JoinProof.make(secret: Self.secret, token: Self.token, key: try key(hex: DPoPVectors.publicKey))
        #expect(Base64URL.encode(proof) == DPoPVectors.joinProof)
        #expect(proof.count == JoinProof.count)
        #expect(try Self.check(proof))
    }

    @Test func bindsSecretTokenAndKey() throws {
        let good = try #require(Base64URL.decode(DPoPVectors.joinProof))
        #expect(try !Self.check(good, secret: JoinSecret(text: "AAECAwQFBgcICQoLDA0ODg")!))
        #expect(try !Self.check(good, token: JoinToken("7K2MQ9XW4E")!))
        #expect(try !Self.check(good, key: DPoPVectors.keysOffTheCurve[0]))
        #expect(try !Self.check([]))
        #expect(try !Self.check(good.dropLast()))
        #expect(try !Self.check(good + [0]))
    }

    @Test func everyFlippedBitIsRefused() throws {
        let good = try #require(Base64URL.decode(DPoPVectors.joinProof))
        for bit in 0..<good.count * 8 {
            var bad = good
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try !Self.check(bad), "bit \(bit)")
        }
    }
}

struct SecretTextTests {
    @Test func peerTokenReadsItself() throws {
        var generator = SecureRandom()
        let token = PeerToken(using: &generator)
        #expect(token.text.utf8.count == 48)
        #expect(PeerToken.length == 48)
        let again = try #require(PeerToken(token.text))
        #expect(again.text == token.text)
        #expect(again.hash == token.hash)
        #expect("\(token)" == "PeerToken(hidden)")
        #expect("\(Optional(token) as Any)" == "Optional(PeerToken(hidden))")
    }

    static let noTokens = [
        "", "kith_", String(DPoPVectors.token.dropLast()), DPoPVectors.token + "A", DPoPVectors.token + "=",
        DPoPVectors.token.replacing("kith_", with: "Kith_"), DPoPVectors.token.replacing("kith_", with: "kith-"),
        DPoPVectors.token.replacing("Z", with: "+"), DPoPVectors.token.replacing("Z", with: " "),
        " " + DPoPVectors.token.dropLast(), String(DPoPVectors.token.dropLast()) + "N",
    ]

    @Test(arguments: noTokens) func refusesWhatIsNoPeerToken(_ text: String) {
        #expect(PeerToken(text) == nil)
    }

    /// The hash that is stored and the `ath` of a proof are one: RFC 9449 hashes the text.
    @Test func hashIsOfTheText() throws {
        let token = try #require(PeerToken(DPoPVectors.token))
        #expect(token.hash.octets == SHA256.hash(Array(DPoPVectors.token.utf8)))
        #expect(token.hash.text == "KG4r61FrAO9TjP6Y6dTDId0lPdA7fH4Di4FrvBVAyAQ")
        // The example of section 7.1 of RFC 9449.
        let example = SecretHash(SHA256.hash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".utf8.span))
        #expect(example.text == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
    }

    @Test func joinSecretText() {
        var generator = SecureRandom()
        let secret = JoinSecret(using: &generator)
        #expect(secret.text.utf8.count == 22)
        #expect(JoinSecret(text: secret.text) == secret)
        let good = "AAECAwQFBgcICQoLDA0ODw"
        for bad in ["", good.dropLast() + "", good + "A", good.dropLast() + "x", good.dropLast() + "="] {
            #expect(JoinSecret(text: bad) == nil, "\(bad)")
        }
    }

    @Test func claimSecretText() {
        var generator = SecureRandom()
        let secret = ClaimSecret(using: &generator)
        #expect(secret.text.utf8.count == 43)
        #expect(ClaimSecret(text: secret.text) == secret)
        #expect(secret.hash.octets == SHA256.hash(Array(secret.text.utf8)))
        #expect(ClaimSecret(text: secret.text + "=") == nil)
        #expect(ClaimSecret(text: secret.text.dropLast()) == nil)
    }
}

struct ThumbprintTests {
    /// RFC 7638, section 3.1; the order in which the members come does not matter.
    @Test func rsaExample() {
        let n =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"
            + "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
            + "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE"
            + "gU8awapJzKnqDKgw"
        let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        #expect(Thumbprint(ofRequired: ["e": "AQAB", "kty": "RSA", "n": .string(n)]).text == expected)
        #expect(Thumbprint(ofRequired: ["n": .string(n), "kty": "RSA", "e": "AQAB"]).text == expected)
    }

    /// RFC 8037, appendix A.3.
    @Test func ed25519Example() throws {
        let key = try #require(PublicKey(text: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
        #expect(Thumbprint(of: key).text == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }
}
