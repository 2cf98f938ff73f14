public import HTTPMessage

/// The answer to a request to open a WebSocket (RFC 6455, 4.2). Extensions are never accepted: messages here are small,
/// and a compressed frame could not be shared by all clients.
public enum WebSocketHandshake: Equatable, Sendable {
    /// Answer with 101 and these fields only; frames follow. Without a subprotocol if the client named none that kith
    /// uses: the application decides whether that is allowed.
    case accepted(HeaderFields, subprotocol: String?)
    /// Answer with this status, and these fields in addition to the default ones.
    case refused(Status, HeaderFields)

    /// Chooses the first subprotocol of the client that is in `subprotocols`.
    ///
    /// `sha1` is OpenSSL's. It proves only that the server has read the key, so its weakness does no harm.
    public init(
        _ request: Request, isCurrentVersion: Bool, subprotocols: [String] = [], sha1: ([UInt8]) -> [UInt8]
    ) {
        if let refusal = Self.refusal(of: request, isCurrentVersion) {
            self = refusal
            return
        }
        guard let key = Self.key(in: request.fields) else {
            self = .refused(.badRequest, [:])
            return
        }
        let subprotocol = request.fields.list("Sec-WebSocket-Protocol").first { subprotocols.contains($0) }
        var fields: HeaderFields = ["Upgrade": "websocket", "Connection": "Upgrade"]
        fields.append("Sec-WebSocket-Accept", base64(sha1(Array((key + Self.suffix).utf8))))
        if let subprotocol { fields.append("Sec-WebSocket-Protocol", subprotocol) }
        self = .accepted(fields, subprotocol: subprotocol)
    }

    /// Whether the client wants a WebSocket at all, valid or not. Other requests on the same path are not affected.
    public static func isAsked(by request: Request) -> Bool {
        request.fields.list("Upgrade").contains { $0.lowercased() == "websocket" }
    }

    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Everything that can be wrong, except the key.
    private static func refusal(of request: Request, _ isCurrentVersion: Bool) -> Self? {
        guard request.method == .get else { return .refused(.methodNotAllowed, ["Allow": "GET"]) }
        // A server that overlooks a body would read it as frames.
        guard isCurrentVersion, request.body.isEmpty else { return .refused(.badRequest, [:]) }
        guard isAsked(by: request) else { return upgradeRequired }
        guard request.fields.list("Connection").contains(where: { $0.lowercased() == "upgrade" })
        else { return .refused(.badRequest, [:]) }
        let versions = request.fields.values(of: "Sec-WebSocket-Version")
        guard versions.count <= 1 else { return .refused(.badRequest, [:]) }
        return versions.first == "13" ? nil : upgradeRequired
    }

    private static let upgradeRequired = Self.refused(
        .upgradeRequired, ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"])

    /// Sixteen bytes in base64. The unused bits of the last digit are ignored.
    private static func key(in fields: HeaderFields) -> String? {
        let keys = fields.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, let key = keys.first, key.utf8.count == 24, key.hasSuffix("==") else { return nil }
        return key.utf8.prefix(22).allSatisfy(base64Digits.contains) ? key : nil
    }
}

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

private func base64(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start...].prefix(3)
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 {
            let isFilled = place <= group.count
            digits.append(isFilled ? base64Digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
        }
    }
    return String(decoding: digits, as: UTF8.self)
}
