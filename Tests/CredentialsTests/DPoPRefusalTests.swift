import Core
import Credentials
import JSON
import Seeded
import Testing

/// Every part of a proof, wrong in every way. The signature is valid unless the case is about it.
struct DPoPRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let rejection: DPoPRejection

        init(_ name: String, _ rejection: DPoPRejection, _ text: String) {
            self.name = name
            self.text = text
            self.rejection = rejection
        }

        init(_ name: String, _ rejection: DPoPRejection, _ recipe: ProofRecipe) {
            self.init(name, rejection, recipe.text)
        }

        var testDescription: String { name }
    }

    static let x = ProofRecipe.signer.publicKey.text
    static let parts = ProofRecipe().text.split(separator: ".").map(String.init)
    static let header = Array(JSONValue.object(ProofRecipe.header).text.utf8)
    static let claims = Array(JSONValue.object(ProofRecipe.claims).text.utf8)

    /// An object with one more member in front, which may be there already.
    static func twice(_ member: String, _ object: [UInt8]) -> [UInt8] { Array("{\(member),".utf8) + object.dropFirst() }

    static let form: [Case] = [
        Case("nothing", .malformed, ""),
        Case("one part", .malformed, parts[0]),
        Case("two parts", .malformed, parts[0] + "." + parts[1]),
        Case("four parts", .malformed, parts.joined(separator: ".") + "."),
        Case("a hole", .malformed, parts[0] + ".." + parts[2]),
        Case("padding", .malformed, parts[0] + "=." + parts[1] + "." + parts[2]),
        Case("a space before", .malformed, " " + parts.joined(separator: ".")),
        Case("two proofs", .malformed, parts.joined(separator: ".") + ", " + parts.joined(separator: ".")),
        Case("base 64 with plus", .malformed, "+" + parts.joined(separator: ".").dropFirst()),
        Case("a header that is no object", .malformed, ProofRecipe(header: ["dpop+jwt"])),
        Case("a header that is no JSON", .malformed, ProofRecipe.sign(Array("{".utf8), claims)),
        Case("a header with a key twice", .malformed, ProofRecipe.sign(twice(#""typ":"x""#, header), claims)),
        Case("a header that is no UTF-8", .malformed, ProofRecipe.sign(header.map { $0 == 0x6A ? 0xFF : $0 }, claims)),
        Case("claims that are no object", .malformed, ProofRecipe(claims: "claims")),
        Case("claims with something behind", .malformed, ProofRecipe.sign(header, claims + [0x7D])),
        Case("claims with a key twice", .malformed, ProofRecipe.sign(header, twice(#""htm":"GET""#, claims))),
        Case("too long", .malformed, .claim("x", .string(String(repeating: "x", count: 3_000)))),
        Case("too deep", .malformed, .claim("x", [[[[1]]]])),
    ]

    static let head: [Case] = [
        Case("no typ", .badType, .header("typ", nil)),
        Case("another typ", .badType, .header("typ", "JWT")),
        Case("a typ in capitals", .badType, .header("typ", "DPOP+JWT")),
        Case("a typ that is a list", .badType, .header("typ", ["dpop+jwt"])),
        Case("no alg", .badAlgorithm, .header("alg", nil)),
        Case("alg none", .badAlgorithm, .header("alg", "none")),
        Case("alg null", .badAlgorithm, .header("alg", .null)),
        Case("a symmetric alg", .badAlgorithm, .header("alg", "HS256")),
        Case("another curve's alg", .badAlgorithm, .header("alg", "ES256")),
        Case("an alg in small letters", .badAlgorithm, .header("alg", "eddsa")),
        Case("crit", .unknownExtension, .header("crit", ["b64"])),
        Case("an empty crit", .unknownExtension, .header("crit", [])),
        Case("crit null", .unknownExtension, .header("crit", .null)),
        Case("no jwk", .badKey, .header("jwk", nil)),
        Case("a jwk that is text", .badKey, .header("jwk", .string(x))),
        Case("no kty", .badKey, .jwk("kty", nil)),
        Case("another kty", .badKey, .jwk("kty", "EC")),
        Case("a kty that a Swift string would take", .badKey, .jwk("kty", "O\u{212A}P")),
        Case("no crv", .badKey, .jwk("crv", nil)),
        Case("a key for key agreement", .badKey, .jwk("crv", "X25519")),
        Case("a private key", .badKey, .jwk("d", .string(x))),
        Case("a private key that is null", .badKey, .jwk("d", .null)),
        Case("no x", .badKey, .jwk("x", nil)),
        Case("an x that is a number", .badKey, .jwk("x", 1)),
        Case("a short x", .badKey, .jwk("x", .string(String(x.dropLast(2))))),
        Case("a long x", .badKey, .jwk("x", .string(x + "AA"))),
        Case("a padded x", .badKey, .jwk("x", .string(x + "="))),
        Case("a second spelling of x", .badKey, .jwk("x", .string(x.dropLast() + "h"))),
        Case("a low-order x", .badKey, .jwk("x", .string(String(repeating: "A", count: 43)))),
        Case("another's x", .badSignature, .jwk("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")),
    ]

    static let body: [Case] = [
        Case("no htm", .wrongMethod, .claim("htm", nil)),
        Case("another htm", .wrongMethod, .claim("htm", "POST")),
        Case("an htm in small letters", .wrongMethod, .claim("htm", "get")),
        Case("an htm that is no text", .wrongMethod, .claim("htm", ["GET"])),
        Case("no htu", .wrongURL, .claim("htu", nil)),
        Case("an htu that is no text", .wrongURL, .claim("htu", true)),
        Case("an htu that is no address", .wrongURL, .claim("htu", "/v1/self")),
        Case("another scheme", .wrongURL, .claim("htu", "https://192.168.1.20:6969/v1/self")),
        Case("another host", .wrongURL, .claim("htu", "http://192.168.1.21:6969/v1/self")),
        Case("another port", .wrongURL, .claim("htu", "http://192.168.1.20:6970/v1/self")),
        Case("no port", .wrongURL, .claim("htu", "http://192.168.1.20/v1/self")),
        Case("another path", .wrongURL, .claim("htu", "http://192.168.1.20:6969/v1/self/")),
        Case("user information", .wrongURL, .claim("htu", "http://192.168.1.20:6969@evil.example/v1/self")),
        Case("no iat", .badIssueTime, .claim("iat", nil)),
        Case("an iat that is text", .badIssueTime, .claim("iat", "1562262616")),
        Case("an iat that is null", .badIssueTime, .claim("iat", .null)),
        Case("no jti", .badIdentifier, .claim("jti", nil)),
        Case("an empty jti", .badIdentifier, .claim("jti", "")),
        Case("a short jti", .badIdentifier, .claim("jti", "1234567")),
        Case("a long jti", .badIdentifier, .claim("jti", .string(String(repeating: "j", count: 129)))),
        Case("a jti that is a number", .badIdentifier, .claim("jti", 12_345_678)),
        Case("no nonce", .missingNonce, .claim("nonce", nil)),
        Case("a nonce that is a number", .missingNonce, .claim("nonce", 1)),
        Case("an empty nonce", .staleNonce, .claim("nonce", "")),
        Case("a nonce of one's own", .staleNonce, .claim("nonce", .string(String(repeating: "A", count: 32)))),
        Case("no ath", .wrongToken, .claim("ath", nil)),
        Case("an ath that is no text", .wrongToken, .claim("ath", 1)),
        Case("the token as ath", .wrongToken, .claim("ath", .string(DPoPVectors.token))),
        Case("another token's ath", .wrongToken, .claim("ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")),
        Case("a padded ath", .wrongToken, .claim("ath", .string(PeerToken(DPoPVectors.token)!.hash.text + "="))),
    ]

    static let signature: [Case] = [
        Case("no signature", .badSignature, parts[0] + "." + parts[1] + "."),
        Case("a short signature", .badSignature, parts[0] + "." + parts[1] + "." + parts[2].dropLast(2)),
        Case("a long signature", .badSignature, parts[0] + "." + parts[1] + "." + parts[2] + "AA"),
        Case("zeros", .badSignature, parts[0] + "." + parts[1] + "." + String(repeating: "A", count: 86)),
        Case("another's signature", .badSignature, ProofRecipe(signer: SigningKey(seed: Octets32(Array(1...32))!))),
    ]

    @Test(arguments: form + head + body + signature) func refuses(_ refused: Case) throws {
        #expect(try ProofRecipe.check(refused.text) == .failure(refused.rejection))
    }

    /// Keys that no one can own, or that have a second name.
    @Test(arguments: KeyCheckTests.lowOrder + DPoPVectors.keysOffTheCurve) func refusesKey(_ text: String) throws {
        let x = Base64URL.encode(try bytes(hex: text))
        #expect(try ProofRecipe.check(ProofRecipe.jwk("x", .string(x)).text) == .failure(.badKey))
    }

    @Test func everySingleCharacterMatters() throws {
        let good = DPoPVectors.proofs[1].proof
        #expect(throws: Never.self) { try ProofRecipe.check(good).get() }
        for index in good.indices {
            for other in ["A", "h", "_", ".", "=", ""] where other != String(good[index]) {
                let bad = good.replacingCharacter(at: index, with: other)
                #expect(throws: DPoPRejection.self) { try ProofRecipe.check(bad).get() }
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let good = ProofRecipe().text
        for count in 0..<good.utf8.count {
            #expect(throws: DPoPRejection.self) { try ProofRecipe.check(String(good.prefix(count))).get() }
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>) func noiseIsRefused(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = (0..<3).map { _ in
            let count = Int.random(in: 0...300, using: &generator)
            return Base64URL.encode((0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        }
        #expect(try ProofRecipe.check(parts.joined(separator: ".")) == .failure(.malformed))
    }
}
