import Console
import Core
import LocalNetwork

/// Texts that are used in several places, above all how a pairing fails.
enum Texts {
    static func ownAgent(staysOpen: Bool) -> String {
        staysOpen
            ? "No node is running, so this window runs one. Leave it open."
            : "No node is running, so this command runs one until the device is paired."
    }
    static func noName(_ why: String) -> String {
        "The code contains an address, although join_host asks for the node's name: \(why)."
    }
    static func nameTaken(_ name: String) -> String {
        """
        another device is called '\(name)'. Choose another name, or pair that device again: kith pair --peer \
        \(name.asTypedWord)
        """
    }
    static let expired = "this code has expired, and no device was paired. For a new code, run kith pair."
    static let cancelled = "cancelled. The code no longer works."
    static let nothingOpen = "no device was paired, and no code is open."
    static let cancelledElsewhere = "another operator cancelled this pairing. The code no longer works."
    static let tooManyAttempts = "too many wrong PINs, so this code no longer works. For a new one, run kith pair."
    static func noTakeOver(_ why: String) -> String {
        "the other 'kith pair' has ended, and this one cannot run the node: \(why)"
    }
    static let agentGone = """
        the agent no longer answers. The code may still work. When the agent is back, 'kith pair' makes a new one.
        """
    static let cancelUnheard = "the agent does not answer, so the code works until it expires."

    static let noAddress = """
        This machine has no address on a local network. Connect it; this window goes on by itself.
        """
    static let moved = "The address of this machine has changed. This code has the new address."
    static let movedWhileAsking = """
        The address of this machine has changed. If the phone shows an error, press n for a new code.
        """
    static let agentSilent = "No answer from the agent. Waiting …"
    static let scanThis = "Scan this with your phone."
    /// For a code with a loopback address.
    static let openHere = "This code works only on this machine. Open the link in a browser here."
    static let prompt = "PIN shown on the phone:"
    static let notAPin = "A PIN has six digits, and the first is not 0."
    static let conflictWords = """
        Answer \(ConflictAnswer.sameDevice.rawValue) or \(ConflictAnswer.keepBoth.rawValue), or n for a new code.
        """

    static func wrongPin(_ left: Int) -> String { "Wrong PIN. \(left) \(left == 1 ? "attempt" : "attempts") left." }

    static let nobodyCame = "No phone has connected yet."
    /// The common causes, each a question.
    static let causes = [
        "Is the phone in this Wi-Fi, not on mobile data?",
        "Does its browser have permission for local devices? Check the phone's settings.",
    ]

    /// What a firewall does, and the commands against it.
    static func firewall(_ finding: FirewallFinding, hasDoctor: Bool) -> (
        fact: String, commands: [String], more: String?
    ) {
        switch finding.certainty {
        case .blocks:
            let chains: [String]
            if case .nftables(let names) = finding.tool { chains = names } else { chains = [] }
            let place = chains.isEmpty ? "" : " (\(listed(chains)))"
            let commands = finding.opening.isEmpty ? [finding.showing] : finding.opening
            return (
                "\(finding.name) blocks port \(finding.port)\(place). \(finding.opening.isEmpty ? "See" : "To open it"):",
                commands, finding.file.map { "To keep it open, add the rule to \($0)." }
            )
        case .isOn:
            let look = hasDoctor ? "sudo kith doctor" : finding.showing
            guard !finding.opening.isEmpty else {
                return ("\(finding.name) is on. It may block port \(finding.port). To see its rules:", [look], nil)
            }
            return (
                "\(finding.name) is on. If it blocks port \(finding.port):", finding.opening,
                "To see its rules: \(look)"
            )
        }
    }

    /// The same, a line each.
    static func firewallLines(_ finding: FirewallFinding) -> [String] {
        let (fact, commands, more) = firewall(finding, hasDoctor: Commands.all.contains { $0.help.name == "doctor" })
        return [fact] + commands + [more].compactMap { $0 }
    }

    /// What this way of pairing does not give. Nil if it gives all.
    static func capped(_ scopes: Scopes, isPlainHTTP: Bool) -> String? {
        let lost = scopes.subtracting(.plainHTTP)
        guard isPlainHTTP, !lost.isEmpty else { return nil }
        let names = listed(lost.members.map(\.rawValue))
        return """
            This code uses plain HTTP: \(names) will have no effect. To use \(lost.members.count == 1 ? "it" : "them"), pair \
            over HTTPS or on this machine.
            """
    }
}

extension PairNews {
    /// Whether somebody should look here now, wherever they are.
    var ringsBell: Bool {
        switch self {
        case .arrived, .alarm: true
        case .code, .nobodyCame, .firewall, .notAnAnswer, .wrongPin, .ipConflict, .deviceLimit, .agentSilent,
            .agentBack, .tookOver, .over, .registered, .noAddress, .moved, .backOnNetwork:
            false
        }
    }

    /// A line for readers of lines. Nil if there is nothing to report.
    func text(now: Moment, clock: WallClock) -> String? {
        switch self {
        case .code: nil
        case .noAddress: Texts.noAddress
        case .moved: Texts.moved
        case .backOnNetwork: "This machine has its address again. The code works."
        case .nobodyCame(let next):
            ([Texts.nobodyCame] + Texts.causes + (next.map { ["Or type a for a code with \($0)."] } ?? []))
                .joined(separator: " ")
        case .firewall(let finding):
            Texts.firewallLines(finding).joined(separator: "\n")
        case .arrived(let visitor):
            "\(visitor.browser), \(visitor.address), \(clock.time(visitor.at)). \(Texts.prompt)"
        case .notAnAnswer(_, let hint): hint
        case .wrongPin(let left): "\(Texts.wrongPin(left)) \(Texts.prompt)"
        case .alarm(let alarm): "\(alarm.headline) \(alarm.advice)"
        case .ipConflict(_, let holder, let visitor):
            ([holder.fact(visitor, now: now, clock: clock)]
                + holder.answers(for: visitor).map { "[\($0.key)] \($0.what)." })
                .joined(separator: " ")
        case .deviceLimit(_, let why): "\(why) Then press Enter here to try again. ('kith peers revoke' revokes one.)"
        case .agentSilent: Texts.agentSilent
        case .agentBack: "The agent answers again."
        case .tookOver(let takeOver): takeOver.text
        case .over(_, let reason): reason == "cancelled" ? "This code no longer works." : nil
        case .registered(_, let admission): admission.sentence(now: now, clock: clock)
        }
    }
}
