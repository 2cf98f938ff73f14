import Core
import JSON
import Logging
import Store
import Testing

@Suite struct LoggedValuesTests {
    @Test func anAddressIsShownAsItIsWritten() {
        #expect(HostAddress([192, 0, 2, 1])?.logged == .string("192.0.2.1"))
    }

    @Test func aNameIsOneValueWhateverIsInIt() throws {
        #expect(try Name("Küche level=error").logged == .string("Küche level=error"))
    }

    /// What must never be logged cannot be: it is not of the kind that a field takes.
    @Test func secretsAreNoFields() {
        var chance = SystemRandomNumberGenerator()
        let secrets: [any Sendable] = [
            JoinToken(using: &chance), JoinSecret(using: &chance), Pin(using: &chance), ClaimSecret(using: &chance),
            SecretHash(Octets32(using: &chance)), "a text that could be anything",
        ]
        for secret in secrets { #expect(!(secret is any LogValue), "\(type(of: secret))") }
    }
}
