/// Which nodes are in force, and whose takings apply. Only admissions, cuts and dismissals decide that.
///
/// A cut node may be a link of the chain: what it admitted before it turned bad stays, if every node that cut it named
/// that node as one to keep.
public struct Membership: Hashable, Sendable {
    public let founder: NodeKey
    /// The nodes in force, each with its highest role.
    public let inForce: [NodeKey: Role]
    /// The nodes whose takings apply, also those that are cut.
    public let takers: [NodeKey: Role]
    public let cut: Set<NodeKey>
    /// Cut nodes whose takings are invalid.
    public let dismissed: Set<NodeKey>

    public init(founder: NodeKey, _ statements: MembershipStatements) {
        self.founder = founder
        let ever = closure(from: founder, statements.admissions) { _, _ in true }
        let cuts = statements.cuts.filter { ever[$0.author] == .full }
        let cutsByNode = Dictionary(grouping: cuts, by: \.node)
        let chain = closure(from: founder, statements.admissions) { author, node in
            guard let cuts = cutsByNode[author] else { return true }
            return cuts.allSatisfy { $0.keeps(node) }
        }
        let cut = Set(cutsByNode.keys)
        let inForce = chain.filter { !cut.contains($0.key) }
        let dismissals = statements.dismissals.filter { inForce[$0.author] == .full && cut.contains($0.node) }
        let dismissalsByNode = Dictionary(grouping: dismissals, by: \.node)
        let heard = closure(from: founder, statements.admissions) { author, node in
            guard let dismissals = dismissalsByNode[author] else { return true }
            return dismissals.allSatisfy { $0.keep.contains(node) }
        }
        self.cut = cut
        self.inForce = inForce
        dismissed = Set(dismissalsByNode.keys)
        takers = heard.filter { dismissalsByNode[$0.key] == nil }
    }

    public func isFull(_ node: NodeKey) -> Bool { inForce[node] == .full }

    /// Whether takings of this kind by this node apply.
    public func applies(_ kind: Taking.Kind, by author: NodeKey) -> Bool {
        switch takers[author] {
        case .full: true
        // Of kinds that this kith does not understand, a later one may allow some to guards.
        case .guard: kind.isForGuards || !kind.isUnderstood
        case nil: false
        }
    }
}

/// The statements from which the membership follows.
public struct MembershipStatements: Hashable, Sendable {
    public var admissions: [Admission] = []
    public var cuts: [Cut] = []
    public var dismissals: [Dismissal] = []

    public init() {}

    public struct Admission: Hashable, Sendable {
        public let author: NodeKey
        public let node: NodeKey
        public let role: Role

        public init(by author: NodeKey, of node: NodeKey, as role: Role) {
            self.author = author
            self.node = node
            self.role = role
        }
    }

    /// What one node said when it cut another.
    public struct Cut: Hashable, Sendable {
        public let author: NodeKey
        public let node: NodeKey
        /// Nil if the author said two different things.
        public let keep: Set<NodeKey>?

        public init(by author: NodeKey, of node: NodeKey, keep: Set<NodeKey>?) {
            self.author = author
            self.node = node
            self.keep = keep
        }

        func keeps(_ node: NodeKey) -> Bool { keep?.contains(node) ?? false }
    }

    public struct Dismissal: Hashable, Sendable {
        public let author: NodeKey
        public let node: NodeKey
        public let keep: Set<NodeKey>

        public init(by author: NodeKey, of node: NodeKey, keep: Set<NodeKey>) {
            self.author = author
            self.node = node
            self.keep = keep
        }
    }
}

/// All nodes that the founder reaches by admissions of full nodes that `passes` lets through, each with its highest role.
private func closure(
    from founder: NodeKey, _ admissions: [MembershipStatements.Admission],
    _ passes: (_ author: NodeKey, _ node: NodeKey) -> Bool
) -> [NodeKey: Role] {
    let byAuthor = Dictionary(grouping: admissions, by: \.author)
    var roles: [NodeKey: Role] = [founder: .full]
    var full = [founder]
    while let author = full.popLast() {
        for admission in byAuthor[author] ?? [] where passes(author, admission.node) {
            if let known = roles[admission.node], known >= admission.role { continue }
            roles[admission.node] = admission.role
            if admission.role == .full { full.append(admission.node) }
        }
    }
    return roles
}
