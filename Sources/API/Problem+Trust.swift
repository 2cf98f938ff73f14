public import Core
public import HTTPMessage
import JSON

// Who is not who they should be, or comes by a way on which that cannot be told.
extension Problem {
    public static let noCredential = challenge(
        "no_credential", "This needs the token of a peer with a DPoP proof, a bearer token, or a session.", error: nil)
    public static let invalidToken = challenge(
        "invalid_token", "This token is not good, or not any more. A peer gets a new one with its key.",
        error: "invalid_token")
    public static let proofMissing = challenge(
        "proof_missing", "This needs a DPoP proof: a signature by the key of a peer.", error: "invalid_dpop_proof")
    public static let invalidProof = challenge(
        "invalid_dpop_proof", "The DPoP proof is not good for this request.", error: "invalid_dpop_proof")
    /// Comes with a nonce.
    public static let nonceNeeded = challenge(
        "use_dpop_nonce", "The DPoP proof needs the nonce that comes with this answer.", error: "use_dpop_nonce")
    public static let unknownKey = challenge(
        "unknown_key", "No peer has this key, or not any more. Pair again.", error: "invalid_token")
    public static let bearerNeedsTLS = challenge(
        "bearer_needs_tls",
        "A bearer token counts over TLS and on this machine alone: on a plain connection everybody could read it.",
        error: "invalid_token")
    public static let cookieNeedsTLS = challenge(
        "cookie_needs_tls",
        "A cookie is valid over TLS only: on any other connection others could read it.",
        error: "invalid_token")
    public static let invalidSession = challenge(
        "invalid_session", "This session is over. A browser gets a new one with its key: POST /v1/self/session.",
        error: "invalid_token")
    public static let sessionNeedsTLS = Problem(
        .forbidden, "session_needs_tls",
        "Cookies are given over TLS only: on any other connection others could read them.")
    public static let tooManyProofs: Problem = {
        var problem = Problem(.tooManyRequests, "too_many_proofs", "Too many signed requests in a minute.")
        problem.fields.append("Retry-After", "60")
        return problem
    }()

    public static let thisMachineOnly = Problem(
        .forbidden, "this_machine_only",
        """
        This is only for programs on the node's own machine that run as root, as a person, or as a user in the setting \
        local_users.
        """)
    public static let foreignHost = Problem(
        .misdirectedRequest, "foreign_host", "This node is not known by the name or address that was asked for.")
    public static let foreignOrigin = Problem(
        .forbidden, "foreign_origin", "A page of another origin may not do this.")
    public static let originMissing = Problem(
        .forbidden, "origin_missing", "With a cookie, a request that changes something must say its page (Origin).")
    public static let foreignAddress = field(FieldRejection(field: "host", problem: .unknownValue))

    public static let noLANAddress: Problem = {
        var problem = Problem(
            .serviceUnavailable, "no_lan_address",
            """
            This node has no address on a local network, so no phone can reach it. Connect the machine to one: the node \
            notices by itself.
            """)
        problem.fields.append("Retry-After", "10")
        return problem
    }()

    public static func scopeMissing(_ scope: Scope) -> Problem {
        var problem = Problem(
            .forbidden, "scope_missing",
            "This needs the scope '\(scope.rawValue)', which this peer does not hold, or not on this connection.")
        problem.members = ["scope": .string(scope.rawValue)]
        return problem
    }

    public static func tooManyRequests(retryAfter wait: Duration) -> Problem {
        let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
        var problem = Problem(
            .tooManyRequests, "too_many_requests", "Too many requests; try again in \(seconds) s.")
        problem.fields.append("Retry-After", "\(seconds)")
        return problem
    }

    public static func tooManyStreams(retryAfter wait: Duration) -> Problem {
        var problem = Problem(
            .tooManyRequests, "too_many_streams", "Too many streams were opened; keep one, or try again later.")
        problem.fields.append("Retry-After", "\(max(1, wait.components.seconds + 1))")
        return problem
    }

    public static let badTicket = challenge(
        "bad_ticket", "This ticket is not good, or not any more: each opens one stream, within half a minute.",
        error: "invalid_token")
    public static let tooManyTickets: Problem = {
        var problem = Problem(
            .tooManyRequests, "too_many_tickets", "There are too many tickets that nobody has used.")
        problem.fields.append("Retry-After", "30")
        return problem
    }()
    public static func unknownSubprotocol(spoken: String) -> Problem {
        Problem(.badRequest, "unknown_subprotocol", "The subprotocol spoken here is \(spoken).")
    }

    /// To a request for a WebSocket that does not open one. The fields say what would.
    public static func badHandshake(_ status: Status, _ fields: HeaderFields) -> Problem {
        var problem = Problem(status, "bad_handshake", "This does not open a WebSocket (RFC 6455, 4.2).")
        for field in fields.all { problem.fields.append(field) }
        return problem
    }

    private static func challenge(_ code: String, _ detail: String, error: String?) -> Problem {
        var problem = Problem(.unauthorized, code, detail)
        let reason = error.map { ", error=\"\($0)\"" } ?? ""
        problem.fields.append("WWW-Authenticate", "DPoP algs=\"EdDSA\"\(reason)")
        return problem
    }
}
