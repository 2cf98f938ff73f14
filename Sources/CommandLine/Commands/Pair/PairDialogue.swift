import Core
import HTTPMessage
import JSON
import LocalNetwork

/// One run of `kith pair` as a value: what happens goes in, what is to be done comes out. It knows no clock, no terminal
/// and no agent.
///
/// ```
///            began            looked: a device         verified             described
/// starting ───────► waiting ─────────────────► asking ─────────► registering ─────────► ended
///    ▲                 │ n, a                  │ n  ▲ wrong PIN, conflict, limit
///    ├─────────────────┴───────────────────────┘    └──┘
///    │ n               time over, too many wrong PINs, where somebody can answer
/// closed ◄───────────────────────────────────────
/// ```
///
/// From every state but `ended`: Ctrl-C ends it, after the code is cancelled.
struct PairDialogue {
    enum State: Equatable {
        case starting
        case waiting(OpenCode)
        case asking(OpenCode, Visitor, Question)
        case cancelling(OpenCode)
        /// No code is open. The operator may want a new one.
        case closed(Closing)
        case registering(pairing: String, peer: String, name: String)
        case ended
    }

    /// Why no code is open.
    enum Closing: Equatable {
        case expired
        case tooManyAttempts
    }

    /// What the operator is asked.
    enum Question: Equatable {
        case pin(Complaint?)
        case conflict(AddressHolder)
        /// To be tried again when there is space for a device.
        case limit(String)
    }

    /// What was wrong with the last answer.
    enum Complaint: Equatable {
        case notAPin
        case wrongPin(attemptsLeft: Int)
    }

    /// After this time without a device, another address may be better.
    static let patience: Duration = .seconds(15)
    /// An agent that restarts is back before this.
    static let silenceBorne: Duration = .seconds(10)
    /// More than any PIN with spaces.
    static let longestTyped = 16
    /// More lines than may be typed ahead.
    static let mostEarly = 8

    var state = State.starting
    /// What follows the prompt.
    var typed = ""
    var alarms = Alarms()
    var hosts: Hosts
    /// Whether a new code can be requested after one has ended: not if a script waits for the end.
    let isAttended: Bool

    var silentSince: Moment?
    /// The requested host. Nil leaves the choice to the agent.
    var hostAsked: String?
    private var isPatienceOver = false
    /// Whether the node has no address, so that no code works.
    var isOffNetwork = false
    /// Whether the address in the code has changed since it was made.
    var hasMoved = false
    var hostsAskedAt: Moment?
    /// What may keep phones away, as far as this machine has been asked.
    private(set) var firewall: FirewallFinding?
    private var hasInputEnded = false
    /// Lines that were typed before they were asked for: a script may know about a device earlier than this.
    var early: [String] = []
    /// How each pairing was completed, as far as it was reported.
    private var ways: [String: String] = [:]
    /// All codes of this run.
    private(set) var own: Set<String> = []
    /// Whether this process runs the node once the agent has ended.
    var isSuccessor: Bool
    /// Set once this process took the node over.
    var takeOver: TakeOver?
    /// Why it could not.
    var takeOverObstacle: String?

    /// With `isChosen`, the agent does not choose the host.
    init(hosts: Hosts, isChosen: Bool = false, isAttended: Bool, isSuccessor: Bool = false) {
        self.hosts = hosts
        self.isAttended = isAttended
        self.isSuccessor = isSuccessor
        hostAsked = isChosen ? hosts.shown : nil
    }

    /// The first effect.
    var opening: [PairEffect] { [.begin(host: hostAsked)] }

    mutating func take(_ input: PairInput, now: Moment) -> [PairEffect] {
        guard state != .ended else { return [] }
        return switch input {
        case .began(let code): begin(code)
        case .beginFailed(let failure): state == .starting ? end(failure) : []
        case .noAddress: waitForAddress()
        case .hosts(let hosts): follow(hosts, now)
        case .tick: tick(now)
        case .key(let key): press(key, now)
        case .line(let line): answer(line, now)
        case .inputEnded: endInput()
        case .interrupted: interrupt()
        case .looked(let status, let events): look(status, events, now)
        case .agentSilent: beSilent(now)
        case .verified(let answer): verified(answer, now)
        case .cancelled(let refusal): cancelled(refusal)
        case .described(let peer): described(peer)
        case .inspected(let finding): inspected(finding)
        case .tookOver(let hosts): tookOver(hosts)
        case .takeOverFailed(let why): takeOverFailed(why)
        }
    }

    /// Whether somebody should have come by now.
    func isLate(at now: Moment) -> Bool {
        guard case .waiting(let code) = state, !isOffNetwork else { return false }
        return now >= code.shownAt + Self.patience
    }

    /// The address that is worth a try, when it is time.
    func offer(at now: Moment) -> String? { isLate(at: now) ? hosts.next : nil }

    /// The code that is open.
    var code: OpenCode? {
        switch state {
        case .waiting(let code), .asking(let code, _, _): code
        case .starting, .cancelling, .closed, .registering, .ended: nil
        }
    }

    /// The present pairing.
    var pairing: String? {
        switch state {
        case .waiting(let code), .asking(let code, _, _), .cancelling(let code): code.id
        case .registering(let pairing, _, _): pairing
        case .starting, .closed, .ended: nil
        }
    }

    private mutating func begin(_ code: OpenCode) -> [PairEffect] {
        state = .waiting(code)
        own.insert(code.id)
        (typed, early, alarms) = ("", [], Alarms())
        (isOffNetwork, hasMoved, hostsAskedAt) = (false, false, nil)
        forgetLateness()
        return heard() + [.tell(.code(code)), .look(code.id)]
    }

    /// A code that was not shown before gets the whole time.
    mutating func forgetLateness() { (isPatienceOver, firewall) = (false, nil) }

    /// The agent answers, perhaps again.
    mutating func heard() -> [PairEffect] {
        defer { silentSince = nil }
        return silentSince == nil ? [] : [.tell(.agentBack)]
    }

    private mutating func tick(_ now: Moment) -> [PairEffect] {
        guard let code else { return tickWithoutCode(now) }
        if now >= code.expiresAt { return expire(code) }
        let look = [.look(code.id)] + (isTimeForHosts(now) ? [PairEffect.lookAtHosts] : [])
        guard !isPatienceOver, isLate(at: now) else { return look }
        isPatienceOver = true
        // A code with a name leads to the first of the node's addresses.
        let address = code.address ?? hosts.all.lazy.compactMap { Authority($0).flatMap { HostAddress($0.host) } }.first
        let inspection = address.map { [PairEffect.inspectFirewall(port: code.port, $0)] } ?? []
        return inspection + [.tell(.nobodyCame(next: hosts.next))] + look
    }

    private mutating func inspected(_ finding: FirewallFinding?) -> [PairEffect] {
        guard case .waiting = state, isPatienceOver else { return [] }
        firewall = finding
        return finding.map { [.tell(.firewall($0))] } ?? []
    }

    private mutating func tickWithoutCode(_ now: Moment) -> [PairEffect] {
        if state == .starting, silentSince != nil || isOffNetwork && isTimeForHosts(now) {
            return [.begin(host: hostAsked)]
        }
        // Nothing else asks the agent now, and paired devices need one.
        guard case .closed = state, isSuccessor else { return [] }
        return [.takeOver]
    }

    mutating func expire(_ code: OpenCode) -> [PairEffect] {
        let over: [PairEffect] = [.discard(code.id), .tell(.over(pairing: code.id, reason: "expired"))]
        guard isAttended else { return over + end(.failed, Texts.expired) }
        return close(.expired, over)
    }

    /// The screen stays, for a new code.
    private mutating func close(_ closing: Closing, _ effects: [PairEffect]) -> [PairEffect] {
        state = .closed(closing)
        typed = ""
        return effects
    }

    private mutating func interrupt() -> [PairEffect] {
        switch state {
        case .waiting(let code), .asking(let code, _, _):
            state = .cancelling(code)
            return [.cancel(code.id)]
        case .starting, .closed: return end(.failed, Texts.nothingOpen)
        // What was begun is done in a moment.
        case .cancelling, .registering, .ended: return []
        }
    }

    private mutating func cancelled(_ refusal: String?) -> [PairEffect] {
        guard case .cancelling(let code) = state else { return [] }
        if let refusal { return end(.failed, refusal) }
        return [.tell(.over(pairing: code.id, reason: "cancelled"))] + end(.failed, Texts.cancelled)
    }

    /// If no device has arrived, the code may still be on the screen, and the PIN may already be typed.
    private mutating func endInput() -> [PairEffect] {
        hasInputEnded = true
        if case .asking = state { return interrupt() }
        return isAttended ? interrupt() : []
    }

    /// Asks a question. What was typed before is its answer. If nobody can answer, the dialogue ends.
    mutating func ask(
        _ question: Question, _ code: OpenCode, _ visitor: Visitor, _ now: Moment
    ) -> [PairEffect] {
        state = .asking(code, visitor, question)
        if !early.isEmpty { return answer(early.removeFirst(), now) }
        return hasInputEnded ? interrupt() : []
    }

    private mutating func beSilent(_ now: Moment) -> [PairEffect] {
        guard let since = silentSince else {
            silentSince = now
            return [.tell(.agentSilent)] + succession
        }
        guard now >= since + Self.silenceBorne else { return succession }
        return end(.agentNotReachable, takeOverObstacle.map { Texts.noTakeOver($0) } ?? Texts.agentGone)
    }

    mutating func end(_ code: ExitCode, _ why: String) -> [PairEffect] { end(CommandFailure(code, why)) }

    private mutating func end(_ failure: CommandFailure) -> [PairEffect] {
        state = .ended
        return [.end(failure)]
    }

    /// Requests a new code instead of this one.
    mutating func renew(_ code: OpenCode) -> [PairEffect] {
        state = .starting
        typed = ""
        return [.discard(code.id), .tell(.over(pairing: code.id, reason: "cancelled")), .begin(host: hostAsked)]
    }
}

// Reports of the agent.
extension PairDialogue {
    private mutating func look(_ status: PairingStatus, _ events: [RecordedEvent], _ now: Moment) -> [PairEffect] {
        let back = heard()
        let told = events.filter { $0.pairing.map(own.contains) ?? false }.flatMap { record($0) }
        return back + told + stand(status, arrivedAt: arrival(in: events), now)
    }

    private mutating func record(_ event: RecordedEvent) -> [PairEffect] {
        let record: [PairEffect] = EventWords.passedOn.contains(event.type) ? [.record(event)] : []
        let isOfThisCode = event.pairing == code?.id
        switch event.type {
        case EventWords.secondClaim where isOfThisCode: return record + alarm(.secondClaim, event)
        case EventWords.badProof where isOfThisCode: return record + alarm(.badProof, event)
        case EventWords.completed:
            if let pairing = event.pairing { ways[pairing] = event.data["way"]?.string }
        default: break
        }
        return record
    }

    private mutating func alarm(_ kind: Alarm.Kind, _ event: RecordedEvent) -> [PairEffect] {
        alarms.note(kind, by: event.visitor).map { [.tell(.alarm($0))] } ?? []
    }

    private func arrival(in events: [RecordedEvent]) -> Moment? {
        events.last { $0.type == EventWords.arrived && $0.pairing == code?.id }?.at
    }

    private mutating func stand(_ status: PairingStatus, arrivedAt: Moment?, _ now: Moment) -> [PairEffect] {
        guard let code else { return [] }
        switch status {
        case .open(let visitor):
            guard let visitor else { return [] }
            if case .asking(let code, var known, let question) = state {
                known.name = visitor.name
                state = .asking(code, known, question)
            }
            guard case .waiting = state else { return [] }
            let arrived = Visitor(
                browser: visitor.browser, address: visitor.address, at: arrivedAt ?? now, name: visitor.name)
            return [.tell(.arrived(arrived))] + ask(.pin(nil), code, arrived, now)
        case .registered(let peer):
            state = .registering(pairing: code.id, peer: peer, name: "")
            return [.describe(peer: peer)]
        case .failed(let reason):
            guard reason != "expired" else { return expire(code) }
            let over = [PairEffect.tell(.over(pairing: code.id, reason: reason))]
            guard reason == "too_many_attempts" else { return over + end(.failed, Texts.cancelledElsewhere) }
            return isAttended ? close(.tooManyAttempts, over) : over + end(.failed, Texts.tooManyAttempts)
        case .gone:
            return [.tell(.over(pairing: code.id, reason: "cancelled"))] + end(.failed, Texts.cancelledElsewhere)
        }
    }

    private mutating func described(_ peer: Peer?) -> [PairEffect] {
        guard case .registering(let pairing, let id, let name) = state else { return [] }
        state = .ended
        let admission = Admission(id: id, name: peer?.name ?? name, way: ways[pairing], peer: peer)
        return [.tell(.registered(pairing: pairing, admission)), .end(nil)]
    }
}

/// The types of events that matter here.
enum EventWords {
    static let arrived = EventType.deviceConnected.rawValue
    static let secondClaim = EventType.secondClaim.rawValue
    static let badProof = EventType.badProof.rawValue
    static let completed = EventType.pairingCompleted.rawValue
    /// For readers of events. The dialogue itself reports how a pairing begins and ends.
    static let passedOn = [arrived, secondClaim, badProof, EventType.wrongPin.rawValue]
}
