import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct PairWishesTests {
    private func terms(_ words: String...) throws(CommandFailure) -> JSONObject {
        var arguments = Arguments(words)
        let wishes = try PairOptions(&arguments)
        try arguments.finish()
        return try wishes.terms(ControlClient(socket: "/nowhere"))
    }

    @Test func whatIsWishedForIsAskedFor() throws {
        #expect(
            try terms(
                "--name", "Tablet", "--for=anna", "--scope", "view,use", "--expires", "4h", "--ttl", "90s") == [
                    "name": "Tablet", "person": "anna", "scopes": ["view", "use"], "expires_in": 14_400, "ttl": 90,
                ])
        #expect(try terms() == [:])
    }

    /// Each says what is wrong, and what to do.
    @Test(arguments: [
        (
            ["--scope", "view,usw"],
            "unknown scope 'usw'. Did you mean 'use'? Choose from \(Scope.list)."
        ),
        (["--scope", ""], "Choose from \(Scope.list)."), (["--scope", ","], "Choose from"),
        (["--name", ""], "--name is empty. A name has 1 to 64 printable characters."),
        (["--for", String(repeating: "x", count: 65)], "--for is longer than 64 characters. A name has"),
        (["--name", "a\u{202E}b"], "--name holds the character U+202E"),
        (["--ttl", "9s"], "--ttl must be from 10s to 1h, not 9s."), (["--ttl", "2h"], "not 2h."),
        (["--ttl", "5"], "--ttl must be a duration such as 90s, 5m, 4h or 2d, not '5'."),
        (["--expires", "0s"], "--expires must be from 1s to 3650d (10 years), not 0s."),
        (["--expires", "4000d"], "to 3650d"),
        (["--peer", "anna", "--name", "x"], "--peer pairs a known device again"), (["--name"], "--name needs a value."),
    ]) func refused(_ words: [String], _ text: String) {
        var arguments = Arguments(words)
        do throws(CommandFailure) {
            _ = try PairOptions(&arguments)
            Issue.record("taken")
        } catch {
            #expect(error.code == .usage)
            #expect(error.text.contains(text), "\(error.text)")
        }
    }
}
