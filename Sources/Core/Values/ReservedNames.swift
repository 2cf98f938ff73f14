/// Names that no peer may take: a reader would mistake it for the node itself, for the people who run it, or for the
/// agent.
public struct ReservedNames: Hashable, Sendable {
    public let names: [Name]

    /// `node` is what the node is called, in all forms that people see.
    public init(node: [Name] = []) { names = node + [NewPeer.owner] + Self.actors }

    /// What the event log calls those who act.
    private static let actors = ["operator", "an operator", "root", "agent", "the agent"].map { Name(trusted: $0) }

    public func contains(_ name: Name) -> Bool {
        let folded = name.folded
        return names.contains { $0.folded == folded }
    }

    public func check(_ name: Name, field: String = "name") throws(FieldRejection) {
        guard !contains(name) else { throw FieldRejection(field: field, problem: .reserved) }
    }
}
