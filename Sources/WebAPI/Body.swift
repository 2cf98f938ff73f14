import API
public import Core
import HTTPMessage
import JSON

/// The JSON object of a request, read field by field. Fields that are left over are an error: a field with a typing
/// mistake must not be ignored silently.
struct Body {
    private var object: JSONObject
    /// The server limits the length, by a setting that allows no more than this.
    private static let limits = JSONLimits(
        bytes: 1_024 * 1_024, depth: JSONLimits.standard.depth, values: JSONLimits.standard.values)

    init(_ request: Request) throws(Problem) {
        let type = request.fields["Content-Type"]?.split(separator: ";").first.map { Substring($0.utf8.trimmingBlanks) }
        guard type?.lowercased() == "application/json" else { throw .unsupportedMediaType }
        let value: JSONValue
        do { value = try JSONValue(parsing: request.body, limits: Self.limits) } catch {
            throw .malformed("The body is not valid JSON: \(error)")
        }
        guard let object = value.object else { throw .malformed("The body must be a JSON object") }
        self.object = object
    }

    /// For a request whose body is optional.
    init(optional request: Request) throws(Problem) {
        guard request.body.isEmpty, request.fields["Content-Type"] == nil else {
            self = try Body(request)
            return
        }
        object = [:]
    }

    /// Returns nil if the field is absent or null.
    func optional<Value>(_ field: String, _ read: (JSONValue) -> Value?) throws(Problem) -> Value? {
        guard let value = object[field], value != .null else { return nil }
        guard let read = read(value) else { throw .field(FieldRejection(field: field, problem: .unknownValue)) }
        return read
    }

    func required<Value>(_ field: String, _ read: (JSONValue) -> Value?) throws(Problem) -> Value {
        guard let value = try optional(field, read) else {
            throw .field(FieldRejection(field: field, problem: .missing))
        }
        return value
    }

    func name(_ field: String) throws(Problem) -> Name? {
        guard let text = try optional(field, \.string) else { return nil }
        do { return try Name(text, field: field) } catch { throw .field(error) }
    }

    func refuseOthers(than known: [String]) throws(Problem) {
        guard let stranger = object.keys.first(where: { !known.contains($0) }) else { return }
        // The client chose the name: only as much of it as a name may hold is shown.
        throw .field(FieldRejection(field: UserAgent(cleaning: stranger).text, problem: .unknownField))
    }
}

extension JSONValue {
    /// RFC 3339, in UTC.
    var moment: Moment? { string.flatMap { Moment(reading: $0) } }
}

/// The body of `POST /join`.
public struct ClaimBody: Sendable {
    public let token: JoinToken
    public let key: PublicKey
    public let proof: [UInt8]
    public let name: Name?

    init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["token", "public_key", "proof", "name"])
        token = try body.required("token") { $0.string.flatMap { JoinToken($0) } }
        key = try body.required("public_key") { $0.string.flatMap { Base64URL.decode($0) }.flatMap { PublicKey($0) } }
        proof = try body.required("proof") { $0.string.flatMap { Base64URL.decode($0) } }
        name = try body.name("name")
    }
}

extension PublicKey {
    fileprivate init?(_ bytes: [UInt8]) {
        guard let octets = Octets32(bytes) else { return nil }
        self.init(octets)
    }
}

/// The body of `POST /v1/pairings`.
public struct StartBody: Sendable {
    public let terms: PairingTerms
    /// The node's address for the code, if not the default one.
    public let host: String?

    init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["ttl", "name", "person", "peer", "scopes", "areas", "expires_in", "host"])
        let areas = try body.optional("areas") { readIDs($0) as Set<AreaID>? }
        var terms = PairingTerms(
            life: try body.optional("ttl", \.integer).map { .seconds($0) }, name: try body.name("name"),
            person: try body.name("person"), peer: try body.optional("peer") { $0.string.flatMap { PeerID($0) } },
            scopes: try body.optional("scopes", readScopes) ?? .byDefault,
            areas: areas ?? [],
            passLength: try body.optional("expires_in", \.integer).map { .seconds($0) })
        terms.leavesAreasOpen = areas == nil
        self.terms = terms
        host = try body.optional("host", \.string)
    }
}

func readScopes(_ value: JSONValue) -> Scopes? {
    guard let words = value.array?.map(\.string) else { return nil }
    let scopes = words.map { $0.flatMap { Scope(rawValue: $0) } }
    return scopes.contains(nil) ? nil : Scopes(scopes.compactMap { $0 })
}

extension VerifyAttempt {
    init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["pin", "on_conflict"])
        self.init(
            pin: try body.optional("pin") { $0.string.flatMap { Pin(typed: $0) } },
            onConflict: try body.optional("on_conflict") { $0.string.flatMap { ConflictAnswer(rawValue: $0) } })
    }
}
