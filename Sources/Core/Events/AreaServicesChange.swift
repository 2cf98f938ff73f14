/// What happened to the services of an area, by their names.
public struct AreaServicesChange: Hashable, Sendable {
    public let added: [Name]
    public let removed: [Name]
    /// They have another name or URL now. These are their present names.
    public let changed: [Name]

    public init(added: [Name] = [], removed: [Name] = [], changed: [Name] = []) {
        self.added = added
        self.removed = removed
        self.changed = changed
    }

    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    var fields: [EventField] {
        [
            .texts("services_added", added.map(\.text)), .texts("services_removed", removed.map(\.text)),
            .texts("services_changed", changed.map(\.text)),
        ]
    }
}
