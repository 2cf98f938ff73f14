/// What waits for its turn, each element once.
struct WaitingList<Element: Hashable & Sendable>: Sendable {
    private var order: [Element] = []
    private var members: Set<Element> = []

    mutating func add(_ element: Element) {
        if members.insert(element).inserted { order.append(element) }
    }

    mutating func next() -> Element? {
        guard !order.isEmpty else { return nil }
        let first = order.removeFirst()
        members.remove(first)
        return first
    }
}
