/// Whether the store answers: a question is open until both its reader and its writer have answered.
struct StoreHealth {
    typealias Instant = ContinuousClock.Instant

    enum Part: CaseIterable { case reader, writer }

    private(set) var askedAt: Instant?
    /// When the last question was asked that was answered well.
    private(set) var goodAsOf: Instant?
    private var open: Set<Part> = []
    private(set) var isFailing = false

    var isOpen: Bool { askedAt != nil && !open.isEmpty }

    /// False where one is open: a store that does not answer is asked no more.
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

    /// The last question was answered well, or the one that is open now is not old yet and that before it was.
    func isGood(at now: Instant, patience: Duration) -> Bool {
        guard let askedAt, goodAsOf != nil, !isFailing else { return false }
        return !isOpen || now - askedAt < patience
    }
}
