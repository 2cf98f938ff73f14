public import HTTPMessage
public import PairingCore

/// What a request asks for, read entirely before anything is done.
public enum Route: Sendable {
    case health
    case claim(ClaimBody)
    /// How the claimant's own pairing goes.
    case outcome(ClaimSecret)
    case startPairing(PairingTerms)
    case listPairings
    case pairing(PairingID)
    case verifyPairing(PairingID, VerifyAttempt)
    case cancelPairing(PairingID)

    /// Who may ask at all.
    public var isForOperators: Bool {
        switch self {
        case .health, .claim, .outcome: false
        case .startPairing, .listPairings, .pairing, .verifyPairing, .cancelPairing: true
        }
    }
}

extension Route {
    public init(_ request: Request) throws(Problem) {
        guard let segments = request.target.segments else { throw .malformed("The path cannot be decoded") }
        self = try Self.read(request, segments)
    }

    private static func read(_ request: Request, _ segments: [String]) throws(Problem) -> Route {
        switch segments {
        case ["healthz"]:
            try allow([.get], request)
            return .health
        case ["join"]:
            try allow([.post], request)
            return .claim(try ClaimBody(try Body(request)))
        case ["join", "events"]:
            try allow([.get], request)
            return .outcome(try claim(request))
        case ["v1", "pairings"]:
            try allow([.get, .post], request)
            guard request.method == .post else { return .listPairings }
            return .startPairing(try PairingTerms(try Body(request)))
        case let path where path.count >= 3 && path[0] == "v1" && path[1] == "pairings":
            guard let id = PairingID(path[2]) else { throw .notFound }
            return try pairing(id, Array(path.dropFirst(3)), request)
        default:
            throw .notFound
        }
    }

    private static func pairing(_ id: PairingID, _ rest: [String], _ request: Request) throws(Problem) -> Route {
        switch rest {
        case []:
            try allow([.get, .delete], request)
            return request.method == .get ? .pairing(id) : .cancelPairing(id)
        case ["verify"]:
            try allow([.post], request)
            return .verifyPairing(id, try VerifyAttempt(try Body(request)))
        default:
            throw .notFound
        }
    }

    private static func allow(_ methods: [Method], _ request: Request) throws(Problem) {
        guard methods.contains(request.method) else { throw .methodNotAllowed(methods) }
    }

    private static func claim(_ request: Request) throws(Problem) -> ClaimSecret {
        guard let field = request.fields["Authorization"], field.hasPrefix("Claim ") else { throw .claimMissing }
        guard let claim = ClaimSecret(text: field.dropFirst("Claim ".count)) else { throw .claimUnknown }
        return claim
    }
}
