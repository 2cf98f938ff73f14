/// The takings that a node knows, whether or not they apply: what it gives or takes next must be above them.
public struct KnownTakings: Sendable {
    private var highest: [Question: Generation] = [:]

    private struct Question: Hashable {
        let kind: Taking.Kind
        let target: Taking.Target
    }

    public init(_ takings: some Sequence<Taking> = []) {
        for taking in takings {
            let question = Question(kind: taking.kind, target: taking.target)
            highest[question] = max(highest[question] ?? .first, taking.generation)
        }
    }

    func highest(_ kind: Taking.Kind, _ target: Taking.Target) -> Generation? {
        highest[Question(kind: kind, target: target)]
    }
}

/// The numbers of a thing are used up. Only an evil node counts that far: the remedy is to cut and dismiss it.
public struct NoGenerationLeft: Error, Hashable, Sendable {
    public let kind: Taking.Kind
    public let target: Taking.Target
}

/// A taking that is to be signed.
public struct DueTaking: Hashable, Sendable {
    public let kind: Taking.Kind
    public let target: Taking.Target
    public let generation: Generation

    public init(_ kind: Taking.Kind, _ target: Taking.Target, _ generation: Generation = .first) {
        self.kind = kind
        self.target = target
        self.generation = generation
    }
}

/// What a node says of a thing that has changed: a new record, and takings for what it no longer gives.
public struct Saying<Body: Hashable & Sendable>: Hashable, Sendable {
    public let body: Body
    public let takings: [DueTaking]
}

extension KnownTakings {
    /// Blocks a key for good, above everything known. Nil if that is already so.
    public func blocking(_ entry: KeyEntry) throws(NoGenerationLeft) -> DueTaking? {
        let target = Taking.Target.key(entry.key)
        if let known = highest(.block, target), known >= entry.giving.generation { return nil }
        return try taking(.block, target, of: entry.giving.generation)
    }

    /// Ends everybody of a person, above everything known.
    public func ending(_ person: Taking.Target, of giving: Generation? = nil) throws(NoGenerationLeft) -> DueTaking {
        try taking(.endPerson, person, of: giving)
    }

    private func taking(
        _ kind: Taking.Kind, _ target: Taking.Target, of giving: Generation?
    ) throws(NoGenerationLeft) -> DueTaking {
        guard let generation = Generation.taking(after: highest(kind, target), of: giving) else {
            throw NoGenerationLeft(kind: kind, target: target)
        }
        return DueTaking(kind, target, generation)
    }
}
