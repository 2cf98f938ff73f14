public import Core
public import JSON

/// The SHA-256 thumbprint of a JSON Web Key (RFC 7638).
public struct Thumbprint: Hashable, Sendable {
    /// The digest.
    public let octets: Octets32

    /// Made from the members that RFC 7638 requires for the key's type, and only those, in any order.
    ///
    /// Their values are base64url and short names. For these, the writer's JSON is that of the RFC.
    public init(ofRequired members: JSONObject) {
        var sorted = JSONObject()
        for key in members.keys.sorted(by: { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }) {
            sorted[key] = members[key]
        }
        var json: [UInt8] = []
        JSONValue.object(sorted).write(into: &json)
        octets = SHA256.hash(json)
    }

    /// The thumbprint of an Ed25519 key (RFC 8037).
    public init(of key: PublicKey) {
        self.init(ofRequired: ["crv": "Ed25519", "kty": "OKP", "x": .string(key.text)])
    }

    /// The thumbprint in 43 characters of base64url.
    public var text: String { Base64URL.encode(octets.bytes) }
}
