import Core
import JSON
import LocalNetwork

@testable import CommandLine

/// The values that tests of a pairing share.
enum PairFixture {
    static let start = Moment(milliseconds: 1_795_170_600_000)
    static let id = "pr_0000000000001"
    static let secondID = "pr_0000000000002"
    static let phone = Visitor(browser: "iPhone, Safari", address: "192.168.1.77", at: start)
    static let holder = AddressHolder(name: "Old phone", detail: "The same?")
    static let firewall = FirewallFinding(.ufw, .blocks, port: 6969)
    static let other = Visitor(browser: "Android phone, Chrome", address: "192.168.1.99", at: start)

    static func code(_ id: String = id, at shown: Moment = start, host: String = "192.168.1.20") -> OpenCode {
        OpenCode(
            id: id, joinURL: "http://\(host):6969/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA",
            expiresAt: shown + .minutes(5), shownAt: shown)
    }

    static func event(_ type: String, by visitor: Visitor = other, of pairing: String = id) -> RecordedEvent {
        let data: JSONObject = [
            "pairing_id": .string(pairing), "address": .string(visitor.address), "device": .string(visitor.browser),
        ]
        let whole: JSONObject = ["id": 7, "type": .string(type), "at": .string(start.text), "data": .object(data)]
        return RecordedEvent(type: type, at: visitor.at, data: data, whole: whole)
    }

    static func peer(_ more: JSONObject = [:]) -> Peer {
        var object: JSONObject = [
            "id": "pe_0000000000001", "name": "Anna's phone", "kind": "mobile_ios", "person": "anna", "state": "live",
            "presence": "online", "address": "192.168.1.77", "scopes": [["scope": "view"], ["scope": "use"]],
            "areas": [["id": "ar_0000000000001", "name": "media"]],
        ]
        for key in more.keys { object[key] = more[key] }
        guard let peer = Peer(object) else { preconditionFailure("it has an id and a name") }
        return peer
    }
}

/// Where a dialogue may be when something happens.
enum Scene: String, CaseIterable {
    case starting, waiting, offering, asking, conflict, limit, cancelling, expired, locked, registering, ended

    var now: Moment { self == .offering ? PairFixture.start + .seconds(15) : PairFixture.start + .seconds(1) }

    func dialogue(isAttended: Bool = true, isSuccessor: Bool = false) -> PairDialogue {
        let hosts = Hosts(shown: "192.168.1.20:6969", others: ["10.0.0.4:6969"])
        var dialogue = PairDialogue(hosts: hosts, isAttended: isAttended, isSuccessor: isSuccessor)
        for input in way { _ = dialogue.take(input, now: PairFixture.start) }
        return dialogue
    }

    /// What leads here.
    private var way: [PairInput] {
        let opened: [PairInput] = [.began(PairFixture.code())]
        let arrived = opened + [.looked(.open(PairFixture.phone), [])]
        return switch self {
        case .starting: []
        case .waiting, .offering: opened
        case .asking: arrived
        case .conflict: arrived + [.verified(.ipConflict(PairFixture.holder))]
        case .limit: arrived + [.verified(.deviceLimit("There are 256 peers already."))]
        case .cancelling: arrived + [.interrupted]
        case .expired: opened + [.looked(.failed(reason: "expired"), [])]
        case .locked: arrived + [.looked(.failed(reason: "too_many_attempts"), [])]
        case .registering: arrived + [.verified(.registered(peer: "pe_0000000000001", name: "Anna's phone"))]
        case .ended: arrived + [.interrupted, .cancelled(refusal: nil)]
        }
    }
}

// A state and its effects as a line, so that a table of them can be read.
extension PairDialogue {
    var sketch: String {
        switch state {
        case .starting: "starting"
        case .waiting: "waiting"
        case .asking(_, _, .pin(nil)): "asking"
        case .asking(_, _, .pin(.notAPin)): "asking(not a PIN)"
        case .asking(_, _, .pin(.wrongPin(let left))): "asking(wrong, \(left) left)"
        case .asking(_, _, .conflict): "conflict"
        case .asking(_, _, .limit): "limit"
        case .cancelling: "cancelling"
        case .closed(.expired): "expired"
        case .closed(.tooManyAttempts): "locked"
        case .registering: "registering"
        case .ended: "ended"
        }
    }
}

extension PairEffect {
    var sketch: String {
        switch self {
        case .begin(let host): "begin\(host.map { "(\($0))" } ?? "")"
        case .lookAtHosts: "look at hosts"
        case .discard: "discard"
        case .cancel: "cancel"
        case .look: "look"
        case .verify(_, let pin, let answer): "verify(\(pin ?? answer?.rawValue ?? ""))"
        case .describe: "describe"
        case .inspectFirewall(let port, let address): "inspect(\(address) \(port))"
        case .takeOver: "take over"
        case .tell(let news): "tell(\(news.sketch))"
        case .record(let event): "record(\(event.type))"
        case .end(let failure): "end(\(failure.map { "\($0.code)" } ?? "done"))"
        }
    }
}

extension PairNews {
    fileprivate var sketch: String {
        switch self {
        case .code: "code"
        case .noAddress: "no address"
        case .moved(let code): "moved to \(code.address.map { "\($0)" } ?? "")"
        case .backOnNetwork: "back on the network"
        case .nobodyCame(let next): "nobody came\(next.map { ", try \($0)" } ?? "")"
        case .firewall: "firewall"
        case .arrived: "arrived"
        case .notAnAnswer: "no answer"
        case .wrongPin(let left): "wrong, \(left) left"
        case .alarm(let alarm): "\(alarm.kind)"
        case .ipConflict: "conflict"
        case .deviceLimit: "limit"
        case .agentSilent: "silent"
        case .agentBack: "back"
        case .tookOver(let takeOver): "took over: \(takeOver)"
        case .over(_, let reason): "over: \(reason)"
        case .registered: "registered"
        }
    }
}
