import Console
import Core
import HTTPMessage
import JSON
import LocalNetwork

/// A code on the screen.
struct OpenCode: Equatable {
    let id: String
    let joinURL: String
    let expiresAt: Moment
    let shownAt: Moment

    /// The address that the code leads to. Nil if it is a name.
    var address: HostAddress? { authority.flatMap { HostAddress($0.host) } }

    /// The port there.
    var port: UInt16 { authority?.port ?? (joinURL.hasPrefix("https:") ? 443 : 80) }

    /// Whether a key that is made there carries `view` and `use` at most.
    var isPlainHTTP: Bool { joinURL.hasPrefix("http:") && !isForThisMachine }

    /// Whether the code leads to a loopback address, which no other device can reach.
    var isForThisMachine: Bool {
        address.map { InterfaceAddress(interface: "", bytes: $0.bytes).isLoopback } ?? false
    }

    private var authority: Authority? {
        joinURL.split(separator: "/", maxSplits: 2).dropFirst().first.flatMap { Authority($0) }
    }
}

/// The device that arrived, by its user agent and address.
struct Visitor: Equatable {
    let browser: String
    let address: String
    let at: Moment
    /// The name that it will get: what its person types on it, or a guess. Empty while it is not known.
    var name = ""
}

/// The state of a pairing.
enum PairingStatus: Equatable {
    case open(Visitor?)
    case registered(peer: String)
    case failed(reason: String)
    /// The agent no longer has this pairing.
    case gone
}

/// The agent's answer to a PIN.
enum VerifyAnswer: Equatable {
    case registered(peer: String, name: String)
    case wrongPin(attemptsLeft: Int)
    case ipConflict(AddressHolder)
    case deviceLimit(String)
    case expired
    case tooManyAttempts
    case refused(String)
}

/// The peer that has the address of the device already.
struct AddressHolder: Equatable {
    let name: String
    /// In the agent's words, for programs.
    let detail: String
    /// In words: `tablet`. Empty if it is not known.
    var kind = ""
    var isOnline = false
    var lastSeenAt: Moment?

    /// "192.168.1.77 also belongs to 'Kitchen tablet' (tablet), last seen 2 min ago."
    func fact(_ visitor: Visitor, now: Moment, clock: WallClock) -> String {
        let seen = isOnline ? ", online now" : lastSeenAt.map { ", last seen \($0.told(at: now, by: clock))" } ?? ""
        return "\(visitor.address) also belongs to '\(name)'\(kind.isEmpty ? "" : " (\(kind))")\(seen)."
    }

    /// What each answer does.
    func answers(for visitor: Visitor) -> [(key: String, word: ConflictAnswer, what: String)] {
        let new = visitor.name.isEmpty || visitor.name == name ? "" : " as '\(visitor.name)'"
        return [
            ("s", .sameDevice, "It is that \(kind.isEmpty ? "device" : kind): add this browser to '\(name)'"),
            ("k", .keepBoth, "It is a new device: add it\(new)"),
        ]
    }
}

/// An input of the dialogue.
enum PairInput {
    case began(OpenCode)
    case beginFailed(CommandFailure)
    /// The node has no address for a code now.
    case noAddress
    /// The node's addresses now. Empty if it has none.
    case hosts(Hosts)
    case tick
    case key(Key)
    case line(String)
    /// Nobody can type now.
    case inputEnded
    case interrupted
    case looked(PairingStatus, [RecordedEvent])
    case agentSilent
    case verified(VerifyAnswer)
    /// Why it failed, if it did.
    case cancelled(refusal: String?)
    /// Nil if the agent reports nothing about it.
    case described(Peer?)
    /// What this machine's firewalls do; nil if they let phones through.
    case inspected(FirewallFinding?)
    /// This process runs the node now, which has these addresses.
    case tookOver(Hosts)
    /// Why this process cannot run the node.
    case takeOverFailed(String)
}

/// An effect of the dialogue.
enum PairEffect: Equatable {
    /// A new code. Its URL contains this host, if one is given.
    case begin(host: String?)
    /// Asks for the node's addresses.
    case lookAtHosts
    /// Cancels a code, whatever the result.
    case discard(String)
    /// Cancels a code, and reports the result.
    case cancel(String)
    case look(String)
    case verify(String, pin: String?, answer: ConflictAnswer?)
    case describe(peer: String)
    /// Looks at the firewalls of this machine, without waiting for what comes of it.
    case inspectFirewall(port: UInt16, HostAddress)
    /// Runs the node in this process, if nobody else does now.
    case takeOver
    case tell(PairNews)
    /// For readers of events.
    case record(RecordedEvent)
    case end(CommandFailure?)
}

/// What is reported once.
enum PairNews: Equatable {
    case code(OpenCode)
    /// Nothing can reach this machine. A code is shown when it has an address.
    case noAddress
    /// The same code, which leads to the node's new address.
    case moved(OpenCode)
    /// The machine has its address again.
    case backOnNetwork(OpenCode)
    /// Nobody came. Another address might do, if there is one.
    case nobodyCame(next: String?)
    case firewall(FirewallFinding)
    case arrived(Visitor)
    /// A line that is no answer to what is asked; what would be one.
    case notAnAnswer(pairing: String, String)
    case wrongPin(attemptsLeft: Int)
    case alarm(Alarm)
    case ipConflict(pairing: String, AddressHolder, Visitor)
    case deviceLimit(pairing: String, String)
    case agentSilent
    case agentBack
    case tookOver(TakeOver)
    case over(pairing: String, reason: String)
    case registered(pairing: String, Admission)
}

/// The device that was paired, and how.
struct Admission: Equatable {
    let id: String
    let name: String
    /// `new_peer`, `known_key`, `key_added`. Nil if it was not reported.
    let way: String?
    /// Nil if the agent reports nothing more about it.
    let peer: Peer?
}
