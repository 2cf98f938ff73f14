/// What a peer may do. A new scope is the last case: the order of the cases is the order of the bits in `Scopes`, which are stored.
public enum Scope: String, CaseIterable, Hashable, Sendable {
    /// See nodes, and the peers that share an area.
    case view
    /// Reach the services of its areas.
    case use
    /// Start pairings.
    case invite
    /// The operator's routes.
    case admin

    /// Nil for a word that is no scope; the caller names the field.
    public init(_ word: some StringProtocol, field: String = "scopes") throws(FieldRejection) {
        guard let scope = Scope(rawValue: String(word)) else {
            throw FieldRejection(field: field, problem: .unknownValue)
        }
        self = scope
    }
}

extension Scope {
    /// By its place among the cases: 1, 2, 4 and so on.
    fileprivate var bit: UInt8 { 1 << (Self.allCases.firstIndex(of: self) ?? 0) }
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
    /// What a device gets where nobody says otherwise.
    public static let byDefault: Scopes = [.view, .use]
    /// What a peer that invites can pass on. Not the two with which the circle would grow or rule itself, and no new scope unless
    /// it is added here.
    public static let lendable: Scopes = [.view, .use]
    /// What may ever cross plain HTTP: see `docs/threat-model.md`.
    public static let plainHTTP: Scopes = [.view, .use]

    /// What a cookie can carry. A browser sends it by itself, whichever page asks.
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

/// One scope of one peer. Granting again moves its expiry; there is never a second one.
public struct Permission: Hashable, Sendable {
    public let scope: Scope
    public let expiresAt: Moment?

    public init(_ scope: Scope, until expiresAt: Moment? = nil) {
        self.scope = scope
        self.expiresAt = expiresAt
    }
}

extension Sequence where Element == Permission {
    /// An expired permission counts as absent from the very millisecond, whatever the cleaning job has done.
    public func scopes(at now: Moment) -> Scopes {
        Scopes(self.filter { !$0.expiresAt.isOver(at: now) }.map(\.scope))
    }
}
