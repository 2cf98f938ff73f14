/// Names that no peer may take: a reader would mistake it for the node itself, for the people who run it, or for the
/// agent.
public struct ReservedNames: Hashable, Sendable {
    /// Folded once: a registration asks about several names.
    private let folded: Set<String>

    /// `node` is what the node is called, in all forms that people see.
    public init(node: [Name] = []) { folded = node.isEmpty ? Self.always : Self.always.union(node.map(\.folded)) }

    /// The owner, and what the event log calls those who act.
    private static let always = Set(
        [NewPeer.owner.text, "operator", "an operator", "root", "agent", "the agent"].map { Name(trusted: $0).folded })

    /// All of them, folded.
    public var names: [Name] { folded.sorted().map { Name(trusted: $0) } }

    public func contains(_ name: Name) -> Bool { folded.contains(name.folded) }

    public func check(_ name: Name, field: String = "name") throws(FieldRejection) {
        guard !contains(name) else { throw FieldRejection(field: field, problem: .reserved) }
    }
}
