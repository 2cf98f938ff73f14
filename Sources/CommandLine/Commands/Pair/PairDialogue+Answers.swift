import Console
import Core

// The operator's input, and its effects.
extension PairDialogue {
    /// A key that has a meaning by itself, otherwise a character of a line.
    mutating func press(_ key: Key, _ now: Moment) -> [PairEffect] {
        switch key {
        case .character(let character):
            // A PIN has no letters, so they are commands wherever they are typed.
            if let effects = command(String(character), now) { return effects }
            type(character)
            return []
        case .enter:
            defer { typed = "" }
            return answer(typed, now)
        case .erase:
            _ = typed.popLast()
            return []
        case .eraseLine:
            typed = ""
            return []
        case .end: return typed.isEmpty ? take(.interrupted, now: now) : []
        case .redraw: return []
        }
    }

    /// Digits, and spaces between them, if a PIN is asked for, or will be.
    private mutating func type(_ character: Character) {
        switch state {
        case .waiting, .asking(_, _, .pin): break
        case .asking(_, _, .conflict), .asking(_, _, .limit), .starting, .cancelling, .closed, .registering, .ended:
            return
        }
        guard typed.count < Self.longestTyped else { return }
        if character.isWholeNumber || (character == " " && !typed.isEmpty) { typed.append(character) }
    }

    /// A whole line, however it was typed.
    mutating func answer(_ line: String, _ now: Moment) -> [PairEffect] {
        let word = line.filter { $0 != " " }
        if let effects = command(word, now) { return effects }
        switch state {
        case .waiting(let code):
            guard !word.isEmpty, early.count < Self.mostEarly else { return [] }
            early.append(word)
            return [.look(code.id)]
        case .asking(let code, let visitor, .pin): return pin(word, code, visitor, now)
        case .asking(let code, let visitor, .conflict(let holder)):
            let complaint: [PairEffect] =
                word.isEmpty ? [] : [.tell(.notAnAnswer(pairing: code.id, Texts.conflictWords))]
            return complaint + ask(.conflict(holder), code, visitor, now)
        case .asking(let code, _, .limit): return [.verify(code.id, pin: nil, answer: nil)]
        case .closed: return word.isEmpty ? startAgain() : []
        case .starting, .cancelling, .registering, .ended: return []
        }
    }

    private mutating func startAgain() -> [PairEffect] {
        state = .starting
        return [.begin(host: hostAsked)]
    }

    /// Returns nil if it is not a command now.
    private mutating func command(_ typed: String, _ now: Moment) -> [PairEffect]? {
        let word = typed.lowercased()
        switch state {
        case .waiting(let code):
            if word == "n" { return renew(code) }
            guard word == "a", offer(at: now) != nil else { return nil }
            hosts.advance()
            hostAsked = hosts.shown
            return renew(code)
        case .asking(let code, _, .conflict):
            guard let answer = conflictAnswer(word) else { return word == "n" ? renew(code) : nil }
            return [.verify(code.id, pin: nil, answer: answer)]
        case .asking(let code, _, .pin), .asking(let code, _, .limit):
            return word == "n" ? renew(code) : nil
        case .closed:
            return word == "n" ? startAgain() : nil
        case .starting, .cancelling, .registering, .ended: return nil
        }
    }

    private func conflictAnswer(_ word: String) -> ConflictAnswer? {
        switch word {
        case "s": .sameDevice
        case "k": .keepBoth
        default: ConflictAnswer(rawValue: word)
        }
    }

    private mutating func pin(
        _ word: String, _ code: OpenCode, _ visitor: Visitor, _ now: Moment
    ) -> [PairEffect] {
        guard !word.isEmpty else { return [] }
        guard let pin = Pin(typed: word) else {
            return [.tell(.notAnAnswer(pairing: code.id, Texts.notAPin))] + ask(.pin(.notAPin), code, visitor, now)
        }
        return [.verify(code.id, pin: pin.digits, answer: nil)]
    }

    mutating func verified(_ answer: VerifyAnswer, _ now: Moment) -> [PairEffect] {
        guard case .asking(let code, let visitor, _) = state else { return [] }
        switch answer {
        case .registered(let peer, let name):
            state = .registering(pairing: code.id, peer: peer, name: name)
            return [.describe(peer: peer)]
        case .wrongPin(let left):
            return [.tell(.wrongPin(attemptsLeft: left)), .look(code.id)]
                + ask(.pin(.wrongPin(attemptsLeft: left)), code, visitor, now)
        case .ipConflict(let holder):
            return [.tell(.ipConflict(pairing: code.id, holder, visitor))]
                + ask(.conflict(holder), code, visitor, now)
        case .deviceLimit(let why):
            return [.tell(.deviceLimit(pairing: code.id, why))] + ask(.limit(why), code, visitor, now)
        case .expired: return expire(code)
        case .tooManyAttempts:
            // One more look, to report the last attempt.
            return [.look(code.id)]
        case .refused(let why):
            // Nobody can confirm it here, so its phone gets that too.
            return [.discard(code.id), .tell(.over(pairing: code.id, reason: "cancelled"))] + end(.refused, why)
        }
    }
}
