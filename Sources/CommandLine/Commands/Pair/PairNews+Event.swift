import Core
import JSON

extension PairNews {
    /// What the dialogue itself reports to a program. Nil if the agent's own record says it.
    func event(now: Moment) -> JSONObject? {
        switch self {
        case .code(let code):
            event(
                "pairing_started", now,
                [
                    "id": .string(code.id), "join_url": .string(code.joinURL),
                    "expires_at": .string(code.expiresAt.text),
                ])
        case .moved(let code):
            event(
                "join_url_changed", now,
                [
                    "pairing_id": .string(code.id), "join_url": .string(code.joinURL),
                    "expires_at": .string(code.expiresAt.text),
                ])
        case .ipConflict(let pairing, let holder, _):
            event(
                "ip_conflict", now,
                ["pairing_id": .string(pairing), "name": .string(holder.name), "detail": .string(holder.detail)])
        case .notAnAnswer(let pairing, let hint):
            event("invalid_line", now, ["pairing_id": .string(pairing), "detail": .string(hint)])
        case .deviceLimit(let pairing, let why):
            event("device_limit", now, ["pairing_id": .string(pairing), "detail": .string(why)])
        case .over(let pairing, let reason):
            event("pairing_failed", now, ["pairing_id": .string(pairing), "reason": .string(reason)])
        case .registered(let pairing, let admission):
            event("pairing_completed", now, admission.data(of: pairing))
        case .nobodyCame, .firewall, .arrived, .wrongPin, .alarm, .agentSilent, .agentBack, .tookOver,
            .noAddress, .backOnNetwork:
            nil
        }
    }

    private func event(_ type: String, _ now: Moment, _ data: JSONObject) -> JSONObject {
        ["type": .string(type), "at": .string(now.text), "data": .object(data)]
    }
}

extension Admission {
    fileprivate func data(of pairing: String) -> JSONObject {
        var data: JSONObject = ["pairing_id": .string(pairing), "peer_id": .string(id)]
        data["way"] = way.map { .string($0) }
        data["peer"] = .object(peer?.whole ?? ["id": .string(id), "name": .string(name)])
        return data
    }
}
