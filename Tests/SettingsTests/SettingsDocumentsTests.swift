import Glibc
import Testing

@testable import Settings

/// The sample file and the page in docs say what the table of settings says. `make docs` writes both: it runs these tests with
/// KITH_WRITE_DOCS set, and they write what they compare at other times.
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

    private func hold(_ path: String, to wanted: String) throws {
        guard unsafe getenv("KITH_WRITE_DOCS") != nil else {
            #expect(try text(of: path) == wanted, "\(path) is out of date; run: make docs")
            return
        }
        let file = unsafe open(Self.root + "/" + path, O_WRONLY | O_TRUNC)
        try #require(file >= 0, "there is no \(path)")
        defer { close(file) }
        let bytes = Array(wanted.utf8)
        #expect(unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) } == bytes.count)
    }

    @Test func theSampleFile() throws { try hold("systemd/kith.conf", to: Setting.sampleFile) }

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

    /// The tables are the end of the page.
    @Test func thePage() throws {
        let page = "docs/settings.md"
        let heading = "## All of them\n"
        let parts = try text(of: page).split(separator: heading, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(page) has no line '\(heading)', or several")
        try hold(page, to: parts[0] + heading + Setting.groups.map { "\n" + Self.section($0) }.joined())
    }

    private static func section(_ group: SettingGroup) -> String {
        let rows = group.settings.map { setting in
            let standard = setting.usual ?? "`\(setting.standard)`"
            let change = setting.change == .whileRunning ? "yes" : "no"
            return "| `\(setting.name)` | \(setting.summary) | \(setting.allowed) | \(standard) | \(change) |"
        }
        return """
            ### \(group.title)

            | setting | description | value | default | on SIGHUP |
            | --- | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }
}
