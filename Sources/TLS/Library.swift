import CTLS

/// libssl, which is loaded at its first use. Every use starts here.
@safe final class Library: Sendable {
    /// Nil if it is not installed.
    static let shared = Library()

    /// Those of libssl that kith calls.
    let functions: kith_tls
    // Never changed or freed.
    nonisolated(unsafe) let method: OpaquePointer

    private init?() {
        // Without OpenSSL's own cleanup at exit: a thread that still runs during exit must not use what it has freed.
        guard OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1 else { return nil }
        var functions = kith_tls()
        guard unsafe kith_tls_load(&functions) == 0, let method = unsafe kith_tls_method() else { return nil }
        self.functions = functions
        unsafe self.method = method
    }
}
