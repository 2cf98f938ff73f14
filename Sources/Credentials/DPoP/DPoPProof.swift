public import Core
import JSON

/// What a proof must be for: the request that carried it.
public struct DPoPExpectation: Hashable, Sendable {
    /// The method, exactly as the request has it.
    public let method: String
    /// The address: the actual scheme, the checked host, the path.
    public let url: TargetURL
    /// The hash of the peer token of the request. Nil if there is none; an `ath` is then ignored.
    public let token: SecretHash?
    /// Where the request comes from. The nonce in the proof must be for that place.
    public let place: [UInt8]

    /// The properties of the request that carried the proof.
    public init(method: String, url: TargetURL, token: SecretHash?, place: [UInt8] = []) {
        self.method = method
        self.url = url
        self.token = token
        self.place = place
    }
}

/// A proof that is valid, but that the ``ReplayMemory`` has not checked.
public struct CheckedProof: Hashable, Sendable {
    /// The key that signed.
    public let key: PublicKey
    /// The identifier of this proof among those of its key.
    public let jti: String
    /// When the proof's nonce expires. Until then `jti` must be remembered.
    public let nonceExpiry: Duration

    /// The thumbprint of ``key``: the `jkt` of other protocols.
    public var thumbprint: Thumbprint { Thumbprint(of: key) }
}

/// The proof of possession of a request (RFC 9449), only with Ed25519.
public enum DPoPProof {
    /// Checks the text of a `DPoP` header field. The signature comes last: it costs more than all other checks.
    ///
    /// `now` is from the clock of the nonces. No other clock is used: `iat` must be present, but phones' clocks are
    /// wrong, and the nonce shows the age of the proof more reliably.
    public static func check(
        _ text: String, expecting expected: DPoPExpectation, now: Duration, nonces: NonceMint
    ) -> Result<CheckedProof, DPoPRejection> {
        Result { () throws(DPoPRejection) in
            guard let jws = CompactJWS(text) else { throw .malformed }
            let key = try key(in: jws.header)
            try checkRequest(jws.claims, expected)
            let jti = try identifier(in: jws.claims)
            let expiry = try nonceExpiry(in: jws.claims, from: expected.place, now: now, nonces: nonces)
            try checkToken(jws.claims, expected)
            guard Ed25519.isAcceptable(key) else { throw .badKey }
            guard Ed25519.verify(signature: jws.signature, message: jws.signed, key: key) else { throw .badSignature }
            return CheckedProof(key: key, jti: jti, nonceExpiry: expiry)
        }
    }

    private static func key(in header: JSONObject) throws(DPoPRejection) -> PublicKey {
        guard header["typ"].isExactly("dpop+jwt") else { throw .badType }
        guard header["alg"].isExactly("EdDSA") else { throw .badAlgorithm }
        guard header["crit"] == nil else { throw .unknownExtension }
        guard let jwk = header["jwk"]?.object, jwk["kty"].isExactly("OKP"), jwk["crv"].isExactly("Ed25519"),
            jwk["d"] == nil, let octets = octets(jwk["x"])
        else { throw .badKey }
        return PublicKey(octets)
    }

    private static func checkRequest(_ claims: JSONObject, _ expected: DPoPExpectation) throws(DPoPRejection) {
        guard claims["htm"].isExactly(expected.method) else { throw .wrongMethod }
        guard let htu = claims["htu"]?.string, TargetURL(htu) == expected.url else { throw .wrongURL }
        switch claims["iat"] {
        case .integer, .number: break
        case .null, .bool, .string, .array, .object, nil: throw .badIssueTime
        }
    }

    private static func identifier(in claims: JSONObject) throws(DPoPRejection) -> String {
        guard let jti = claims["jti"]?.string, (8...128).contains(jti.utf8.count) else { throw .badIdentifier }
        return jti
    }

    private static func nonceExpiry(
        in claims: JSONObject, from place: [UInt8], now: Duration, nonces: NonceMint
    ) throws(DPoPRejection) -> Duration {
        guard let nonce = claims["nonce"]?.string else { throw .missingNonce }
        guard case .good(let expires) = nonces.check(nonce, now: now, from: place) else { throw .staleNonce }
        return expires
    }

    private static func checkToken(_ claims: JSONObject, _ expected: DPoPExpectation) throws(DPoPRejection) {
        guard let token = expected.token else { return }
        guard octets(claims["ath"]) == token.octets else { throw .wrongToken }
    }

    private static func octets(_ value: JSONValue?) -> Octets32? {
        value?.string.flatMap(Base64URL.decode).flatMap { Octets32($0) }
    }
}

extension JSONValue? {
    /// Byte by byte: a Swift string also equals its other Unicode forms.
    fileprivate func isExactly(_ text: String) -> Bool { self?.string?.utf8.elementsEqual(text.utf8) ?? false }
}
