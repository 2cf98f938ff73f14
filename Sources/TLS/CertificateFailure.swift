/// Why a certificate or its key cannot be used.
public enum CertificateFailure: Error, Equatable, Sendable {
    /// libssl is not installed.
    case noLibrary
    case unreadable(path: String, why: String)
    case noCertificate(path: String)
    case noKey(path: String)
    /// The key is encrypted.
    case encryptedKey(path: String)
    case keyReadableByOthers(path: String)
    /// The key belongs to another certificate.
    case mismatch(certificate: String, key: String)
    /// With the time when it ended.
    case expired(path: String, since: String)
    /// OpenSSL refuses it, in its own words.
    case refused(path: String, why: String)

    /// What happened, why, and what to do.
    public var text: String {
        switch self {
        case .noLibrary:
            "tls_certificate is set, but libssl.so.3 cannot be loaded. Install the package of OpenSSL 3 (Debian: libssl3)."
        case .unreadable(let path, let why):
            """
            cannot read \(path): \(why). The agent's user must be able to read it: see 'Files that the agent can read' in \
            docs/tls.md.
            """
        case .noCertificate(let path):
            "\(path) holds no certificate. kith needs PEM: the certificate of this node first, then the chain."
        case .noKey(let path): "\(path) holds no private key. kith needs an unencrypted key in PEM."
        case .encryptedKey(let path):
            "the key in \(path) is encrypted, and nobody can type its password when the agent starts. Store it unencrypted."
        case .keyReadableByOthers(let path):
            """
            \(path) can be read by every user of this machine. Anyone with this key can pretend to be this node. If nobody \
            else has read it: chmod o= \(path)
            """
        case .mismatch(let certificate, let key):
            "the key in \(key) does not belong to the certificate in \(certificate). Set the two that were made together."
        case .expired(let path, let since):
            "the certificate in \(path) expired on \(since). Renew it, or remove tls_certificate and tls_key."
        case .refused(let path, let why): "OpenSSL does not accept \(path): \(why)."
        }
    }
}
