import Core
import Credentials
import Testing

@testable import Access

@Suite struct UsageTests {
    @Test func writesOnceAMinuteAndOnceAToken() {
        var random = SecureRandom()
        let usage = CredentialUse()
        let key = PublicKey(Octets32(using: &random))
        let (first, second) = (SecretHash(Octets32(using: &random)), SecretHash(Octets32(using: &random)))
        func note(_ token: SecretHash?, _ seconds: Int64) -> CredentialUse.Note? {
            let peer = AuthenticatedPeer(id: PeerID(number: 1), key: key, scopes: .view, token: token)
            return usage.note(peer, at: Moment(milliseconds: 1_000_000) + .seconds(seconds))
        }
        #expect(note(first, 0) == CredentialUse.Note(isFirstOfToken: true))
        #expect(note(first, 1) == nil)
        #expect(note(first, 59) == nil)
        #expect(note(first, 60) == CredentialUse.Note(isFirstOfToken: false))
        #expect(note(second, 61) == CredentialUse.Note(isFirstOfToken: true))
        #expect(note(nil, 62) == nil)
        // A clock that was set back does not silence it.
        #expect(note(first, -600) == CredentialUse.Note(isFirstOfToken: false))
        // What could not be written is due at once, and once.
        usage.forget(second)
        #expect(note(second, -599) == CredentialUse.Note(isFirstOfToken: true))
        #expect(note(second, -598) == nil)
    }
}
