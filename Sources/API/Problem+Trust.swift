public import Core
public import HTTPMessage
import JSON

// The caller is not authenticated, is not allowed, or uses a transport that does not allow it.
extension Problem {
    public static let noCredential = challenge(
        "no_credential", "Authentication needed: a peer token with a DPoP proof, a bearer token, or a session.",
        error: nil)
    public static let invalidToken = challenge(
        "invalid_token", "The token is invalid or expired. Request a new one with the device's key.",
        error: "invalid_token")
    public static let proofMissing = challenge(
        "proof_missing", "A DPoP proof is missing: a signature by the device's key.", error: "invalid_dpop_proof")
    public static let invalidProof = challenge(
        "invalid_dpop_proof", "The DPoP proof is not valid for this request. Make a new one.",
        error: "invalid_dpop_proof")
    /// The response contains a nonce.
    public static let nonceNeeded = challenge(
        "use_dpop_nonce", "The DPoP proof needs the nonce of this response. Send the request again with it.",
        error: "use_dpop_nonce")
    public static let unknownKey = challenge(
        "unknown_key", "Unknown or revoked key. Pair the device again.", error: "invalid_token")
    public static let bearerNeedsTLS = challenge(
        "bearer_needs_tls",
        "Bearer tokens work only over TLS or on this machine: others could read them on this connection.",
        error: "invalid_token")
    public static let cookieNeedsTLS = challenge(
        "cookie_needs_tls",
        "Cookies work only over TLS: others could read them on this connection.",
        error: "invalid_token")
    public static let invalidSession = challenge(
        "invalid_session", "This session has expired. Get a new one with the device's key: POST /v1/self/session.",
        error: "invalid_token")
    public static let invalidAppPassword = challenge(
        "invalid_app_password",
        "This app password is invalid or was revoked. Make a new one on the device's page.", error: "invalid_token")
    public static let appPasswordNeedsTLS = challenge(
        "app_password_needs_tls", "App passwords work only over TLS: others could read them on this connection.",
        error: "invalid_token")
    public static let makingAppPasswordNeedsTLS = Problem(
        .forbidden, "app_password_needs_tls",
        "App passwords are shown only over TLS: others could read them on this connection.")
    public static let sessionNeedsTLS = Problem(
        .forbidden, "session_needs_tls",
        "Cookies are set only over TLS: others could read them on this connection.")
    public static let tooManyProofs: Problem = {
        var problem = Problem(
            .tooManyRequests, "too_many_proofs", "Too many signed requests in one minute. Wait a minute.")
        problem.fields.append("Retry-After", "60")
        return problem
    }()

    /// Answers of forward auth. They say nothing about services that the caller may not reach.
    public static let unknownService = Problem(
        .forbidden, "unknown_service", "This device may not use this service, or no service has this address.")
    public static let areaDenied = Problem(
        .forbidden, "area_denied", "This device may not use this area, or there is no such area.")
    public static let areaDisabled = Problem(
        .forbidden, "area_disabled", "This area is disabled at the moment.")
    public static let imitatedField = Problem(
        .badRequest, "imitated_field",
        "A header field looks like one of kith's (Remote-User, X-Kith-…). Only kith sends those.")
    public static let signInOver = Problem(
        .gone, "sign_in_over",
        "This sign-in has expired, was used, or began in another browser. Open the service again.")

    public static let thisMachineOnly = Problem(
        .forbidden, "this_machine_only",
        """
        Available only to programs on the machine kith runs on, as root, as a person, or as a user in the setting \
        local_users.
        """)
    public static let foreignHost = Problem(
        .misdirectedRequest, "foreign_host",
        "This node does not have the name or address in the request. Use one of its addresses.")
    public static let foreignOrigin = Problem(
        .forbidden, "foreign_origin", "Pages of another origin are not allowed to do this.")
    public static let originMissing = Problem(
        .forbidden, "origin_missing", "Requests that change state with a cookie must send an Origin header.")
    public static let foreignAddress = field(FieldRejection(field: "host", problem: .unknownValue))

    public static let noLANAddress: Problem = {
        var problem = Problem(
            .serviceUnavailable, "no_lan_address",
            """
            This node has no address on a local network, so no phone can reach it. Connect the machine to a network: \
            kith notices it.
            """)
        problem.fields.append("Retry-After", "10")
        return problem
    }()

    public static func scopeMissing(_ scope: Scope) -> Problem {
        var problem = Problem(
            .forbidden, "scope_missing",
            "The scope '\(scope.rawValue)' is needed. This device lacks it, or cannot use it on this connection.")
        problem.members = ["scope": .string(scope.rawValue)]
        return problem
    }

    public static func tooManyRequests(retryAfter wait: Duration) -> Problem {
        let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
        var problem = Problem(
            .tooManyRequests, "too_many_requests", "Too many requests. Try again in \(seconds) s.")
        problem.fields.append("Retry-After", "\(seconds)")
        return problem
    }

    public static func tooManyStreams(retryAfter wait: Duration) -> Problem {
        var problem = Problem(
            .tooManyRequests, "too_many_streams", "Too many streams were opened. Keep one open, or try again later.")
        problem.fields.append("Retry-After", "\(max(1, wait.components.seconds + 1))")
        return problem
    }

    public static let badTicket = challenge(
        "bad_ticket", "This ticket is invalid, used or expired. Each opens one stream within 30 s: get a new one.",
        error: "invalid_token")
    public static let tooManyTickets: Problem = {
        var problem = Problem(
            .tooManyRequests, "too_many_tickets", "Too many unused tickets. Try again in 30 s.")
        problem.fields.append("Retry-After", "30")
        return problem
    }()
    public static func unknownSubprotocol(spoken: String) -> Problem {
        Problem(.badRequest, "unknown_subprotocol", "Unknown subprotocol. Use \(spoken).")
    }

    /// The answer to a request for a WebSocket that is not a valid handshake. The fields say what a valid one needs.
    public static func badHandshake(_ status: Status, _ fields: HeaderFields) -> Problem {
        var problem = Problem(status, "bad_handshake", "This is not a valid WebSocket handshake (RFC 6455, 4.2).")
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
