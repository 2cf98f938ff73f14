import COpenSSL

/// OpenSSL as kith uses it. Every way into it begins here.
enum CryptoLibrary {
    /// Without OpenSSL's own cleanup at exit: the kernel takes everything back, and a thread that still ends while the
    /// process exits must not free what that cleanup has freed.
    static let isReady: Bool = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    static func prepare() { precondition(isReady, "OpenSSL cannot be used") }
}
