import Core
import JSON

/// A signed object in its compact form (RFC 7515): `header.payload.signature`, each in base64url.
struct CompactJWS {
    /// A proof has about 500 bytes. The rest is for clients that send more fields.
    static let limits = JSONLimits(bytes: 4_096, depth: 4, values: 64)

    let header: JSONObject
    let claims: JSONObject
    let signature: [UInt8]
    /// The signed text itself, not what was parsed from it.
    let signed: [UInt8]

    /// Returns nil for any other text, or one that is longer than 4 KiB.
    init?(_ text: String) {
        guard text.utf8.count <= Self.limits.bytes else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64URL.decode(parts[2].span)
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
    }

    private static func object(_ part: Substring.UTF8View) -> JSONObject? {
        guard let bytes = Base64URL.decode(part.span) else { return nil }
        return (try? JSONValue(parsing: bytes, limits: limits))?.object
    }
}
