/// The node's addresses for a join URL: the one that it contains, and those to try next.
struct Hosts: Equatable {
    private(set) var shown: String
    private(set) var others: [String]

    /// All hosts that a join URL may name.
    var all: [String] { [shown] + others }

    /// Nil if no other address would be better.
    var next: String? { others.first }

    /// The present address moves to the end: after the last one, the first is tried again.
    mutating func advance() {
        guard let next else { return }
        others = others.dropFirst() + [shown]
        shown = next
    }

    /// Moves on to the first address that is wanted. Returns false if there is none.
    mutating func advance(to isWanted: (String) -> Bool) -> Bool {
        for _ in all {
            if isWanted(shown) { return true }
            advance()
        }
        return false
    }
}
