import CTLS

/// A certificate with its key and the rules of every session: TLS 1.2 and 1.3 with Mozilla's intermediate settings.
///
/// Sessions keep the context that they began with, so a new certificate ends no connection.
@safe public final class TLSContext: Sendable {
    /// What the certificate says about itself.
    public let facts: CertificateFacts
    let libssl: Library
    // OpenSSL counts the references to it, and locks where sessions of several threads use it.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Reads both files. `now` is in seconds since 1970.
    public init(certificate: String, key: String, now: Int64) throws(CertificateFailure) {
        guard let libssl = Library.shared else { throw .noLibrary }
        let pair = try KeyPair(certificate: certificate, key: key, now: now)
        let tls = libssl.functions
        guard let pointer = unsafe tls.SSL_CTX_new(tls.TLS_server_method()) else { throw .noLibrary }
        self.libssl = libssl
        facts = pair.facts
        unsafe self.pointer = pointer
        // From here on, deinit frees it.
        unsafe Self.setRules(pointer, tls)
        guard unsafe tls.SSL_CTX_use_certificate(pointer, pair.certificates.own) == 1 else {
            throw .refused(path: certificate, why: Self.lastError)
        }
        guard unsafe tls.SSL_CTX_use_PrivateKey(pointer, pair.key.pointer) == 1 else {
            throw .refused(path: key, why: Self.lastError)
        }
        let others = unsafe pair.certificates.pointers.dropFirst()
        let added = unsafe others.map { other in
            unsafe tls.SSL_CTX_ctrl(pointer, SSL_CTRL_CHAIN_CERT, 1, UnsafeMutableRawPointer(other))
        }
        guard added.allSatisfy({ $0 == 1 }) else { throw .refused(path: certificate, why: Self.lastError) }
    }

    deinit { unsafe libssl.functions.SSL_CTX_free(pointer) }

    /// Mozilla's intermediate list, without its suites with finite-field Diffie-Hellman: they cost a server ten times as
    /// much, and no client that can use the others needs them.
    static let ciphers = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
        ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
        """
    static let groups = "X25519:P-256:P-384"

    private static func setRules(_ context: OpaquePointer, _ tls: kith_tls) {
        // No tickets and no cache: there is no key that could decrypt recorded sessions later, and phones keep their
        // connection. No renegotiation: a client could ask for it without end.
        let options = KITH_TLS_OPTIONS
        _ = unsafe tls.SSL_CTX_set_options(context, options)
        _ = unsafe tls.SSL_CTX_set_num_tickets(context, 0)
        let numbers: [(Int32, Int)] = [
            (SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION)),
            (SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF)),
            // An idle session frees its buffers.
            (SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS)),
        ]
        for (command, number) in numbers {
            let done = unsafe tls.SSL_CTX_ctrl(context, command, number, nil)
            precondition(done != 0 || command == SSL_CTRL_SET_SESS_CACHE_MODE, "OpenSSL lacks a rule of TLS")
        }
        let known = unsafe groups.withCString { text in
            unsafe tls.SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, UnsafeMutableRawPointer(mutating: text))
        }
        precondition(known == 1, "OpenSSL lacks a group")
        let suites = unsafe tls.SSL_CTX_set_cipher_list(context, ciphers)
        precondition(suites == 1, "OpenSSL lacks every cipher suite")
        unsafe tls.SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nil)
        ERR_clear_error()
    }

    /// OpenSSL's text of the last error of this thread.
    private static var lastError: String {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard let text = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

/// `http/1.1`. A client that offers only other protocols gets an alert (RFC 7301, 3.2): it would not understand the answer.
private func chooseProtocol(
    _ session: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    let list = unsafe UnsafeBufferPointer(start: offered, count: Int(count))
    if let place = ApplicationProtocol.place(in: unsafe Array(list)) {
        unsafe chosen?.pointee = unsafe list.baseAddress?.advanced(by: place.lowerBound)
        unsafe chosenCount?.pointee = UInt8(place.count)
        return SSL_TLSEXT_ERR_OK
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
