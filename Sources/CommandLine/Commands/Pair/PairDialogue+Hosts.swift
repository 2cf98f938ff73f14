import Core

// What happens when the addresses of the node change.
extension PairDialogue {
    /// How often the node is asked for its addresses.
    static let hostsBeat: Duration = .seconds(1)

    /// Whether it is time to ask again. A clock that was set back must not stop that.
    mutating func isTimeForHosts(_ now: Moment) -> Bool {
        if let last = hostsAskedAt, now >= last, now < last + Self.hostsBeat { return false }
        hostsAskedAt = now
        return true
    }

    /// There can be no code yet.
    mutating func waitForAddress() -> [PairEffect] {
        guard state == .starting else { return [] }
        // The address that was asked for is gone, too.
        hostAsked = nil
        let back = heard()
        guard !isOffNetwork else { return back }
        isOffNetwork = true
        return back + [.tell(.noAddress)]
    }

    /// A pairing does not depend on the address: its code only has to lead to one that works.
    mutating func follow(_ new: Hosts, _ now: Moment) -> [PairEffect] {
        guard let code else { return [] }
        let isAtHost = hosts.all.contains { code.has(host: $0) }
        guard !new.shown.isEmpty else {
            guard !isOffNetwork, isAtHost else { return [] }
            isOffNetwork = true
            return [.tell(.noAddress)]
        }
        let wasOffNetwork = isOffNetwork
        isOffNetwork = false
        guard Set(new.all) != Set(hosts.all) else { return wasOffNetwork ? [.tell(.backOnNetwork(code))] : [] }
        hosts = new
        if let host = hostAsked, !new.all.contains(host) { hostAsked = nil }
        // Otherwise it contains the public URL.
        guard isAtHost else { return [] }
        if hosts.advance(to: { code.has(host: $0) }) { return wasOffNetwork ? [.tell(.backOnNetwork(code))] : [] }
        return move(code, to: hosts.shown, now)
    }

    private mutating func move(_ code: OpenCode, to host: String, _ now: Moment) -> [PairEffect] {
        let moved = code.moved(to: host, at: now)
        switch state {
        case .waiting: state = .waiting(moved)
        case .asking(_, let visitor, let question): state = .asking(moved, visitor, question)
        case .starting, .cancelling, .closed, .registering, .ended: return []
        }
        hasMoved = true
        forgetLateness()
        return [.tell(.moved(moved))]
    }
}

extension OpenCode {
    /// The same code with another host and port.
    fileprivate func moved(to host: String, at now: Moment) -> OpenCode {
        let parts = joinURL.split(separator: "/", maxSplits: 2)
        let path = parts.count == 3 ? parts[2] : ""
        return OpenCode(id: id, joinURL: "http://\(host)/\(path)", expiresAt: expiresAt, shownAt: now)
    }
}
