import Agent
import Core
import Foundation
import Testing

@testable import CommandLine

@Suite struct ManPagesTests {
    private static let macros: Set = [".TH", ".SH", ".SS", ".TP", ".PP", ".br"]

    @Test(arguments: ManPages.all.map(\.name)) func aPageIsWellFormed(_ name: String) throws {
        let text = try #require(ManPages.all.first { $0.name == name }?.text)
        #expect(text.hasPrefix(".TH "))
        #expect(text.contains("\n.SH NAME\n") && text.contains("\n.SH SEE ALSO\n"))
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            #expect(!line.isEmpty && !line.hasPrefix("'"), "\(line)")
            let request = line.hasPrefix(".") ? String(line.prefix { $0 != " " }) : nil
            #expect(request.map(Self.macros.contains) ?? true, "\(line)")
        }
    }

    @Test(arguments: [
        ("--all", "\\-\\-all"), (".hidden", "\\&.hidden"), ("'kith'", "\\(aqkith\\(aq"), ("a\\b", "a\\eb"),
        ("~/x", "\\(ti/x"),
        ("\"x\"", "\\(dqx\\(dq"),
    ]) func textIsText(_ text: String, _ troff: String) { #expect(Roff.text(text) == troff) }

    /// The pages show version and date of the changelog's newest heading.
    @Test func theDateIsThatOfTheVersion() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let changes = try String(contentsOf: root.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
        let heading = try #require(changes.split(separator: "\n").first { $0.hasPrefix("## ") })
        #expect(heading.contains(kithVersion))
        #expect(heading.contains("Unreleased") || heading.contains(kithVersionDate))
        for (_, text) in ManPages.all { #expect(text.contains("\(kithVersionDate) \"kith \(kithVersion)\"")) }
    }

    @Test func whatIsTypedIsBold() {
        #expect(
            Roff.usage("peers show NAME|ID [--all]")
                == "\\fBpeers\\fR \\fBshow\\fR \\fINAME|ID\\fR \\fB[\\-\\-all]\\fR\n")
        #expect(Roff.option((name: "--to N", what: "x")) == ".TP\n\\fB\\-\\-to\\fR \\fIN\\fR\nx\n")
    }
}
