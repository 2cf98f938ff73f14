import COpenSSL

/// OpenSSL, as kith uses it. Every use starts here.
enum CryptoLibrary {
    /// Without OpenSSL's own cleanup at exit. The kernel frees everything, and a thread that still runs during exit
    /// must not use what that cleanup has freed.
    static let isReady: Bool = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    static func prepare() { precondition(isReady, "OpenSSL cannot be used") }
}
