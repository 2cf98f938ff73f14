import Console
import Core
import HTTPMessage
import JSON

/// The agent's routes that a pairing needs.
struct PairClient {
    private let client: ControlClient
    private let terms: JSONObject
    /// Whether the node may get an address that it does not have yet.
    private let waitsForAddress: Bool
    private(set) var cursor: EventCursor
    /// Codes to cancel that the agent does not know about yet.
    private var unwanted: [String] = []

    init(_ client: ControlClient, _ terms: JSONObject, waitsForAddress: Bool) throws(CommandFailure) {
        self.client = client
        self.terms = terms
        self.waitsForAddress = waitsForAddress
        cursor = try EventCursor(client)
    }

    mutating func begin(host: String?, now: Moment) throws(CommandFailure) -> PairInput {
        while let id = unwanted.first {
            guard try isVoid(id) else { return .agentSilent }
            unwanted.removeFirst()
        }
        var terms = terms
        terms["host"] = host.map { .string($0) }
        guard let answer = try client.askNow(.post, "/v1/pairings", terms), !answer.isPassing else {
            return .agentSilent
        }
        guard answer.code != "name_taken" else {
            throw CommandFailure(.refused, Texts.nameTaken(terms.text("name")))
        }
        if waitsForAddress, answer.code == "no_lan_address" { return .noAddress }
        guard answer.status == 201, let id = answer.object["id"]?.string, let url = answer.object["join_url"]?.string,
            let end = answer.object.moment("expires_at")
        else { throw answer.failure(forName: terms.text("name")) }
        return .began(OpenCode(id: id.cleaned, joinURL: url.cleaned, expiresAt: end, shownAt: now))
    }

    /// The node's addresses. Nil if the agent does not answer now.
    func hosts() throws(CommandFailure) -> Hosts? {
        guard let answer = try client.askNow(.get, "/v1/status"), answer.status == 200 else { return nil }
        return Hosts(answer.object["join"]?.object ?? [:])
    }

    /// Returns nil if the agent does not answer now. It may be restarting.
    mutating func look(at id: String) throws(CommandFailure) -> PairInput {
        // Events first: what they report has happened when the status is read.
        guard let events = try cursor.next(client), let answer = try client.askNow(.get, pairingPath(id)),
            !answer.isPassing
        else { return .agentSilent }
        guard answer.status == 200 else { return .looked(.gone, events) }
        return .looked(PairingStatus(answer.object), events)
    }

    func verify(_ id: String, pin: String?, answer: ConflictAnswer?) throws(CommandFailure) -> PairInput {
        var body: JSONObject = [:]
        body["pin"] = pin.map { .string($0) }
        body["on_conflict"] = answer.map { .string($0.rawValue) }
        guard let answer = try client.askNow(.post, pairingPath(id) + "/verify", body), !answer.isPassing else {
            return .agentSilent
        }
        var verified = VerifyAnswer(answer)
        if case .ipConflict(var holder) = verified, let peer = answer.object["peer_id"]?.string,
            case .described(let found?) = try describe(peer.cleaned)
        {
            (holder.kind, holder.isOnline, holder.lastSeenAt) = (found.kindText, found.isOnline, found.lastSeenAt)
            verified = .ipConflict(holder)
        }
        return .verified(verified)
    }

    /// An agent that does not answer now gets it before the next code.
    mutating func discard(_ id: String) throws(CommandFailure) {
        if try !isVoid(id) { unwanted.append(id) }
    }

    private func isVoid(_ id: String) throws(CommandFailure) -> Bool {
        try client.askNow(.delete, pairingPath(id)).map { !$0.isPassing } ?? false
    }

    func cancel(_ id: String) throws(CommandFailure) -> PairInput {
        guard let answer = try client.askNow(.delete, pairingPath(id)) else {
            return .cancelled(refusal: Texts.cancelUnheard)
        }
        let isVoid = answer.status < 300 || answer.status == 404 || answer.status == 410
        return .cancelled(refusal: isVoid ? nil : "it was too late to cancel. \(answer.detail)")
    }

    func describe(_ peer: String) throws(CommandFailure) -> PairInput {
        let answer = try client.askNow(.get, peerPath(peer))
        return .described(answer.flatMap { $0.status == 200 ? Peer($0.object) : nil })
    }
}

extension PairingStatus {
    init(_ pairing: JSONObject) {
        switch pairing["state"]?.string {
        case "device_registered": self = .registered(peer: pairing.text("peer_id"))
        case "failed": self = .failed(reason: pairing.text("reason"))
        default:
            let device = pairing["device"]?.object
            // The events say when it arrived.
            self = .open(
                device.map {
                    Visitor(
                        browser: $0.text("browser"), address: $0.text("address"), at: Moment(milliseconds: 0),
                        name: $0.text("name"))
                })
        }
    }
}

extension VerifyAnswer {
    init(_ answer: ControlClient.APIResponse) {
        switch (answer.status, answer.code) {
        case (200, _):
            let peer = answer.object["peer"]?.object ?? [:]
            self = .registered(peer: peer.text("id"), name: peer.text("name"))
        case (_, "wrong_pin"): self = .wrongPin(attemptsLeft: Int(answer.object["attempts_left"]?.integer ?? 0))
        case (_, "ip_conflict"):
            self = .ipConflict(AddressHolder(name: answer.object.text("name"), detail: answer.detail))
        case (_, "device_limit"): self = .deviceLimit(answer.detail)
        case (_, "expired"): self = .expired
        case (_, "too_many_attempts"): self = .tooManyAttempts
        default: self = .refused(answer.detail)
        }
    }
}
