/// Names that no peer may take: a reader would mistake it for the node itself, or for the people who run it.
public struct ReservedNames: Hashable, Sendable {
    private let folded: Set<String>

    /// `node` is what the node is called, in all forms that people see.
    public init(node: [Name] = []) { folded = Set(node.map(\.folded)).union(["owner", "operator"]) }

    public func contains(_ name: Name) -> Bool { folded.contains(name.folded) }

    public func check(_ name: Name, field: String = "name") throws(FieldRejection) {
        guard !contains(name) else { throw FieldRejection(field: field, problem: .reserved) }
    }
}
