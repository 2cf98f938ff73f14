/// Whether the store answers. A probe is open until the reader and the writer have both answered.
struct StoreHealth {
    typealias Instant = ContinuousClock.Instant

    enum Part: CaseIterable { case reader, writer }

    private(set) var askedAt: Instant?
    /// The start of the last probe that succeeded.
    private(set) var goodAsOf: Instant?
    private var open: Set<Part> = []
    private(set) var isFailing = false

    var isOpen: Bool { askedAt != nil && !open.isEmpty }

    /// Returns false if a probe is open: a store that does not answer gets no further one.
    mutating func ask(at now: Instant) -> Bool {
        guard !isOpen else { return false }
        (askedAt, open, isFailing) = (now, Set(Part.allCases), false)
        return true
    }

    mutating func answer(_ part: Part, isGood: Bool) {
        open.remove(part)
        if !isGood { isFailing = true }
        if open.isEmpty && !isFailing { goodAsOf = askedAt }
    }

    /// Whether the last probe succeeded, or the open one is still young and the one before it succeeded.
    func isGood(at now: Instant, patience: Duration) -> Bool {
        guard let askedAt, goodAsOf != nil, !isFailing else { return false }
        return !isOpen || now - askedAt < patience
    }
}
