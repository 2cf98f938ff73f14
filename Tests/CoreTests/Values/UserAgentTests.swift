import Core
import Testing

struct UserAgentTests {
    static let cleaned: [(String, String)] = [
        ("", ""), ("curl/8.5.0", "curl/8.5.0"), ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("\u{1B}[2Jx\u{7}", "[2Jx"), ("\u{202E}gnp.exe", "gnp.exe"), ("a\u{2028}b\u{2029}c\u{85}d", "abcd"),
        ("emoji 👨‍👩‍👧", "emoji 👨‍👩‍👧"), (" kept spaces ", " kept spaces "),
        (String(repeating: "x", count: 161), String(repeating: "x", count: 160)),
        (String(repeating: "\u{0}", count: 500) + "end", "end"),
        (String(repeating: "\n", count: 9) + String(repeating: "y", count: 200), String(repeating: "y", count: 160)),
    ]

    @Test(arguments: cleaned) func cleans(_ raw: String, _ text: String) {
        let agent = UserAgent(cleaning: raw)
        #expect(agent.text == text)
        #expect(UserAgent(cleaning: agent.text) == agent, "cleaning again changes it")
        #expect(agent.text.unicodeScalars.count <= UserAgent.longest)
    }
}
