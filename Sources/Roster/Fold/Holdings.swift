/// The kept statements of one circle: what links compare, and what the roster follows from.
///
/// Receiving is commutative, associative and idempotent: equal sets of statements give equal holdings, in whatever order
/// they arrive and however often.
public struct Holdings: Hashable, Sendable {
    public let circle: CircleID
    public let founder: NodeKey
    public private(set) var records: [Record.ID: Held<Record>] = [:]
    public private(set) var takings: [Taking.ID: [Held<Taking>]] = [:]

    public init(circle: CircleID, founder: NodeKey) {
        self.circle = circle
        self.founder = founder
    }

    /// Returns whether it is kept and was not known.
    @discardableResult
    public mutating func receive(_ record: Held<Record>) -> Bool {
        guard record.statement.circle == circle else { return false }
        if let known = records[record.statement.id], !record.replaces(known) { return false }
        records[record.statement.id] = record
        return true
    }

    @discardableResult
    public mutating func receive(_ taking: Held<Taking>) -> Bool {
        guard taking.statement.circle == circle else { return false }
        let known = takings[taking.statement.id] ?? []
        let kept = Held<Taking>.kept(of: known + [taking], kind: taking.statement.kind)
        takings[taking.statement.id] = kept
        return kept != known
    }
}

extension Holdings {
    /// What the membership follows from.
    public var membershipStatements: MembershipStatements {
        var statements = MembershipStatements()
        for record in records.values { statements.add(record.statement) }
        for (id, takings) in takings where id.kind == .cut {
            statements.cuts.append(.init(by: id.author, takings.map(\.statement)))
        }
        return statements
    }
}

extension MembershipStatements {
    /// Ignores a record that says nothing of the membership.
    public mutating func add(_ record: Record) {
        switch record.body {
        case .nothing:
            guard let (node, role) = record.thing.admission else { return }
            admissions.append(Admission(by: record.author, of: node, as: role))
        case .dismissal(let body):
            dismissals.append(Dismissal(by: record.author, of: record.thing.key, keep: Set(body.keep)))
        default: break
        }
    }
}

extension MembershipStatements.Cut {
    /// All that one author said of one cut node: one cut, or two that differ.
    public init(by author: NodeKey, _ cuts: [Taking]) {
        let keep = cuts.count == 1 ? cuts.first.map { Set($0.keep) } : nil
        self.init(by: author, of: cuts.first?.target.thing.key ?? author, keep: keep)
    }
}
