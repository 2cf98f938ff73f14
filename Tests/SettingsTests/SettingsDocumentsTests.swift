import Glibc
import Testing

@testable import Settings

/// The sample file and the page in docs say what the table of settings says.
@Suite struct SettingsDocumentsTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    private func text(of path: String) throws -> String {
        let file = unsafe open(Self.root + "/" + path, O_RDONLY)
        try #require(file >= 0, "there is no \(path)")
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256 * 1_024)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func theSampleFile() throws {
        #expect(try text(of: "systemd/kith.conf") == Setting.sampleFile, "kith help settings > systemd/kith.conf")
    }

    @Test func theSampleFileCanBeRead() throws {
        #expect(try SettingsText(Array(Setting.sampleFile.utf8)).entries.isEmpty)
        // With every line that has a value made to count.
        let lines = Setting.sampleFile.split(separator: "\n").filter { $0.hasPrefix("#") && !$0.hasPrefix("# ") }
        let set = lines.map { $0.dropFirst() }.filter { !$0.hasSuffix("=") }
        let entries = try SettingsText(Array(set.joined(separator: "\n").utf8)).entries
        #expect(entries.count == Setting.all.filter { $0.usual == nil }.count)
        #expect(lines.count == Setting.all.count)
        for entry in entries {
            var settings = AgentSettings(stateFolder: "", controlSocket: "")
            #expect(Setting.all.first { $0.name == entry.key }?.read(entry.value, &settings) == true, "\(entry)")
        }
    }

    @Test func thePage() throws {
        let page = try text(of: "docs/settings.md")
        for group in Setting.groups {
            let section = Self.section(group)
            #expect(page.contains(section), "docs/settings.md lacks:\n\(section)")
        }
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == Setting.all.count)
    }

    private static func section(_ group: SettingGroup) -> String {
        let rows = group.settings.map { setting in
            let standard = setting.usual ?? "`\(setting.standard)`"
            let change = setting.change == .whileRunning ? "yes" : "no"
            return "| `\(setting.name)` | \(setting.summary) | \(setting.allowed) | \(standard) | \(change) |"
        }
        return """
            ### \(group.title)

            | setting | what | takes | usually | on SIGHUP |
            | --- | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }
}
