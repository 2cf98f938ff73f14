/// What a peer may do. Add a new scope as the last case: the order of the cases is the order of the stored bits in
/// `Scopes`.
public enum Scope: String, CaseIterable, Hashable, Sendable {
    /// See nodes, and the peers that share an area.
    case view
    /// Reach the services of its areas.
    case use
    /// Start pairings.
    case invite
    /// The operator's routes.
    case admin

    /// Throws for an unknown word. The caller names the field.
    public init(_ word: some StringProtocol, field: String = "scopes") throws(FieldRejection) {
        guard let scope = Scope(rawValue: String(word)) else {
            throw FieldRejection(field: field, problem: .unknownValue)
        }
        self = scope
    }
}

extension Scope {
    /// From its position among the cases.
    fileprivate var bit: UInt8 {
        switch self {
        case .view: 1
        case .use: 2
        case .invite: 4
        case .admin: 8
        }
    }
}

/// A set of scopes in one byte.
public struct Scopes: OptionSet, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let view = Scopes(.view)
    public static let use = Scopes(.use)
    public static let invite = Scopes(.invite)
    public static let admin = Scopes(.admin)
    public static let none: Scopes = []
    public static let all = Scopes(Scope.allCases)
    /// The default scopes of a device.
    public static let byDefault: Scopes = [.view, .use]
    /// What a peer that invites can pass on. Not the scopes that would let the group grow or administer itself. A new
    /// scope must be added here.
    public static let lendable: Scopes = [.view, .use]
    /// What can be used over plain HTTP: see `docs/threat-model.md`.
    public static let plainHTTP: Scopes = [.view, .use]

    /// What a cookie can carry. A browser sends it by itself, for any page.
    public static let cookie: Scopes = [.view, .use]

    public init(_ scope: Scope) {
        rawValue = scope.bit
    }

    public init(_ scopes: some Sequence<Scope>) {
        self = scopes.reduce(into: .none) { $0.insert(Scopes($1)) }
    }

    public var members: [Scope] { Scope.allCases.filter { contains(Scopes($0)) } }

    public var description: String { members.map(\.rawValue).joined(separator: ",") }
}

/// One scope of one peer. Granting it again changes its expiry. There is never a second one.
public struct Permission: Hashable, Sendable {
    public let scope: Scope
    public let expiresAt: Moment?

    public init(_ scope: Scope, until expiresAt: Moment? = nil) {
        self.scope = scope
        self.expiresAt = expiresAt
    }
}

extension [Permission] {
    /// An expired permission is ignored from that very millisecond, even if no job has deleted it.
    public func scopes(at now: Moment) -> Scopes {
        var scopes = Scopes.none
        for permission in self where !permission.expiresAt.isOver(at: now) { scopes.insert(Scopes(permission.scope)) }
        return scopes
    }
}
