/// Names the credential that opened a stream, and whose end closes it. Nobody can use it as a credential.
public enum CredentialReference: Hashable, Sendable {
    case key(PublicKey)
    case token(SecretHash)
    case session(SecretHash)
}
