import HTTPMessage
import JSON

@testable import API
@testable import Core
@testable import WebAPI

// What requests carry, up to the command that they are. Choice: bits 0 and 1, a claim, the terms of a pairing, a PIN, or
// a path and a field behind it; bit 2, another method. With bit 3: an area, a service, what a device asks for itself, or a
// bearer token; bit 2, it is changed, or it is of another kind.

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
    case .success(.peers(.rename(_, let name))), .success(.own(.rename(let name))),
        .success(.own(.addAppPassword(let name))):
        checkKeys(request, ["name"])
        check(name)
    case .success(.areas(.add(let body))): checkArea(request, body)
    case .success(.areas(.change(area, let body))): checkArea(request, body)
    case .success(.services(.add(let name, let url, let areas))): checkService(request, name, url, areas)
    case .success(.services(.change(service, let body))): checkService(request, body.name, body.url, body.areas)
    case .success(.own(.signIn(let body))): checkSignIn(request, body)
    case .success(.issueToken(let body)): checkToken(request, body, ["kind", "expires_in", "name", "person", "scopes"])
    case .success(.peers(.issueToken(_, let body))): checkToken(request, body, ["kind", "expires_in"])
    case .success: break
    }
}

private let pairing = PairingID(number: 77)
private let area = AreaID(number: 77)
private let service = ServiceID(number: 77)

/// By bits 0 and 1: the first, or with bit 2 the second.
private let newerRoutes: [[(method: Method, path: String)]] = [
    [(.post, "/v1/areas"), (.patch, "/v1/areas/\(area)")],
    [(.post, "/v1/services"), (.put, "/v1/services/\(service)")],
    [(.post, "/v1/self/sign-in"), (.post, "/v1/self/app-passwords")],
    [(.post, "/v1/tokens"), (.post, "/v1/peers/\(PeerID(number: 77))/tokens")],
]

private func request(_ input: Input) -> Request {
    if input.chose(3) {
        let (method, path) = newerRoutes[input.choice & 3][input.chose(2) ? 1 : 0]
        return Request(method, Target(path) ?? "/", fields: ["Content-Type": "application/json"], body: input.bytes)
    }
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
        preconditionFailure("written again, it is no claim")
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
        preconditionFailure("written again, the terms are others")
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
    else { preconditionFailure("written again, the attempt is another") }
}

private func object(_ request: Request) -> JSONObject { (try? JSONValue(parsing: request.body))?.object ?? [:] }

private func texts(_ value: JSONValue?) -> [String?]? { value?.array?.map(\.string) }

private func checkArea(_ request: Request, _ body: AreaBody) {
    checkKeys(request, ["name", "enabled", "services"])
    check(body.name)
    precondition(body.isEnabled == object(request)["enabled"]?.bool, "another state than was sent")
    let named = texts(object(request)["services"]).map { Set($0) }
    precondition(body.services.map { Set($0.map { "\($0)" }) } == named, "other services than were named")
}

private func checkService(_ request: Request, _ name: Name?, _ url: ServiceURL?, _ areas: Set<AreaID>?) {
    checkKeys(request, ["name", "url", "areas"])
    check(name)
    if let url { check(url, sent: object(request)["url"]?.string ?? "") }
    // A new one without areas is in none.
    let named = texts(object(request)["areas"]).map { Set($0) }
    precondition(
        areas.map { Set($0.map { "\($0)" }) } == named || areas == [] && named == nil, "other areas than were named")
}

/// It has one spelling, which a browser reads in one way.
private func check(_ url: ServiceURL, sent: String) {
    let text = url.description
    precondition((try? ServiceURL(text)) == url, "written again, it is another URL")
    precondition(
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }, "a URL that is not visible")
    precondition(text.hasPrefix(url.origin.isTLS ? "https://" : "http://"), "another scheme")
    precondition(!url.origin.authority.contains("@") && !text.contains("#"), "more than a browser opens")
    precondition(url.origin.host == url.origin.host.lowercased() && !url.origin.host.isEmpty, "no host")
    precondition(url.path.isEmpty || url.path.hasPrefix("/"), "a path that belongs to the host")
    let (host, authority) = (url.origin.host, url.origin.authority)
    let last = host.split(separator: ".").last ?? ""
    precondition(
        HostAddress(host) != nil || !last.utf8.allSatisfy { (0x30...0x39).contains($0) },
        "a name that a browser takes for an address")
    let own = sent.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" }.lowercased()
    let plain = [authority, "\(host):\(url.origin.port)", "\(authority):\(url.origin.port)"]
    precondition(plain.contains(own) || host.contains(":"), "another host than was sent")
    precondition(sent.lowercased().hasPrefix("https:") == url.origin.isTLS, "another scheme than was sent")
}

private func checkSignIn(_ request: Request, _ body: SignInBody) {
    checkKeys(request, ["to", "start"])
    precondition(body.path.hasPrefix("/") && Target(body.path) != nil, "a path that is none")
    let sent = object(request)["to"]?.string ?? ""
    precondition(sent.hasSuffix(body.path) || body.path == "/", "another page than was sent")
    if let url = try? ServiceURL("\(body.service)") { check(url, sent: sent) } else { preconditionFailure("no origin") }
    guard let start = object(request)["start"]?.string.flatMap({ Base64URL.decode($0) }) else {
        preconditionFailure("a start that was not sent")
    }
    precondition(body.start == Octets32(start).map { SecretHash($0) }, "another start")
}

private func checkToken(_ request: Request, _ body: TokenBody, _ known: Set<String>) {
    checkKeys(request, known)
    let sent = object(request)
    precondition(sent["kind"] == .string("bearer"), "another kind of token")
    precondition(body.life == sent["expires_in"]?.integer.map { .seconds($0) }, "another life than was sent")
    guard case .named(let name, let person, let scopes) = body.bearer else { return }
    check(name)
    check(person)
    let named = texts(sent["scopes"]).map { Set($0) }
    precondition(scopes.map { Set($0.members.map(\.rawValue)) } == named, "other scopes than were named")
}

private func route(_ path: String, _ body: JSONObject) -> Route? {
    guard let target = Target(path) else { return nil }
    let bytes = Array(JSONValue.object(body).text.utf8)
    return try? Route(Request(.post, target, fields: ["Content-Type": "application/json"], body: bytes))
}
