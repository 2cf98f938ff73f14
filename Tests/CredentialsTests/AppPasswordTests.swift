import Core
import Credentials
import Testing

@Suite struct AppPasswordTests {
    @Test func isReadAsItIsWritten() throws {
        var random = SecureRandom()
        let password = AppPassword(using: &random)
        #expect(password.text.utf8.count == 35)
        #expect(try #require(AppPassword(password.text)).hash == password.hash)
        #expect(password.hash == SecretHash(SHA256.hash(Array(password.text.utf8))))
        #expect(AppPassword(using: &random).hash != password.hash)
        #expect(PeerToken(password.text) == nil)
    }

    /// Each of the 26 characters takes all 32 values, so that it holds 130 random bits.
    @Test func everyCharacterIsRandom() {
        var random = SecureRandom()
        var seen = Array(repeating: Set<UInt8>(), count: 26)
        for _ in 0..<2_000 {
            for (place, character) in AppPassword(using: &random).text.utf8.dropFirst(9).enumerated() {
                seen[place].insert(character)
            }
        }
        #expect(seen.map(\.count) == Array(repeating: 32, count: 26))
    }

    @Test(arguments: [
        "", "kith_app_", "kith_app_" + String(repeating: "0", count: 25),
        "kith_app_" + String(repeating: "0", count: 27),
        "kith_app_" + String(repeating: "0", count: 25) + "A", "kith_app_" + String(repeating: "0", count: 25) + "o",
        "kith_app_" + String(repeating: "0", count: 25) + "l", "kith_app_" + String(repeating: "0", count: 25) + "u",
        "kith_app_" + String(repeating: "0", count: 25) + " ", "KITH_APP_" + String(repeating: "0", count: 26),
        "kith_apq_" + String(repeating: "0", count: 26), String(repeating: "0", count: 35),
        "kith_app_" + String(repeating: "A", count: 39),
    ]) func whatIsNone(_ text: String) { #expect(AppPassword(text) == nil) }

    @Test func whatIsMeantToBeOne() {
        var random = SecureRandom()
        #expect(AppPassword.isMeant(by: AppPassword(using: &random).text))
        #expect(AppPassword.isMeant(by: "kith_app_x"))
        #expect(!AppPassword.isMeant(by: PeerToken(using: &random).text))
        #expect(!AppPassword.isMeant(by: "kith_app_" + String(repeating: "A", count: 39)), "a token by chance")
        #expect(!AppPassword.isMeant(by: "password"))
    }

    @Test func doesNotShowItself() {
        var random = SecureRandom()
        #expect("\(AppPassword(using: &random))" == "AppPassword(hidden)")
    }
}
