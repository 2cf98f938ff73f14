import Core
import JSON

@testable import Credentials

// DPoP proofs. The first line is a header, the rest are claims; both are signed, so that what is fuzzed is what an owner
// of a key can say. Choice: bit 0, the proof came with a token; bit 1, somebody else signed; bit 2, the bytes are the
// text of a proof; bit 3, they are an address.

func fuzz(_ input: Input) {
    if input.chose(3) { return checkAddress(input) }
    if input.chose(2) { return checkText(input) }
    let parts = input.parts("\n", most: 2)
    let (header, claims) = (parts[0], parts.count > 1 ? parts[1] : [])
    let token = input.chose(0) ? Scene.token.hash : nil
    let text = signed(header, claims, input.chose(1) ? Scene.stranger : Scene.owner)
    let outcome = Scene().check(text, token)
    let isGood = !input.chose(1) && text.utf8.count <= 4096 && isGood(header, claims, token)
    switch outcome {
    case .failure(let rejection):
        precondition(!isGood, "a good proof is refused: \(rejection)")
    case .success(let proof):
        precondition(isGood, "a bad proof is taken")
        precondition(proof.key == Scene.owner.publicKey, "somebody else's key")
        precondition(proof.nonceExpiry == Scene.now + NonceMint.lifetime, "another nonce")
        checkElsewhere(text, token)
        checkSpoilt(text, token, at: input.bytes.reduce(0) { $0 &* 31 &+ UInt($1) })
    }
}

/// The request that the proof is for. Everything in it is fixed, so that an input always means the same; key, nonce and
/// token are those of Tests/CredentialsTests/DPoPVectors.swift.
private struct Scene {
    var method = "GET"
    var url = "http://kith.local:6969/v1/self"
    var now = Self.now + .seconds(30)

    static let owner = SigningKey(seed: Octets32(Array(0..<32))!)
    static let stranger = SigningKey(seed: Octets32(Array(1...32))!)
    static let token = PeerToken("kith_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM")!
    static let otherToken = PeerToken("kith_" + String(repeating: "A", count: 43))!
    static let now = Duration.seconds(5_000)
    static let mint = {
        var generator = Constant()
        return NonceMint(using: &generator)
    }()
    static let nonce = mint.mint(now: now)

    func check(_ text: String, _ token: SecretHash?) -> Result<CheckedProof, DPoPRejection> {
        let expected = DPoPExpectation(method: method, url: TargetURL(url)!, token: token)
        return DPoPProof.check(text, expecting: expected, now: now, nonces: Self.mint)
    }
}

private struct Constant: RandomNumberGenerator {
    mutating func next() -> UInt64 { 0x0123_4567_89AB_CDEF }
}

private func signed(_ header: [UInt8], _ claims: [UInt8], _ signer: SigningKey) -> String {
    let text = Base64URL.encode(header) + "." + Base64URL.encode(claims)
    return text + "." + Base64URL.encode(signer.sign(Array(text.utf8)))
}

/// RFC 9449, 4.3, again and in any order. One key, one nonce and one token have one spelling each.
private func isGood(_ header: [UInt8], _ claims: [UInt8], _ token: SecretHash?) -> Bool {
    guard let header = object(header), let claims = object(claims), let jwk = header["jwk"]?.object else {
        return false
    }
    let isNumber =
        switch claims["iat"] {
        case .integer, .number: true
        default: false
        }
    let jti = claims["jti"]?.string?.utf8.count ?? 0
    return has(header, "typ", "dpop+jwt") && has(header, "alg", "EdDSA") && header["crit"] == nil
        && has(jwk, "kty", "OKP") && has(jwk, "crv", "Ed25519") && jwk["d"] == nil
        && has(jwk, "x", Scene.owner.publicKey.text) && has(claims, "htm", Scene().method)
        && TargetURL(claims["htu"]?.string ?? "") == TargetURL(Scene().url) && isNumber && jti >= 8 && jti <= 128
        && has(claims, "nonce", Scene.nonce) && (token.map { has(claims, "ath", $0.text) } ?? true)
}

private func object(_ bytes: [UInt8]) -> JSONObject? {
    (try? JSONValue(parsing: bytes, limits: CompactJWS.limits))?.object
}

private func has(_ object: JSONObject, _ key: String, _ text: String) -> Bool {
    object[key]?.string?.utf8.elementsEqual(text.utf8) ?? false
}

/// It is valid for one request and one minute.
private func checkElsewhere(_ text: String, _ token: SecretHash?) {
    precondition(Scene(method: "POST").check(text, token) == .failure(.wrongMethod), "another method")
    precondition(Scene(url: "http://kith.local:6969/v1").check(text, token) == .failure(.wrongURL), "another address")
    let later = Scene(now: Scene.now + NonceMint.lifetime)
    precondition(later.check(text, token) == .failure(.staleNonce), "another minute")
    guard token != nil else { return }
    precondition(Scene().check(text, Scene.otherToken.hash) == .failure(.wrongToken), "another token")
}

/// Each of its characters counts.
private func checkSpoilt(_ text: String, _ token: SecretHash?, at place: UInt) {
    var bytes = Array(text.utf8)
    let index = Int(place % UInt(bytes.count))
    bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    let spoilt = Scene().check(String(decoding: bytes, as: UTF8.self), token)
    guard case .failure = spoilt else { preconditionFailure("a spoilt proof is taken") }
}

/// Nobody can sign or guess: whatever the text is, it is no proof, no nonce and has one spelling.
private func checkText(_ input: Input) {
    guard let text = input.text else { return }
    if case .success = Scene().check(text, nil) { preconditionFailure("a proof out of nothing") }
    let verdict = Scene.mint.check(text, now: Scene.now)
    precondition((verdict != .forged) == (text.utf8.elementsEqual(Scene.nonce.utf8)), "a nonce out of nothing")
    if let bytes = Base64URL.decode(text) {
        precondition(Base64URL.encode(bytes).utf8.elementsEqual(text.utf8), "bytes with two spellings")
    }
    if let token = PeerToken(text) { precondition(token.text.utf8.elementsEqual(text.utf8), "a token is not its text") }
}

private func checkAddress(_ input: Input) {
    guard let text = input.text, let url = TargetURL(text) else { return }
    precondition(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an address that is not visible")
    let plain = text.prefix { $0 != "?" && $0 != "#" }
    precondition(TargetURL(plain) == url, "query and fragment count")
    precondition(TargetURL(plain + "?a#b") == url, "a query counts")
    let scheme = plain.prefix { $0 != ":" }
    precondition(TargetURL(scheme.uppercased() + plain.dropFirst(scheme.count)) == url, "capitals of the scheme count")
    let authority = plain.dropFirst(scheme.count + 3).prefix { $0 != "/" }
    let rest = plain.dropFirst(scheme.count + 3 + authority.count)
    precondition(TargetURL("\(scheme)://\(authority.uppercased())\(rest)") == url, "capitals of the host count")
    precondition(TargetURL(plain + (rest.isEmpty ? "/" : "")) == url, "an empty path is not the root")
    precondition(TargetURL(plain + (rest.isEmpty ? "/x" : "x")) != url, "the path does not count")
    let capitals = rest.uppercased() == rest ? rest.lowercased() : rest.uppercased()
    precondition(
        (TargetURL("\(scheme)://\(authority)\(capitals)") == url) == (capitals == rest), "capitals of the path")
    guard authority.hasSuffix("]") || !authority.contains(":") else { return }
    let port = scheme.lowercased() == "https" ? 443 : 80
    precondition(TargetURL("\(scheme)://\(authority):\(port)\(rest)") == url, "the scheme's own port counts")
    precondition(TargetURL("\(scheme)://\(authority):81\(rest)") != url, "a port does not count")
}
