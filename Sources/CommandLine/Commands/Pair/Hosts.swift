/// The node's addresses, as they may stand in a join URL: the one that does, and those to try next.
struct Hosts: Equatable {
    private(set) var shown: String
    private(set) var others: [String]

    /// What a join URL may name, all of it.
    var all: [String] { [shown] + others }

    /// Nil where nobody comes any sooner elsewhere.
    var next: String? { others.first }

    /// The shown one goes to the end: somebody who has tried all may try again.
    mutating func advance() {
        guard let next else { return }
        others = others.dropFirst() + [shown]
        shown = next
    }

    /// Goes on to the first that is wanted. False where none is.
    mutating func advance(to isWanted: (String) -> Bool) -> Bool {
        for _ in all {
            if isWanted(shown) { return true }
            advance()
        }
        return false
    }
}
