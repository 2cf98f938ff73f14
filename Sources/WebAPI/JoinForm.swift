public import Core
import HTTPMessage

/// What a browser without JavaScript sends: the address of the page, which a person has copied from the address bar.
/// Its fragment, the join secret, is never sent by a browser.
public struct JoinForm: Sendable {
    public let token: JoinToken
    public let secret: JoinSecret

    /// Returns nil if the pasted text does not contain both parts of a code.
    init?(_ request: Request) {
        guard let form = FormFields(String(decoding: request.body, as: UTF8.self)), let pasted = form["address"]
        else { return nil }
        let halves = String(decoding: pasted.utf8.trimmingBlanks, as: UTF8.self)
            .split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let mark = halves[0].firstIndex(of: "?"),
            let token = FormFields(halves[0][halves[0].index(after: mark)...])?["token"].flatMap({ JoinToken($0) }),
            let secret = JoinSecret(text: halves[1])
        else { return nil }
        self.token = token
        self.secret = secret
    }

    static func isSent(by request: Request) -> Bool {
        let type = request.fields["Content-Type"]?.split(separator: ";").first?.lowercased()
        return type == "application/x-www-form-urlencoded"
    }
}
