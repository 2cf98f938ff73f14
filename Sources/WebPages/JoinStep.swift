public import API
public import Core
public import HTTPMessage

/// The state of a browser that joins by a form. Each state is one page, and the names of its texts.
public enum JoinStep: Hashable, Sendable {
    case nothing, incomplete, mismatch, unknown, used, over, expired, cancelled, attempts
    case waiting(Pin, PairingProgress?)
    case registered

    /// One of each.
    static let all: [JoinStep] =
        [.nothing, .incomplete, .mismatch, .unknown, .used, .over, .expired, .cancelled, .attempts, .registered]
        + [Pin(Pin.range.lowerBound)].compactMap { $0 }.flatMap { pin in
            [nil, .wrongPin(attemptsLeft: 1), .pinVerified].map { .waiting(pin, $0) }
        }

    public init(_ rejection: ClaimRejection) {
        self =
            switch rejection {
            case .badProof: .mismatch
            case .alreadyClaimed, .keyNotProved: .used
            case .expired: .expired
            case .invalidTransition: .over
            }
    }

    public init(_ reason: PairingFailure.Reason) {
        self =
            switch reason {
            case .tooManyAttempts: .attempts
            case .cancelled: .cancelled
            case .expired: .expired
            }
    }

    /// The page for it.
    var notice: Notice {
        switch self {
        case .waiting(let pin, .pinVerified):
            Notice(name: "waiting", why: "news.right", todo: "form.wait", look: "", pin: pin.digits)
        case .waiting(let pin, .wrongPin(let left)):
            Notice(
                name: "waiting", why: "waiting.lead", todo: "form.wait", look: "", pin: pin.digits, attemptsLeft: left)
        case .waiting(let pin, nil):
            Notice(name: "waiting", why: "waiting.lead", todo: "form.wait", look: "", pin: pin.digits)
        case .registered: Notice(name: "registered", why: "registered.lead", todo: "registered.same", look: "good")
        case .nothing: Notice(name: "nothing", look: "")
        case .mismatch: Notice(name: "mismatch", look: "bad")
        case .incomplete: Notice(name: "incomplete", why: "form.incomplete", todo: "form.back", look: "bad")
        case .unknown, .used, .over, .expired, .cancelled, .attempts:
            Notice(name: "\(self)", todo: "newcode", look: "bad")
        }
    }
}

extension Response {
    /// So that loading the page again does not send the form again.
    public static func formTaken(_ claim: SetCookie) -> Response {
        Response(
            .seeOther,
            fields: ["Location": "/join/form", "Set-Cookie": claim.text, "Cache-Control": "no-store"])
    }
}
