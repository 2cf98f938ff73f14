public import HTTPMessage
public import PairingCore

/// Where a browser stands that joins by a form. Each is one page, and the names of its texts.
public enum JoinStep: Hashable, Sendable {
    case nothing, incomplete, mismatch, unknown, used, over, expired, cancelled, attempts
    case waiting(Pin)
    case registered

    /// One of each.
    static let all: [JoinStep] =
        [.nothing, .incomplete, .mismatch, .unknown, .used, .over, .expired, .cancelled, .attempts, .registered]
        + [Pin(Pin.range.lowerBound)].compactMap { $0 }.map { .waiting($0) }

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

    /// Of its title; what is to be done; and how it looks.
    private var words: (name: String, why: String, todo: String, look: String) {
        switch self {
        case .waiting: ("waiting", "waiting.lead", "form.wait", "")
        case .registered: ("registered", "registered.lead", "keep.same", "good")
        case .nothing: ("nothing", "nothing.why", "nothing.todo", "bad")
        case .incomplete: ("incomplete", "form.incomplete", "form.back", "bad")
        case .mismatch: ("mismatch", "mismatch.why", "mismatch.todo", "bad")
        case .unknown, .used, .over, .expired, .cancelled, .attempts: ("\(self)", "\(self).why", "newcode", "bad")
        }
    }

    func page(_ skeleton: Template, _ texts: Texts, _ values: [String: String]) throws(TemplateError) -> [UInt8] {
        let page = try skeleton.filled(
            with: { place in
                switch place {
                case "step.title": texts["\(words.name).title"]
                case "step.why": texts[words.why]
                case "step.todo": texts[words.todo]
                case "step.look": words.look
                case "step.pin": if case .waiting(let pin) = self { pin.digits } else { "" }
                default: values[place]
                }
            }, missing: "\(texts.file), as \(words.name)")
        return slimmed(page, .page)
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
