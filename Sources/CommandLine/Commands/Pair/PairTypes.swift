import Console
import Core
import JSON

/// A code that stands on the screen.
struct OpenCode: Equatable {
    let id: String
    let joinURL: String
    let expiresAt: Moment
    let shownAt: Moment
}

/// Who came, by what its browser says and where it came from.
struct Visitor: Equatable {
    let browser: String
    let address: String
    let at: Moment
}

/// How a pairing stands.
enum PairingStatus: Equatable {
    case open(Visitor?)
    case registered(peer: String)
    case failed(reason: String)
    /// The agent knows no such pairing any more.
    case gone
}

/// What the agent says to a PIN.
enum VerifyAnswer: Equatable {
    case registered(peer: String, name: String)
    case wrongPin(attemptsLeft: Int)
    /// Another peer has the address.
    case ipConflict(name: String, question: String)
    case deviceLimit(String)
    case expired
    case tooManyAttempts
    case refused(String)
}

/// What happens to a dialogue.
enum PairInput {
    case began(OpenCode)
    case beginFailed(CommandFailure)
    case tick
    case key(Key)
    case line(String)
    /// Nobody can type any more.
    case inputEnded
    case interrupted
    case looked(PairingStatus, [RecordedEvent])
    case agentSilent
    case verified(VerifyAnswer)
    /// Why not, where it was not.
    case cancelled(refusal: String?)
    /// Nil where the agent tells nothing of it.
    case described(Peer?)
    /// This process runs the node now, which has these addresses.
    case tookOver(Hosts)
    /// Why this process cannot run the node.
    case takeOverFailed(String)
}

/// What a dialogue wants done.
enum PairEffect: Equatable {
    /// A new code; its URL is to have this host, where one is named.
    case begin(host: String?)
    /// Voids a code, whatever comes of it.
    case discard(String)
    /// Voids a code, and tells what came of it.
    case cancel(String)
    case look(String)
    case verify(String, pin: String?, answer: ConflictAnswer?)
    case describe(peer: String)
    /// Runs the node in this process, if nobody else does now.
    case takeOver
    case tell(PairNews)
    /// For those who read events.
    case record(RecordedEvent)
    case end(CommandFailure?)
}

/// What is worth telling, once.
enum PairNews: Equatable {
    case code(OpenCode)
    /// Nobody came; another address might do.
    case offer(host: String)
    case arrived(Visitor)
    case notAPin
    case wrongPin(attemptsLeft: Int)
    case alarm(Alarm)
    case ipConflict(pairing: String, name: String, question: String)
    case deviceLimit(pairing: String, String)
    case agentSilent
    case agentBack
    case tookOver(TakeOver)
    case over(pairing: String, reason: String)
    case registered(pairing: String, Admission)
}

/// Who was let in, and how.
struct Admission: Equatable {
    let id: String
    let name: String
    /// `new_peer`, `known_key`, `key_added`; nil where nobody told.
    let way: String?
    /// Nil where the agent tells nothing more of it.
    let peer: Peer?
}
