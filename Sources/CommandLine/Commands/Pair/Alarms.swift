/// A device tries what only one device may do.
struct Alarm: Equatable {
    enum Kind: Equatable {
        /// A second key with a valid proof: the device has seen the code.
        case secondClaim
        /// The device knows the token, but has not seen the code.
        case badProof
    }

    let kind: Kind
    let visitor: Visitor
    var count = 1

    /// What happened.
    var headline: String {
        let times = count > 1 ? " (\(count) times)" : ""
        let who = visitor.browser.isEmpty ? visitor.address : "\(visitor.browser) at \(visitor.address)"
        return switch kind {
        case .secondClaim: "WARNING: a second device tried this code: \(who)\(times)."
        case .badProof: "WARNING: \(who) tried to use this code without having scanned it\(times)."
        }
    }

    /// What it means, and what to do.
    var advice: String {
        switch kind {
        case .secondClaim:
            """
            Only the first gets a PIN. If your phone shows no PIN, another device was first. Press n for a new code.
            """
        case .badProof:
            """
            It was refused. Someone may be watching the network, or a scanner app dropped part of the link.
            """
        }
    }
}

/// The alarms of one code, each address once. Their number is bounded for each kind: any device on the network can
/// cause them, and many of one kind must not hide the other.
struct Alarms: Equatable {
    static let mostOfAKind = 8

    private(set) var all: [Alarm] = []

    /// The alarm to show if there is space for one.
    var foremost: Alarm? { all.last { $0.kind == .secondClaim } ?? all.last }

    /// The alarm, if it is new and not a repetition.
    mutating func note(_ kind: Alarm.Kind, by visitor: Visitor) -> Alarm? {
        if let index = all.firstIndex(where: { $0.kind == kind && $0.visitor.address == visitor.address }) {
            all[index].count += 1
            return nil
        }
        guard all.count(where: { $0.kind == kind }) < Self.mostOfAKind else { return nil }
        let alarm = Alarm(kind: kind, visitor: visitor)
        all.append(alarm)
        return alarm
    }
}
