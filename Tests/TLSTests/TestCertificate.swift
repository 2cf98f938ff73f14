import Glibc

@testable import TLS

/// A certificate for `kith.test`, by nobody but itself. Its key is public, so it protects nothing.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBlDCCATugAwIBAgIUZ+yF5L2h5Owxl3J20tsYhWF784EwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJa2l0aC50ZXN0MCAXDTI2MTEyOTEyMzgwOFoYDzIxMzYwNjA1
        MTIzODA4WjAUMRIwEAYDVQQDDAlraXRoLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASHLkpWlaKYhH3DqL3NBDqfupnB6HwLVlP4rnaKzZnYaLZPijAOIev7
        g7sRDWsuHBY7O1OjEM9AI2uQhKuE/rkjo2kwZzAdBgNVHQ4EFgQUFOt2p8Q4yZRz
        78WlfB++4cuxxqIwHwYDVR0jBBgwFoAUFOt2p8Q4yZRz78WlfB++4cuxxqIwDwYD
        VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglraXRoLnRlc3QwCgYIKoZIzj0EAwID
        RwAwRAIgViBmjH+mSiugZdgbXhJQIJ1tQiDkoRXcUsoM5KePiGUCIHLG2KJvTHKk
        jd8fnDN6RnWRYSC2AzW2rC20Tq1ngCax
        -----END CERTIFICATE-----

        """
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8ev/6aiy0X34UWCs
        WQm48InT/HtBPdBBkaE2HgQdhwihRANCAASHLkpWlaKYhH3DqL3NBDqfupnB6HwL
        VlP4rnaKzZnYaLZPijAOIev7g7sRDWsuHBY7O1OjEM9AI2uQhKuE/rkj
        -----END PRIVATE KEY-----

        """

    /// Nil if the files cannot be written.
    static func context() -> TLSContext? {
        var folder = Array("/tmp/kith-tls-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&folder) != nil else { return nil }
        let path = String(decoding: folder.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let paths = (certificate: path + "/certificate.pem", key: path + "/key.pem")
        defer {
            unsafe unlink(paths.certificate)
            unsafe unlink(paths.key)
            unsafe rmdir(path)
        }
        guard write(certificate, to: paths.certificate), write(key, to: paths.key) else { return nil }
        return try? TLSContext(certificate: paths.certificate, key: paths.key, now: 0)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) } == bytes.count
    }
}
