public import Core

/// A signed statement that takes something. What was taken stays taken, until it is given again with a higher generation.
public struct Taking: Hashable, Sendable {
    public let circle: CircleID
    public let author: NodeKey
    public let kind: Kind
    public let target: Target
    public let generation: Generation
    public let at: Moment
    public let by: Giver
    /// Takings of one command have one batch.
    public let batch: UInt64
    /// Of a cut: the nodes that the cut one admitted and that stay.
    public let keep: [NodeKey]

    public init(
        circle: CircleID, author: NodeKey, kind: Kind, target: Target, generation: Generation = .first, at: Moment,
        by: Giver = .operatorHere, batch: UInt64 = 0, keep: [NodeKey] = []
    ) {
        self.circle = circle
        self.author = author
        self.kind = kind
        self.target = target
        self.generation = generation
        self.at = at
        self.by = by
        self.batch = batch
        self.keep = keep
    }

    public struct Kind: RawRepresentable, Hashable, Comparable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        // Final: no generation gives it back.
        public static let end = Kind(rawValue: 1)
        public static let withdraw = Kind(rawValue: 2)
        public static let cut = Kind(rawValue: 3)
        // With a generation.
        public static let block = Kind(rawValue: 4)
        public static let endPerson = Kind(rawValue: 5)
        public static let scope = Kind(rawValue: 6)
        public static let area = Kind(rawValue: 7)
        public static let disable = Kind(rawValue: 8)
        public static let contain = Kind(rawValue: 9)
        public static let signOut = Kind(rawValue: 10)

        public static let known: [Kind] = [
            .end, .withdraw, .cut, .block, .endPerson, .scope, .area, .disable, .contain, .signOut,
        ]

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The thing, and what of it.
    public struct Target: Hashable, Sendable {
        public let thing: Thing
        /// The scope, the area, the service or the person. Empty for the thing itself.
        public let detail: [UInt8]

        public init(_ thing: Thing, detail: [UInt8] = []) {
            self.thing = thing
            self.detail = detail
        }
    }

    /// A node keeps one taking of each author, kind and target; of cuts two.
    public struct ID: Hashable, Sendable {
        public let kind: Kind
        public let target: Target
        public let author: NodeKey

        public init(_ kind: Kind, _ target: Target, by author: NodeKey) {
            self.kind = kind
            self.target = target
            self.author = author
        }
    }

    public var id: ID { ID(kind, target, by: author) }
}

extension Taking.Target {
    public static func scope(_ scope: Scope, of peer: Thing) -> Self { Self(peer, detail: Array(scope.rawValue.utf8)) }
    public static func area(_ area: Thing, of peer: Thing) -> Self { Self(peer, detail: area.ownedBytes) }
    public static func service(_ service: Thing, of area: Thing) -> Self { Self(area, detail: service.ownedBytes) }
    public static func key(_ key: PublicKey) -> Self { Self(.deviceKey(key)) }
    /// By the folded bytes: the same person everywhere in the circle.
    public static func person(_ folded: [UInt8]) -> Self { Self(.person, detail: folded) }
}

extension Taking.Kind {
    /// What a guard may take.
    public var isForGuards: Bool { self == .end || self == .block || self == .signOut }

    public var isUnderstood: Bool { Self.known.contains(self) }

    /// Whether a taking of this kind can have this target. Any, for kinds that this kith does not understand.
    func accepts(_ target: Taking.Target) -> Bool {
        let (kind, detail) = (target.thing.kind, target.detail)
        return switch self {
        case .end: kind == .peer && detail.isEmpty
        case .withdraw: (kind == .token || kind == .area || kind == .service) && detail.isEmpty
        case .cut: kind == .node && detail.isEmpty
        case .block, .signOut: kind == .deviceKey && detail.isEmpty
        case .endPerson: kind == .person && !detail.isEmpty
        // Also a scope that only a later kith gives.
        case .scope: kind == .peer && !detail.isEmpty
        case .area: kind == .peer && Thing(ownedBytes: detail, kind: .area) != nil
        case .disable: kind == .area && detail.isEmpty
        case .contain: kind == .area && Thing(ownedBytes: detail, kind: .service) != nil
        default: true
        }
    }
}

extension Held<Taking> {
    /// Which of the takings of one author, kind and target are kept. The same on every node, whichever came first.
    ///
    /// Of cuts the two with the lowest hashes: two different ones prove that their author said two things, and then
    /// neither list of kept nodes is trusted.
    public static func kept(of takings: [Self], kind: Taking.Kind) -> [Self] {
        let distinct = Set(takings)
        guard kind != .cut else { return Array(distinct.sorted { $0.hash < $1.hash }.prefix(2)) }
        return distinct.min { $0.precedes($1) }.map { [$0] } ?? []
    }

    private func precedes(_ other: Self) -> Bool {
        guard statement.generation == other.statement.generation else {
            return statement.generation > other.statement.generation
        }
        return hash < other.hash
    }
}
