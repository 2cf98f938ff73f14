import COpenSSL

/// The generator for secrets: OpenSSL's private one.
///
/// It keeps nothing between calls. With a buffer, two copies of the value would return the same secret.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    /// A generator. All of them are the same.
    public init() {}

    /// Eight bytes, all of them random.
    public mutating func next() -> UInt64 {
        CryptoLibrary.prepare()
        var word: UInt64 = 0
        let done = unsafe withUnsafeMutableBytes(of: &word) { bytes in
            unsafe RAND_priv_bytes(bytes.bindMemory(to: UInt8.self).baseAddress, Int32(bytes.count))
        }
        // Without random numbers, nothing after this is safe.
        precondition(done == 1, "OpenSSL gives no random numbers")
        return word
    }
}
