import HTTPMessage
import JSON
import NodeAgent
import PairingCore
import QRCode

/// What happens on the screen between the QR code and the registered device.
struct PairDialogue {
    private let client: ControlClient
    let id: PairingID
    private let joinURL: String
    private var hasArrived = false

    init(_ client: ControlClient, _ terms: JSONObject) throws(CommandFailure) {
        self.client = client
        let answer = try client.demand(.post, "/v1/pairings", terms)
        guard answer.status == 201, let id = answer.object["id"]?.string.flatMap({ PairingID($0) }),
            let url = answer.object["join_url"]?.string
        else { throw CommandFailure(.refused, answer.detail) }
        self.id = id
        joinURL = url
    }

    mutating func run(_ input: inout Input) throws(CommandFailure) {
        try showCode()
        while true {
            let pairing = try client.demand(.get, "/v1/pairings/\(id)").object
            guard pairing["state"]?.string != "failed" else {
                throw CommandFailure(.failed, Self.reason(pairing["reason"]?.string))
            }
            announce(pairing)
            switch input.next(within: 300, lines: hasArrived) {
            case .line(let typed): if try verify(["pin": .string(typed)], &input) { return }
            case .interrupted, .end: try cancel()
            case .nothing: continue
            }
        }
    }

    private func showCode() throws(CommandFailure) {
        guard let code = QRCode(joinURL) else { throw CommandFailure(.failed, "this URL fits no QR code: \(joinURL)") }
        for line in code.terminalLines(colour: Terminal.hasColour) { Terminal.line(line) }
        Terminal.line(joinURL)
        Terminal.line("Scan this with the phone. Ctrl-C cancels.")
    }

    private mutating func announce(_ pairing: JSONObject) {
        guard !hasArrived, let device = pairing["device"]?.object else { return }
        hasArrived = true
        let browser = device["browser"]?.string ?? "A device"
        Terminal.line("\(browser), at \(device["address"]?.string ?? "an unknown address").")
        Terminal.show("PIN on its screen? ")
    }

    /// Whether the device is in.
    private func verify(_ body: JSONObject, _ input: inout Input) throws(CommandFailure) -> Bool {
        let answer = try client.demand(.post, "/v1/pairings/\(id)/verify", body)
        switch (answer.status, answer.code) {
        case (200, _):
            Terminal.line("Registered: \(answer.object["peer"]?.object?["name"]?.string ?? "the device")")
            return true
        case (_, "wrong_pin"):
            Terminal.line("\(answer.detail) \(answer.object["attempts_left"]?.integer ?? 0) attempts left.")
            Terminal.show("PIN on its screen? ")
            return false
        case (_, "invalid_field"):
            Terminal.line("The PIN is six digits.")
            Terminal.show("PIN on its screen? ")
            return false
        case (_, "ip_conflict"):
            return try verify(["on_conflict": .string(try askAboutConflict(answer.detail, &input))], &input)
        default:
            throw CommandFailure(.refused, answer.detail)
        }
    }

    private func askAboutConflict(_ question: String, _ input: inout Input) throws(CommandFailure) -> String {
        Terminal.line(question)
        Terminal.show("[s]ame device, [k]eep both? ")
        while true {
            switch input.next(within: 60_000) {
            case .line("s"): return "same_device"
            case .line("k"): return "keep_both"
            case .line, .nothing: Terminal.show("Please type s or k: ")
            case .interrupted, .end: try cancel()
            }
        }
    }

    private func cancel() throws(CommandFailure) -> Never {
        _ = try client.ask(.delete, "/v1/pairings/\(id)")
        throw CommandFailure(.failed, "cancelled; the code is void.")
    }

    private static func reason(_ reason: String?) -> String {
        switch reason {
        case "expired": "the time of this code is over. Start again: kith pair"
        case "too_many_attempts": "the PIN was wrong too often; the code is void. Start again: kith pair"
        default: "this pairing was cancelled."
        }
    }
}
