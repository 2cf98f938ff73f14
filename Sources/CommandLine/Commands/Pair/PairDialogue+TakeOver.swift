/// What became of the code when this process took the node over.
enum TakeOver: Equatable {
    case codeKept
    /// The address in the code is not one of the node's any longer.
    case newCode
    case noCode

    var text: String {
        let what = "The other 'kith pair' has ended. This one runs the node now"
        return switch self {
        case .codeKept: "\(what), and the code still works."
        case .newCode: "\(what). The node has another address, so there is a new code."
        case .noCode: "\(what)."
        }
    }
}

// What happens when the agent was another `kith pair`, and that one ends.
extension PairDialogue {
    /// Tries to be the next agent, where that is for this process to do.
    var succession: [PairEffect] { isSuccessor ? [.takeOver] : [] }

    /// Pairings are in the store, so an open code works with the next agent if that has the same address.
    mutating func tookOver(_ new: Hosts) -> [PairEffect] {
        let old = hosts
        (hosts, isSuccessor, silentSince, takeOverObstacle) = (new, false, nil, nil)
        if let host = hostAsked, !hosts.advance(to: { $0 == host }) { hostAsked = nil }
        switch state {
        case .waiting(let code), .asking(let code, _, _):
            guard works(code, at: new, before: old) else { return tell(.newCode) + renew(code) }
            if !hosts.advance(to: { code.has(host: $0) }) { hosts = new }
            return tell(.codeKept) + [.look(code.id)]
        case .starting: return tell(.noCode) + [.begin(host: hostAsked)]
        // What waits for an answer of the agent asks again by itself.
        case .cancelling, .closed, .registering: return tell(.noCode)
        case .ended: return []
        }
    }

    mutating func takeOverFailed(_ why: String) -> [PairEffect] {
        takeOverObstacle = why
        return []
    }

    private mutating func tell(_ takeOver: TakeOver) -> [PairEffect] {
        self.takeOver = takeOver
        return [.tell(.tookOver(takeOver))]
    }

    /// A code may also have an address that is not among the hosts: the public URL, which stays while the settings do.
    private func works(_ code: OpenCode, at new: Hosts, before old: Hosts) -> Bool {
        new.all.contains { code.has(host: $0) } || Set(new.all) == Set(old.all)
    }
}

extension OpenCode {
    /// Whether the join URL has this host and port.
    func has(host: String) -> Bool { joinURL.hasPrefix("http://\(host)/") }
}
