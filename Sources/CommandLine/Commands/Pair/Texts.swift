import Console
import Core

/// What is said in more than one place; above all, how a pairing ends otherwise than well.
enum Texts {
    static func ownAgent(staysOpen: Bool) -> String {
        staysOpen
            ? "No node is running, so this window runs one. Leave it open."
            : "No node is running, so this command runs one until the device is paired."
    }
    static func noName(_ why: String) -> String {
        "The code has an address, though join_host asks for the node's name: \(why)."
    }
    static let expired = "the time of this code is over, and nobody was let in. For a new code: kith pair"
    static let cancelled = "cancelled; the code is void."
    static let nothingOpen = "nobody was let in, and no code is open."
    static let cancelledElsewhere = "another operator has cancelled this pairing; the code is void."
    static let tooManyAttempts = "the PIN was wrong too often; the code is void. For a new code: kith pair"
    static let agentGone = """
        the agent does not answer any more. The code may still be good: once the agent is back, 'kith pair' makes a new \
        one.
        """
    static func noTakeOver(_ why: String) -> String {
        "the other 'kith pair' has ended, and this one cannot run the node: \(why)"
    }
    static let cancelUnheard = "the agent does not answer, so the code is good until its time is over."
}

extension PairNews {
    /// A line for those who read lines; nil where there is nothing to say.
    func text(now: Moment, clock: WallClock) -> String? {
        switch self {
        case .code: nil
        case .offer(let host): "Nobody has come yet. Is the device on another network? Type a for a code with \(host)."
        case .arrived(let visitor):
            "\(visitor.browser), at \(visitor.address), \(clock.time(visitor.at)). PIN on its screen?"
        case .notAPin: "The PIN is six digits. PIN on its screen?"
        case .wrongPin(let left):
            "That is not the PIN on the device. \(left) \(left == 1 ? "attempt" : "attempts") left. PIN on its screen?"
        case .alarm(let alarm): "\(alarm.headline) \(alarm.advice)"
        case .ipConflict(_, _, let question): "\(question) Type s for the same device, k to keep both."
        case .deviceLimit(_, let why): "\(why) Then press Enter here to try again. ('kith peers revoke' revokes one.)"
        case .agentSilent: "The agent does not answer. Waiting for it …"
        case .agentBack: "The agent answers again."
        case .tookOver(let takeOver): takeOver.text
        case .over(_, let reason): reason == "cancelled" ? "This code is void." : nil
        case .registered(_, let admission): admission.sentence(now: now, clock: clock)
        }
    }
}
