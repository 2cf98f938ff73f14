import CTLS
import Glibc
import System

/// Certificates inside OpenSSL: that of this node first, then its chain. At least one.
@safe final class Certificates {
    let pointers: [OpaquePointer]

    /// Reads PEM. Nil if there is no certificate.
    init?(_ bytes: [UInt8]) {
        let found = unsafe withReader(bytes) { reader in
            var found = unsafe [OpaquePointer]()
            while let next = unsafe PEM_read_bio_X509(reader, nil, nil, nil) { unsafe found.append(next) }
            return unsafe found
        }
        // The end of the file is an error as well.
        ERR_clear_error()
        guard let found = unsafe found, unsafe !found.isEmpty else { return nil }
        unsafe pointers = unsafe found
    }

    deinit { unsafe pointers.forEach { unsafe X509_free($0) } }

    var own: OpaquePointer { unsafe pointers[0] }

    var facts: CertificateFacts {
        let (names, addresses) = subjects
        return CertificateFacts(
            names: names, addresses: addresses, notBefore: unsafe seconds(X509_get0_notBefore(own)),
            notAfter: unsafe seconds(X509_get0_notAfter(own)), isVerified: isVerified)
    }

    /// The subject alternative names. Clients ignore the common name (RFC 9110, 4.3.4).
    private var subjects: (names: [String], addresses: [[UInt8]]) {
        guard let list = unsafe X509_get_ext_d2i(own, NID_subject_alt_name, nil, nil) else { return ([], []) }
        let names = OpaquePointer(list)
        defer { unsafe kith_names_free(names) }
        var found: (names: [String], addresses: [[UInt8]]) = ([], [])
        for index in 0..<max(0, unsafe kith_name_count(names)) {
            var (start, count) = unsafe (UnsafePointer<UInt8>?.none, Int32(0))
            let kind = unsafe kith_name_at(names, index, &start, &count)
            let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
            switch kind {
            case GEN_DNS: found.names.append(String(decoding: bytes, as: UTF8.self).lowercased())
            case GEN_IPADD where bytes.count == 4 || bytes.count == 16: found.addresses.append(bytes)
            default: break
            }
        }
        return found
    }

    /// Whether the CA store of the system leads to the authority that signed it. `SSL_CERT_FILE` and `SSL_CERT_DIR` name
    /// another store, as for every program with OpenSSL.
    private var isVerified: Bool {
        defer { ERR_clear_error() }
        guard let store = unsafe X509_STORE_new() else { return false }
        defer { unsafe X509_STORE_free(store) }
        guard let context = unsafe X509_STORE_CTX_new() else { return false }
        defer { unsafe X509_STORE_CTX_free(context) }
        let all = unsafe pointers.map { unsafe Optional($0) }
        let chain = unsafe kith_stack(all, Int32(all.count))
        defer { unsafe kith_stack_free(chain) }
        return unsafe X509_STORE_set_default_paths(store) == 1
            && X509_STORE_CTX_init(context, store, own, chain) == 1
            && X509_STORE_CTX_set_default(context, "ssl_server") == 1 && X509_verify_cert(context) == 1
    }

    private func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        var parts = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
        return unsafe Int64(timegm(&parts))
    }
}

/// A private key inside OpenSSL.
@safe final class PrivateKey {
    let pointer: OpaquePointer

    enum Failure: Error { case none, encrypted }

    init(_ bytes: [UInt8]) throws(Failure) {
        let key = unsafe withReader(bytes) { unsafe kith_read_key($0) } ?? nil
        let reason = ERR_peek_last_error()
        ERR_clear_error()
        guard let key = unsafe key else {
            let isEncrypted =
                kith_error_library(reason) == ERR_LIB_PEM && kith_error_reason(reason) == PEM_R_BAD_PASSWORD_READ
            throw isEncrypted ? .encrypted : .none
        }
        unsafe pointer = unsafe key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func belongs(to certificates: Certificates) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_check_private_key(certificates.own, pointer) == 1
    }
}

private func withReader<Result>(_ bytes: [UInt8], _ use: (OpaquePointer) -> Result) -> Result? {
    unsafe bytes.withUnsafeBytes { room in
        guard let reader = unsafe BIO_new_mem_buf(room.baseAddress, Int32(clamping: room.count)) else { return nil }
        defer { unsafe BIO_free(reader) }
        return unsafe use(reader)
    }
}

/// The two files of a certificate, read and checked.
struct KeyPair {
    let certificates: Certificates
    let key: PrivateKey
    let facts: CertificateFacts

    private static let mostBytes = 256 * 1_024

    /// `now` is in seconds since 1970. A certificate that is not valid yet is accepted: on a machine without a battery,
    /// the clock is behind until the network is there.
    init(certificate: String, key keyPath: String, now: Int64) throws(CertificateFailure) {
        let chain = try Self.bytes(of: certificate)
        do throws(SystemError) {
            let status = try Files.status(keyPath, followingLinks: true)
            guard status.mode & 0o007 == 0 else { throw SystemError(0) }
        } catch {
            throw error.code == 0
                ? .keyReadableByOthers(path: keyPath) : .unreadable(path: keyPath, why: error.text)
        }
        let keyBytes = try Self.bytes(of: keyPath)
        guard let certificates = Certificates(chain) else { throw .noCertificate(path: certificate) }
        do throws(PrivateKey.Failure) { key = try PrivateKey(keyBytes) } catch {
            switch error {
            case .none: throw .noKey(path: keyPath)
            case .encrypted: throw .encryptedKey(path: keyPath)
            }
        }
        guard key.belongs(to: certificates) else { throw .mismatch(certificate: certificate, key: keyPath) }
        self.certificates = certificates
        facts = certificates.facts
        guard now <= facts.notAfter else {
            throw .expired(path: certificate, since: Self.day(facts.notAfter))
        }
    }

    private static func bytes(of path: String) throws(CertificateFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try Files.read(path, atMost: mostBytes + 1) } catch {
            throw .unreadable(path: path, why: error.text)
        }
        guard bytes.count <= mostBytes else {
            throw .unreadable(path: path, why: "it is larger than \(mostBytes) bytes")
        }
        return bytes
    }

    /// `2026-11-29`.
    private static func day(_ seconds: Int64) -> String {
        var (time, parts) = unsafe (time_t(seconds), tm())
        guard unsafe gmtime_r(&time, &parts) != nil else { return "" }
        let (month, day) = unsafe (parts.tm_mon + 1, parts.tm_mday)
        return unsafe "\(parts.tm_year + 1900)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
