import Testing

@testable import CommandLine

@Suite struct AsErrorTests {
    /// What the agent says follows "kith: ".
    @Test(arguments: [
        ("Another peer has this name.", "another peer has this name."), ("A peer ended.", "a peer ended."),
        ("PIN wrong.", "PIN wrong."), ("already small", "already small"), ("", ""), ("X", "X"),
    ]) func aSentenceBeginsSmall(_ text: String, _ error: String) { #expect(text.asError == error) }
}
