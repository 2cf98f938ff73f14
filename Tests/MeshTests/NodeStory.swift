import Core
import MDNS

@testable import Mesh

/// A directory, and what it asked for.
struct Story {
    var directory = NodeDirectory(own: NodeID(number: 1), at: .zero)
    var now = Duration.zero
    var effects: [NodeDirectory.Effect] = []

    @discardableResult
    mutating func take(_ input: NodeDirectory.Input) -> [NodeDirectory.Effect] {
        let new = directory.take(input, at: now)
        effects += new
        return new
    }

    /// Until something is due, at most this long.
    @discardableResult
    mutating func wait(_ time: Duration) -> [NodeDirectory.Effect] {
        let end = now + time
        var new: [NodeDirectory.Effect] = []
        while new.isEmpty, let next = directory.nextChange(after: now), next <= end {
            now = max(now, next)
            new = take(.timeHasPassed)
        }
        if new.isEmpty { now = end }
        return new
    }

    /// Until it connects. Events may be due before.
    mutating func waitForQuestion(to node: NodeID) {
        while directory.entries[node]?.isOpening == false, now < .seconds(10_000) { wait(.seconds(30)) }
    }

    mutating func sight(_ number: Int64, _ host: UInt8? = nil, name: String = "attic", service: String? = nil)
        -> [NodeDirectory.Effect]
    { take(.report(.sighted(Neighbour.announced(number, service), Neighbour.seen(number, host, name: name)))) }

    /// Sighted, asked, answered.
    @discardableResult
    mutating func meet(_ number: Int64) -> NodeDirectory.LineID {
        guard case .open(let line, _, _)? = sight(number).first else { return -1 }
        take(.answered(line))
        return line
    }

    var names: [String] { directory.nodes.map(\.name.text) }
}

/// What neighbours announce.
enum Neighbour {
    static func announced(_ number: Int64, _ service: String? = nil) -> Announcement {
        Announcement(name: service ?? "node \(number)", link: 2, isV6: false)
    }

    static func place(_ host: UInt8) -> NodePlace {
        NodePlace(address: HostAddress([10, 0, 0, host]) ?? .loopback, link: 2, port: 6_969)
    }

    static func seen(_ number: Int64, _ host: UInt8? = nil, name: String = "attic") -> NodeSighting {
        NodeSighting(
            id: NodeID(number: number), name: Name(trusted: name), version: "1", interface: 1,
            place: place(host ?? UInt8(truncatingIfNeeded: number)))
    }
}
