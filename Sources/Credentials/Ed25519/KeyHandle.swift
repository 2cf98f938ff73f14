import COpenSSL
import Core

/// An Ed25519 key inside OpenSSL, for as long as this value lives.
@safe
struct KeyHandle: ~Copyable {
    private let pointer: OpaquePointer

    /// Accepts any 32 bytes. OpenSSL checks the point only when it verifies.
    init(_ key: PublicKey) {
        CryptoLibrary.prepare()
        let bytes = key.octets.bytes
        let pointer = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        unsafe self.init(pointer)
    }

    init(seed: Octets32) {
        CryptoLibrary.prepare()
        let bytes = seed.bytes
        let pointer = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        unsafe self.init(pointer)
    }

    private init(_ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { preconditionFailure("OpenSSL cannot hold an Ed25519 key") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    var publicKey: PublicKey {
        var bytes = [UInt8](repeating: 0, count: Octets32.count)
        var count = bytes.count
        let done = unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &count)
        guard done == 1, let octets = Octets32(bytes) else { preconditionFailure("OpenSSL gives no public key") }
        return PublicKey(octets)
    }

    func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        let context = SignatureContext()
        let ready = unsafe EVP_DigestVerifyInit(context.pointer, nil, nil, nil, pointer)
        precondition(ready == 1, "OpenSSL cannot verify Ed25519")
        let verdict = unsafe EVP_DigestVerify(
            context.pointer, signature, signature.count, message, message.count)
        // A failure leaves an error in the thread's queue, where a later call would find it.
        if verdict != 1 { ERR_clear_error() }
        return verdict == 1
    }

    func sign(_ message: [UInt8]) -> [UInt8] {
        let context = SignatureContext()
        let ready = unsafe EVP_DigestSignInit(context.pointer, nil, nil, nil, pointer)
        var signature = [UInt8](repeating: 0, count: Ed25519.signatureCount)
        var count = signature.count
        let done = unsafe EVP_DigestSign(context.pointer, &signature, &count, message, message.count)
        precondition(ready == 1 && done == 1, "OpenSSL cannot sign with Ed25519")
        return signature
    }
}

@safe
private struct SignatureContext: ~Copyable {
    let pointer: OpaquePointer

    init() {
        guard let pointer = unsafe EVP_MD_CTX_new() else { preconditionFailure("OpenSSL has no memory") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }
}
