/// An invalid value from outside: which field, and why, as text for the caller.
public struct FieldRejection: Error, Hashable, Sendable {
    /// The field's name in the API (`name`, `scopes`, `expires_in` …).
    public let field: String
    public let problem: Problem

    public init(field: String, problem: Problem) {
        self.field = field
        self.problem = problem
    }

    public enum Problem: Hashable, Sendable {
        case missing
        case empty
        case tooLong(limit: Int)
        case forbiddenCharacter(scalar: UInt32)
        case unknownValue
        case unknownField
        case notInTheFuture
        case outOfRange(lowest: Duration, highest: Duration)
        case notYours
        case taken
        /// Of a name: ``ReservedNames``.
        case reserved
        case notFound
        /// Of the URL of a service.
        case url(ServiceURL.Fault)
        /// Of a list.
        case tooMany(limit: Int)
    }
}

extension FieldRejection.Problem {
    /// The end of the sentence "`field` …".
    public var explanation: String {
        switch self {
        case .missing: "is missing"
        case .empty: "is empty"
        case .tooLong(let limit): "is longer than \(limit) characters"
        case .forbiddenCharacter(let scalar):
            "holds the character \(scalar.asScalar), which is not allowed in a name"
        case .unknownValue: "has a value that kith does not know"
        case .unknownField: "is not a field that kith knows"
        case .notInTheFuture: "is in the past"
        case .outOfRange(let lowest, let highest): "must be from \(lowest.lengthText) to \(highest.lengthText)"
        case .notYours: "asks for more than you may grant"
        case .taken: "is already in use"
        case .reserved:
            "is reserved: 'owner', 'operator', 'root', 'agent' and the name of this node cannot be names of devices"
        case .notFound: "names something that does not exist"
        case .url(let fault): fault.explanation
        case .tooMany(let limit): "has more than \(limit) entries"
        }
    }
}

extension UInt32 {
    /// The way to write a character that must not be shown: `U+202E`.
    var asScalar: String {
        let digits = String(self, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    }
}
