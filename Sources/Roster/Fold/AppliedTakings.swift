/// The takings that apply, as the fold asks for them.
public struct AppliedTakings: Sendable {
    /// The highest generation of each kind and target.
    private let highest: [Question: Generation]
    /// Things about which a taking says something that this kith does not understand.
    private let unclear: Set<Thing>

    private struct Question: Hashable {
        let kind: Taking.Kind
        let target: Taking.Target
    }

    public init(_ takings: some Sequence<Taking>, _ membership: Membership) {
        var highest: [Question: Generation] = [:]
        var unclear: Set<Thing> = []
        for taking in takings where membership.applies(taking.kind, by: taking.author) {
            guard taking.kind.isUnderstood else {
                unclear.insert(taking.target.thing)
                continue
            }
            let question = Question(kind: taking.kind, target: taking.target)
            highest[question] = max(highest[question] ?? .first, taking.generation)
        }
        self.highest = highest
        self.unclear = unclear
    }

    public func highest(_ kind: Taking.Kind, _ target: Taking.Target) -> Generation? {
        highest[Question(kind: kind, target: target)]
    }

    func has(_ kind: Taking.Kind, _ thing: Thing) -> Bool { highest(kind, Taking.Target(thing)) != nil }

    func isUnclear(_ thing: Thing) -> Bool { unclear.contains(thing) }

    /// Whether the generation of an entry is above all takings of it.
    func leaves(_ giving: Giving, _ kind: Taking.Kind, _ target: Taking.Target) -> Bool {
        guard let taken = highest(kind, target) else { return true }
        return giving.generation > taken
    }
}
