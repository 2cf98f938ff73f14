import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct TokenRequestTests {
    private func request(_ words: [String]) throws(CommandFailure) -> JSONObject {
        var arguments = Arguments(words)
        return try TokenCommand.request(&arguments)
    }

    @Test func asksForWhatItSays() throws {
        #expect(
            try request(["--name", "backup", "--scope", "view, use", "--for=anna", "--expires", "12h"]) == [
                "kind": "bearer", "name": "backup", "person": "anna", "scopes": ["view", "use"], "expires_in": 43_200,
            ])
        #expect(try request(["--name", "backup"]) == ["kind": "bearer", "name": "backup"])
    }

    /// Before the agent is asked, and in the same words as for kith pair.
    @Test(arguments: [
        (
            ["--scope", "view,usw"],
            "unknown scope 'usw'. Did you mean 'use'? Choose from \(Scope.list)."
        ),
        (["--scope", ""], "--scope is empty"), (["--scope", ", ,"], "Choose from view"),
        (["--scope", "VIEW"], "unknown scope 'VIEW'"), (["--scope"], "--scope needs a value."),
        (["--expires", "0m"], "--expires must be from 10s to 3650d (10 years), not 0s."),
        (["--expires", "999999d"], "to 3650d (10 years), not 999999d."),
        (["--for", "a\u{202E}b"], "--for holds the character U+202E"),
    ]) func refused(_ words: [String], _ text: String) {
        do throws(CommandFailure) {
            _ = try request(["--name", "backup"] + words)
            Issue.record("taken")
        } catch {
            #expect(error.code == .usage)
            #expect(error.text.contains(text), "\(error.text)")
        }
    }
}
