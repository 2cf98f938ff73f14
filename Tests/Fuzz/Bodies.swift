import HTTPMessage
import JSON

@testable import API
@testable import Core
@testable import WebAPI

// What requests carry, up to the command that they are. Choice: bits 0 and 1, a claim, the terms of a pairing, a PIN, or
// a path and a field behind it; bit 2, another method.

func fuzz(_ input: Input) {
    let request = request(input)
    switch Result(catching: { () throws(Problem) in try Route(request) }) {
    case .failure(let problem): check(problem)
    case .success(.join(.claim(let claim))):
        checkKeys(request, ["token", "public_key", "proof", "name"])
        check(claim)
    case .success(.pairings(.start(let body))):
        checkKeys(request, ["ttl", "name", "person", "peer", "scopes", "areas", "expires_in", "host"])
        check(body.terms)
        checkNamed(body.terms, (try? JSONValue(parsing: request.body))?.object)
    case .success(.pairings(.verify(_, let attempt))):
        checkKeys(request, ["pin", "on_conflict"])
        check(attempt, typed: (try? JSONValue(parsing: request.body))?.object?["pin"]?.string)
    case .success(.join(.outcome(let secret))):
        let field = request.fields["Authorization"]
        // The scheme's name has no case.
        precondition(field?.prefix(6).lowercased() == "claim ", "another scheme")
        precondition(field.map { $0.dropFirst(6).utf8.elementsEqual(secret.text.utf8) } == true, "another secret")
    case .success(.pairings(.show(let id))), .success(.pairings(.cancel(let id))):
        precondition(request.target.segments == ["v1", "pairings", "\(id)"], "another pairing")
    case .success(.peers(.show(let id))), .success(.peers(.revoke(let id))):
        precondition(request.target.segments == ["v1", "peers", "\(id)"], "another peer")
    case .success(.peers(.rename(_, let name))), .success(.own(.rename(let name))):
        checkKeys(request, ["name"])
        check(name)
    case .success: break
    }
}

private let pairing = PairingID(number: 77)

private func request(_ input: Input) -> Request {
    let method: Method = input.chose(2) ? .get : .post
    let paths: [Target] = ["/join", "/v1/pairings", Target("/v1/pairings/\(pairing)/verify") ?? "/"]
    guard input.choice & 3 < 3 else { return freeRequest(input, method) }
    return Request(method, paths[input.choice & 3], fields: ["Content-Type": "application/json"], body: input.bytes)
}

/// The first line is the path, the second the authorization, the third the type, and behind them is the body.
private func freeRequest(_ input: Input, _ method: Method) -> Request {
    let parts = input.parts("\n", most: 4).map { String(decoding: $0, as: UTF8.self) } + ["", "", "", ""]
    var fields: HeaderFields = [:]
    for (name, value) in [("Authorization", parts[1]), ("Content-Type", parts[2])] where !value.isEmpty {
        if let field = HeaderField(name: name, value: value) { fields.append(field) }
    }
    return Request(method, Target(parts[0]) ?? "/", fields: fields, body: Array(parts[3].utf8))
}

/// It can be sent and read, and is no mirror: of what the client sent it shows a name's length at most.
private func check(_ problem: Problem) {
    let response = problem.response
    precondition((400...499).contains(problem.status.code), "what a client sends is the client's fault")
    precondition(problem.detail.utf8.count <= 160 * 4 + 100, "a long answer")
    precondition(!problem.detail.unicodeScalars.contains(where: \.isForbiddenInNames), "what cannot be seen")
    let body = (try? JSONValue(parsing: response.body))?.object
    precondition(body?["code"] == .string(problem.code), "a problem that cannot be read")
    precondition(body?["status"] == .integer(Int64(response.status.code)), "another status")
}

/// Nothing that was sent was without effect.
private func checkKeys(_ request: Request, _ known: Set<String>) {
    let keys = (try? JSONValue(parsing: request.body))?.object?.keys
    precondition(keys.map { known.isSuperset(of: $0) } == true, "a field that nobody knows was taken")
    let type = request.fields["Content-Type"]?.lowercased()
    precondition(type?.hasPrefix("application/json") == true, "a body that does not say that it is JSON")
}

private func check(_ claim: ClaimBody) {
    check(claim.name)
    precondition(claim.token.text.utf8.count == 10, "a token of another length")
    precondition(claim.token.text.utf8.allSatisfy { Base32.alphabet.contains($0) }, "a token of other characters")
    var body: JSONObject = [
        "token": .string(claim.token.text), "public_key": .string(Base64URL.encode(claim.key.octets.bytes)),
        "proof": .string(Base64URL.encode(claim.proof)),
    ]
    body["name"] = claim.name.map { .string($0.text) }
    guard case .join(.claim(let again)) = route("/join", body) else {
        preconditionFailure("written anew, it is no claim")
    }
    precondition(again.token == claim.token && again.key == claim.key && again.proof == claim.proof, "another claim")
    precondition(again.name == claim.name, "another name")
}

/// What turns or hides text, and what ends a line.
private let unseen: [ClosedRange<UInt32>] = [
    0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200B...0x200C, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F,
    0xE000...0xF8FF, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F,
]

private func check(_ name: Name?) {
    guard let name else { return }
    precondition(!name.text.isEmpty && name.text.count <= 64 && name.text.utf8.count <= 256, "a name of that length")
    let hasUnseen = name.text.unicodeScalars.contains { scalar in unseen.contains { $0.contains(scalar.value) } }
    precondition(!hasUnseen, "a name that cannot be seen")
    precondition((try? Name(name.text))?.text.utf8.elementsEqual(name.text.utf8) == true, "a name that is none")
    let numbered = name.numbered(2)
    // A name of which nothing fits before the number is the number.
    let hasNumber = numbered.text.hasSuffix(" (2)") || numbered.text == "2"
    precondition((try? Name(numbered.text)) != nil && hasNumber, "numbered, it is none")
}

private func check(_ terms: PairingTerms) {
    for name in [terms.name, terms.person] { check(name) }
    var body: JSONObject = [:]
    body["ttl"] = terms.life.map { .integer($0.components.seconds) }
    body["expires_in"] = terms.passLength.map { .integer($0.components.seconds) }
    body["name"] = terms.name.map { .string($0.text) }
    body["person"] = terms.person.map { .string($0.text) }
    body["peer"] = terms.peer.map { .string("\($0)") }
    body["scopes"] = .array(terms.scopes.members.map { .string($0.rawValue) })
    if !terms.leavesAreasOpen { body["areas"] = .array(terms.areas.sorted().map { .string("\($0)") }) }
    guard case .pairings(.start(let again)) = route("/v1/pairings", body), again.terms == terms else {
        preconditionFailure("written anew, the terms are others")
    }
    do { try terms.checked(limits: Limits()) } catch { check(Problem.field(error)) }
}

/// All that were named, and no others.
private func checkNamed(_ terms: PairingTerms, _ body: JSONObject?) {
    let areas = (body?["areas"]?.array ?? []).map { $0.string.flatMap { AreaID($0) } }
    precondition(Set(areas) == Set(terms.areas.map { $0 }), "other areas than were named")
    guard let scopes = body?["scopes"]?.array?.map(\.string) else { return }
    precondition(Set(scopes) == Set(terms.scopes.members.map(\.rawValue)), "other scopes than were named")
}

private func check(_ attempt: VerifyAttempt, typed: String?) {
    let digits = typed?.utf8.filter { $0 != 0x20 }
    precondition(attempt.pin.map { Array($0.digits.utf8) } == digits, "another PIN than was typed")
    var body: JSONObject = [:]
    body["pin"] = attempt.pin.map { .string($0.digits) }
    body["on_conflict"] = attempt.onConflict.map { .string($0.rawValue) }
    guard case .pairings(.verify(pairing, let again)) = route("/v1/pairings/\(pairing)/verify", body), again == attempt
    else { preconditionFailure("written anew, the attempt is another") }
}

private func route(_ path: String, _ body: JSONObject) -> Route? {
    guard let target = Target(path) else { return nil }
    let bytes = Array(JSONValue.object(body).text.utf8)
    return try? Route(Request(.post, target, fields: ["Content-Type": "application/json"], body: bytes))
}
