import API
import Core
public import Credentials
public import HTTPMessage
public import JSON
import Rehearsal

/// A phone: its key, and the token that it got.
public struct TestDevice: Sendable {
    public let key: SigningKey
    public var peer = ""
    public var token = ""

    public init() {
        var random = SecureRandom()
        key = SigningKey(using: &random)
    }

    /// Pairs with the node as a person would, by this way.
    public static func paired(
        with node: TestNode, _ terms: String = "{}", by way: TestNode.Way = .lan("192.168.1.77")
    ) throws -> TestDevice {
        var device = TestDevice()
        let (pairing, claim) = try device.claim(at: node, terms, by: way)
        let verified = try node.ask(
            .post, Target(stringLiteral: "/v1/pairings/\(pairing)/verify"),
            "{\"pin\": \"\(claim["pin"]?.string ?? "")\"}")
        guard verified.status == 200 else { throw RehearsalError(verified.text) }
        let outcome = try node.ask(
            .get, "/join/events", by: way, fields: ["Authorization": "Claim \(claim["claim"]?.string ?? "")"])
        guard let data = outcome.text.split(separator: "\n").first(where: { $0.hasPrefix("data: ") }),
            let told = try JSONValue(parsing: Array(data.dropFirst(6).utf8)).object
        else { throw RehearsalError(outcome.text) }
        device.peer = told["peer_id"]?.string ?? ""
        device.token = told["token"]?.string ?? ""
        return device
    }

    /// Starts a pairing and claims it: its id, and what the node answered.
    public func claim(
        at node: TestNode, _ terms: String = "{}", by way: TestNode.Way = .lan("192.168.1.77")
    ) throws -> (pairing: String, claim: JSONObject) {
        let started = try node.ask(.post, "/v1/pairings", terms)
        guard let url = started.json["join_url"]?.string, let id = started.json["id"]?.string else {
            throw RehearsalError(started.text)
        }
        let claimed = try node.ask(.post, "/join", try claimBody(url), by: way)
        guard claimed.status == 201 else { throw RehearsalError(claimed.text) }
        return (id, claimed.json)
    }

    /// What a page sends that was opened by this URL.
    public func claimBody(_ url: String, name: String? = nil) throws -> String {
        let halves = url.split(separator: "#")
        guard halves.count == 2, let secret = JoinSecret(text: halves[1]),
            let token = halves[0].split(separator: "=").last.flatMap({ JoinToken($0) })
        else { throw RehearsalError("no join URL: \(url)") }
        let message = Array("kith-join-v1".utf8) + Array(token.text.utf8) + key.publicKey.octets.bytes
        let proof = HMACSHA512.code(key: secret.octets.bytes, message: message)
        var body: JSONObject = [
            "token": .string(token.text), "public_key": .string(key.publicKey.text),
            "proof": .string(Base64URL.encode(proof)),
        ]
        if let name { body["name"] = .string(name) }
        return JSONValue.object(body).text
    }

    /// Asks with a proof of its key, and with its token by default.
    public func ask(
        _ node: TestNode, _ method: Method, _ target: String, _ body: String? = nil, withToken: Bool = true,
        by way: TestNode.Way = .lan("192.168.1.77")
    ) throws -> TestAnswer {
        let refused = try node.ask(method, Target(stringLiteral: target), body, by: way, fields: ["DPoP": "none"])
        guard let nonce = refused.field("DPoP-Nonce") else { throw RehearsalError("no nonce: \(refused.text)") }
        let path = target.split(separator: "?").first.map(String.init) ?? target
        let proof = proof(
            method, "\(way.scheme)://\(TestNode.address):\(TestNode.port)\(path)", nonce, withToken ? token : nil)
        var fields: HeaderFields = ["DPoP": proof]
        if withToken { fields["Authorization"] = "DPoP \(token)" }
        return try node.ask(method, Target(stringLiteral: target), body, by: way, fields: fields)
    }

    public func proof(_ method: Method, _ url: String, _ nonce: String, _ token: String?) -> String {
        let jwk: JSONObject = ["kty": "OKP", "crv": "Ed25519", "x": .string(key.publicKey.text)]
        let header: JSONObject = ["typ": "dpop+jwt", "alg": "EdDSA", "jwk": .object(jwk)]
        var claims: JSONObject = [
            "jti": .string(Base64URL.encode(Octets16.fresh.bytes)), "htm": .string(method.name), "htu": .string(url),
            "iat": 1, "nonce": .string(nonce),
        ]
        if let token { claims["ath"] = .string(Base64URL.encode(SHA256.hash(Array(token.utf8)).bytes)) }
        let signed =
            Base64URL.encode(Array(JSONValue.object(header).text.utf8)) + "."
            + Base64URL.encode(Array(JSONValue.object(claims).text.utf8))
        return signed + "." + Base64URL.encode(key.sign(Array(signed.utf8)))
    }
}
