/// Decides which entries count: those of full nodes in force, by givers that count themselves.
public struct Counting: Sendable {
    let membership: Membership
    /// The peers with a valid entry, whether or not they have ended since.
    private let givers: Set<Thing>

    /// `admissions`: of each record of a peer, the peer, the record's author, and who gave the peer itself.
    public init(_ membership: Membership, admissions: [(peer: Thing, author: NodeKey, by: Giver)]) {
        self.membership = membership
        var admittedBy: [Thing: [Thing]] = [:]
        var counted: Set<Thing> = []
        for (peer, author, by) in admissions where membership.isFull(author) {
            switch by {
            case .operatorHere: counted.insert(peer)
            case .operatorAt(let node): if membership.inForce[node] != nil { counted.insert(peer) }
            case .peer(let inviter): admittedBy[inviter, default: []].append(peer)
            }
        }
        // From those whom an operator admitted to those whom these admitted, and so on. Two peers that admitted only each
        // other are not reached.
        var open = Array(counted)
        while let inviter = open.popLast() {
            for peer in admittedBy[inviter] ?? [] where counted.insert(peer).inserted { open.append(peer) }
        }
        givers = counted
    }

    /// Whether an entry of `thing` in a record by `author` counts.
    func counts(_ giving: Giving, of thing: Thing, by author: NodeKey) -> Bool {
        guard membership.isFull(author) else { return false }
        return switch giving.by {
        case .operatorHere: true
        case .operatorAt(let node): membership.inForce[node] != nil
        case .peer(let giver): giver != thing && givers.contains(giver)
        }
    }

    /// Whether some node says of a thing what this kith does not understand. It acts like a taking, so it does so also after
    /// that node is cut: otherwise a cut could give something.
    func isUnclear(_ records: [Record]) -> Bool {
        records.contains { $0.body == .notUnderstood && membership.takers[$0.author] == .full }
    }
}
