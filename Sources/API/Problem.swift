public import Core
public import HTTPMessage
import JSON

/// An error of the API: a code for programs and a text for people.
public struct Problem: Error, Hashable, Sendable {
    public let status: Status
    /// The code for programs. It never changes.
    public let code: String
    /// The text for people: what happened, why, what to do.
    public let detail: String
    /// Further members for programs.
    var members: JSONObject = [:]
    public var fields: HeaderFields = [:]

    public static func == (left: Self, right: Self) -> Bool {
        left.status == right.status && left.code == right.code && left.detail == right.detail
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    init(_ status: Status, _ code: String, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// The problem as a response (RFC 9457).
    public var response: Response {
        var body: JSONObject = [
            "type": .string("/errors/\(code)"), "title": .string(status.reason),
            "status": .integer(Int64(status.code)), "detail": .string(detail), "code": .string(code),
        ]
        for key in members.keys { body[key] = members[key] }
        var fields = fields
        fields.append("Content-Type", "application/problem+json")
        fields.append("Cache-Control", "no-store")
        return Response(status, fields: fields, body: Array(JSONValue.object(body).text.utf8))
    }
}

extension Problem {
    public static let notFound = Problem(.notFound, "not_found", "Nothing was found at this address.")
    public static let claimMissing = Problem(
        .unauthorized, "claim_missing",
        "The claim is missing. Send the claim of POST /join as 'Authorization: Claim …'.")
    public static let claimUnknown = Problem(
        .unauthorized, "claim_unknown", "No pairing has this claim. It may have been deleted: scan a new code.")
    public static let operatorsOnly = Problem(
        .forbidden, "operators_only", "Only an operator of this node may do this, over the control socket.")
    public static let unsupportedMediaType = Problem(
        .unsupportedMediaType, "unsupported_media_type", "The body must be application/json.")

    public static func malformed(_ detail: String) -> Problem { Problem(.badRequest, "malformed", detail) }

    public static func methodNotAllowed(_ allowed: [Method]) -> Problem {
        let names = allowed.map(\.name).joined(separator: ", ")
        var problem = Problem(.methodNotAllowed, "method_not_allowed", "Method not allowed. Use \(names).")
        problem.fields.append("Allow", names)
        return problem
    }

    public static func field(_ rejection: FieldRejection) -> Problem {
        var problem = Problem(
            .unprocessableContent, "invalid_field", "The field '\(rejection.field)' \(rejection.problem.explanation).")
        problem.members = ["field": .string(rejection.field)]
        return problem
    }

    public static let storeBusy: Problem = {
        var problem = Problem(.serviceUnavailable, "store_busy", "The store is busy. Try again in a moment.")
        problem.fields.append("Retry-After", "1")
        return problem
    }()

    /// The same for an operator, with the diagnosis.
    public static func storeFailed(because cause: String) -> Problem {
        Problem(storeFailed.status, storeFailed.code, "The node could not save this, so nothing changed. \(cause)")
    }

    /// For everybody except operators, the diagnosis goes only to the log.
    public static let storeFailed = Problem(
        .internalServerError, "store_failed", "The node could not save this, so nothing changed. See the log of kith.")
}
