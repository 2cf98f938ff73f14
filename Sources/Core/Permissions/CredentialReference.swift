/// Names the credential that a stream was opened with, and ends with. It is not the credential: nobody can use it as one.
public enum CredentialReference: Hashable, Sendable {
    case key(PublicKey)
    case token(SecretHash)
    case session(SecretHash)
}
