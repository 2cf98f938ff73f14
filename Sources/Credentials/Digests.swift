import COpenSSL
public import Core
import Synchronization

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// The digest of `bytes`.
    public static func hash(_ bytes: Span<UInt8>) -> Octets32 {
        var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isDone = unsafe withUnsafeMutableBytes(of: &digest) { output in
            unsafe bytes.withUnsafeBufferPointer { input in
                context.withLock { unsafe $0.hash(input, into: output) }
            }
        }
        precondition(isDone, "OpenSSL cannot compute SHA-256")
        return Octets32(
            words: (digest.0.bigEndian, digest.1.bigEndian, digest.2.bigEndian, digest.3.bigEndian))
    }

    /// One for all: to make one costs more than to hash a token. OpenSSL erases what it has hashed at the end.
    private static let context = Mutex(unsafe DigestContext(Algorithm.sha256))

    /// The digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> Octets32 { hash(bytes.span) }
}

/// HMAC (RFC 2104) with SHA-512.
public enum HMACSHA512 {
    /// How long a code is.
    public static let count = 64

    /// The code of `message` under `key`.
    public static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
        unsafe hmac(Algorithm.sha512, count: count, key: key, message: message)
    }
}

/// HMAC (RFC 2104) with SHA-256.
public enum HMACSHA256 {
    /// How long a code is.
    public static let count = 32

    /// The code of `message` under `key`.
    public static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
        unsafe hmac(Algorithm.sha256, count: count, key: key, message: message)
    }
}

/// Compares in a time that depends only on the lengths.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe CRYPTO_memcmp(left, right, left.count) == 0
}

/// The memory in which OpenSSL computes a digest.
@safe private struct DigestContext: ~Copyable, Sendable {
    private nonisolated(unsafe) let algorithm: OpaquePointer
    /// Used by one thread at a time: the one that has locked this value.
    private nonisolated(unsafe) let memory: OpaquePointer

    init(_ algorithm: OpaquePointer) {
        guard let memory = unsafe EVP_MD_CTX_new() else { preconditionFailure("OpenSSL has no memory") }
        unsafe (self.algorithm, self.memory) = (algorithm, memory)
    }

    deinit { unsafe EVP_MD_CTX_free(memory) }

    /// Returns false if OpenSSL fails. `output` has the size of the digest.
    func hash(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer) -> Bool {
        unsafe EVP_DigestInit_ex(memory, algorithm, nil) == 1
            && EVP_DigestUpdate(memory, input.baseAddress, input.count) == 1
            && EVP_DigestFinal_ex(memory, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
    }
}

/// Fetched once: to look an algorithm up by its name costs more than to hash a short secret.
private enum Algorithm {
    // OpenSSL never changes an algorithm that it has returned, so every thread may read it.
    nonisolated(unsafe) static let sha1 = unsafe fetch("SHA1")
    nonisolated(unsafe) static let sha256 = unsafe fetch("SHA256")
    nonisolated(unsafe) static let sha512 = unsafe fetch("SHA512")

    private static func fetch(_ name: String) -> OpaquePointer {
        CryptoLibrary.prepare()
        guard let algorithm = unsafe EVP_MD_fetch(nil, name, nil) else { preconditionFailure("OpenSSL lacks \(name)") }
        return unsafe algorithm
    }
}

private func hmac(_ algorithm: OpaquePointer, count: Int, key: [UInt8], message: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: count)
    let done = unsafe HMAC(algorithm, key, Int32(key.count), message, message.count, &code, nil)
    precondition(unsafe done != nil, "OpenSSL cannot compute an HMAC")
    return code
}

/// SHA-1 (FIPS 180-4). Broken as a hash for secrets. Only for protocols that need it and do not rely on it, such as the
/// handshake of a WebSocket.
public enum SHA1 {
    /// The digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        let done = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, Algorithm.sha1, nil)
        precondition(done == 1, "OpenSSL cannot compute SHA-1")
        return digest
    }
}
