import Core

// What a walk came by, in words.

extension World {
    mutating func count(_ rejection: StartRejection) {
        switch rejection {
        case .field: count("start: field")
        case .tooManyOpenPairings: count("start: tooManyOpenPairings")
        case .mayNotInvite: count("start: mayNotInvite")
        }
    }

    mutating func count(_ result: ClaimResult) {
        switch result {
        case .accepted: count("claim: accepted")
        case .repeated: count("claim: repeated")
        case .rejected(.badProof): count("claim: badProof")
        case .rejected(.alreadyClaimed): count("claim: alreadyClaimed")
        case .rejected(.keyNotProved): count("claim: keyNotProved")
        case .rejected(.expired): count("claim: expired")
        case .rejected(.invalidTransition): count("claim: invalidTransition")
        }
    }

    mutating func count(_ result: VerifyResult) {
        switch result {
        case .registered(let registration): count("registered: " + registration.way.rawValue)
        case .refused(let refusal): count(refusal)
        case .wrongPin: count("verify: wrongPin")
        case .rejected(.pinRequired): count("verify: pinRequired")
        case .rejected(.tooManyAttempts): count("verify: tooManyAttempts")
        case .rejected(.expired): count("verify: expired")
        case .rejected(.invalidTransition): count("verify: invalidTransition")
        }
    }

    private mutating func count(_ refusal: RegistrationRefusal) {
        switch refusal {
        case .ipConflict: count("refused: ipConflict")
        case .deviceLimit: count("refused: deviceLimit")
        case .keyNotProved: count("refused: keyNotProved")
        case .chosenPeerGone: count("refused: chosenPeerGone")
        case .inviterNotEntitled: count("refused: inviterNotEntitled")
        }
    }

    /// A walk that does not come by all of these has not tested them.
    static let everything: Set<String> = [
        "started by operator", "started by peer", "start: field", "start: tooManyOpenPairings", "start: mayNotInvite",
        "claim: accepted", "claim: repeated", "claim: badProof", "claim: alreadyClaimed", "claim: keyNotProved",
        "claim: expired", "claim: invalidTransition", "registered: new_peer", "registered: known_key",
        "registered: key_added", "refused: ipConflict", "refused: deviceLimit", "refused: keyNotProved",
        "refused: chosenPeerGone", "refused: inviterNotEntitled", "verify: wrongPin", "verify: tooManyAttempts",
        "verify: pinRequired", "verify: expired", "verify: invalidTransition", "cancelled", "expired",
        "admitted by a peer",
    ]
}
