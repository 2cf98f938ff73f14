import Core
import Credentials
import Testing

@Suite struct SessionSecretTests {
    @Test func isReadAsItIsWritten() throws {
        var random = SecureRandom()
        let secret = SessionSecret(using: &random)
        #expect(secret.text.utf8.count == 43)
        #expect(try #require(SessionSecret(secret.text)).hash == secret.hash)
        #expect(secret.hash == SecretHash(SHA256.hash(Array(secret.text.utf8))))
        #expect(SessionSecret(using: &random).hash != secret.hash)
    }

    @Test(arguments: [
        "", "A", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
        String(repeating: "A", count: 42) + "B", String(repeating: "A", count: 42) + "=",
        String(repeating: "A", count: 42) + " ", "kith_" + String(repeating: "A", count: 43),
    ]) func whatIsNone(_ text: String) { #expect(SessionSecret(text) == nil) }

    @Test func doesNotShowItself() {
        var random = SecureRandom()
        let secret = SessionSecret(using: &random)
        #expect("\(secret)" == "SessionSecret(hidden)")
    }
}
