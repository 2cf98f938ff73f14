import Core

/// Makes and recognises the nonces that a DPoP proof must contain, and stores none of them.
///
/// A nonce is base64url(8 bytes of time, big-endian milliseconds || 16 bytes of a MAC over that and the place that it
/// is for). The key lives as long as the process. After a restart every old nonce is forged, and so is a nonce from
/// another place. That costs an honest client one more round trip.
public struct NonceMint: Sendable {
    /// How long a nonce is valid.
    public static let lifetime = Duration.seconds(60)

    /// The result of checking a nonce.
    public enum Verdict: Hashable, Sendable {
        /// Made by this mint, and valid until then.
        case good(expires: Duration)
        /// Made by this mint, but not within the last ``NonceMint/lifetime``.
        case stale
        /// Not made by this mint.
        case forged
    }

    private static let timeCount = 8
    private static let codeCount = 16
    private let key: [UInt8]

    /// A mint with its own key.
    public init(using generator: inout some RandomNumberGenerator) { key = Octets32(using: &generator).bytes }

    /// The nonce of this moment for clients at `place`. `now` is a monotonic time; its start stays the same for this
    /// mint.
    public func mint(now: Duration, for place: [UInt8] = []) -> String {
        let time = bytes(of: milliseconds(now))
        return Base64URL.encode(time + code(of: time, place))
    }

    /// Checks `text` at `now` and from `place`. A nonce from the future is stale: time that runs backwards is no reason
    /// to trust it.
    public func check(_ text: some StringProtocol, now: Duration, from place: [UInt8] = []) -> Verdict {
        guard text.utf8.count == Base64URL.length(ofBytes: Self.timeCount + Self.codeCount),
            let bytes = Base64URL.decode(text)
        else { return .forged }
        let time = Array(bytes.prefix(Self.timeCount))
        guard constantTimeEqual(Array(bytes.dropFirst(Self.timeCount)), code(of: time, place)) else { return .forged }
        let made = Duration.milliseconds(Int64(bitPattern: time.reduce(0) { $0 << 8 | UInt64($1) }))
        let expires = made + Self.lifetime
        return made <= now && now < expires ? .good(expires: expires) : .stale
    }

    private func code(of time: [UInt8], _ place: [UInt8]) -> [UInt8] {
        Array(HMACSHA256.code(key: key, message: time + place).prefix(Self.codeCount))
    }

    private func bytes(of milliseconds: Int64) -> [UInt8] {
        let word = UInt64(bitPattern: milliseconds)
        return (0..<Self.timeCount).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }

    private func milliseconds(_ time: Duration) -> Int64 {
        time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000
    }
}
