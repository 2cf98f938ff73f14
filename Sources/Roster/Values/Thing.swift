public import Core

/// What a statement is about. Every kind has the same form, so that a node can keep and pass on what it does not
/// understand.
public struct Thing: Hashable, Comparable, Sendable {
    public let kind: Kind
    /// The owner of a peer, an area, a service or a token. The named node or key of the other kinds.
    public let key: NodeKey
    /// 63 bits that the owner drew. 0 for the other kinds.
    public let local: UInt64

    public struct Kind: RawRepresentable, Hashable, Comparable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let fullNode = Kind(rawValue: 1)
        public static let guardNode = Kind(rawValue: 2)
        /// What a node says of itself, and what a cut names.
        public static let node = Kind(rawValue: 3)
        public static let peer = Kind(rawValue: 4)
        public static let area = Kind(rawValue: 5)
        public static let service = Kind(rawValue: 6)
        public static let token = Kind(rawValue: 7)
        public static let dismissal = Kind(rawValue: 8)
        /// The key of a device. Only takings name it.
        public static let deviceKey = Kind(rawValue: 9)
        /// The person that a taking's detail names.
        public static let person = Kind(rawValue: 10)

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// Nil unless the parts match: only what a node owns has a number.
    public init?(kind: Kind, key: NodeKey, local: UInt64) {
        guard local >> 63 == 0, local == 0 || !kind.namesOnlyAKey else { return nil }
        self.init(kind, key, local)
    }

    private init(_ kind: Kind, _ key: NodeKey, _ local: UInt64) {
        self.kind = kind
        self.key = key
        self.local = local
    }

    public static func admission(of node: NodeKey, as role: Role) -> Thing {
        Thing(role == .full ? .fullNode : .guardNode, node, 0)
    }

    public static func node(_ node: NodeKey) -> Thing { Thing(.node, node, 0) }
    public static func dismissal(of node: NodeKey) -> Thing { Thing(.dismissal, node, 0) }
    public static func deviceKey(_ key: PublicKey) -> Thing { Thing(.deviceKey, NodeKey(key.octets), 0) }
    public static let person = Thing(.person, NodeKey(Octets32.zero), 0)

    public static func peer(_ local: UInt64, of owner: NodeKey) -> Thing { owned(.peer, local, owner) }
    public static func area(_ local: UInt64, of owner: NodeKey) -> Thing { owned(.area, local, owner) }
    public static func service(_ local: UInt64, of owner: NodeKey) -> Thing { owned(.service, local, owner) }
    public static func token(_ local: UInt64, of owner: NodeKey) -> Thing { owned(.token, local, owner) }

    private static func owned(_ kind: Kind, _ local: UInt64, _ owner: NodeKey) -> Thing {
        Thing(kind, owner, local & (1 << 63 - 1))
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.kind, left.key, left.local) < (right.kind, right.key, right.local)
    }
}

extension Thing.Kind {
    fileprivate var namesOnlyAKey: Bool {
        switch self {
        case .fullNode, .guardNode, .node, .dismissal, .deviceKey, .person: true
        default: false
        }
    }

    /// Whether a record can describe it.
    var isGiven: Bool { self != .deviceKey && self != .person }
}

extension Thing {
    /// The node that this admits, and as what.
    public var admission: (node: NodeKey, role: Role)? {
        switch kind {
        case .fullNode: (key, .full)
        case .guardNode: (key, .guard)
        default: nil
        }
    }
}
