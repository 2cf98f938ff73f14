import Core
import LocalNetwork
import Testing

@testable import Settings

@Suite struct SettingTests {
    /// Each setting with another value than the usual one, and values that it refuses.
    static let cases: [(name: String, good: String, bad: [String])] = [
        ("name", "Kitchen", ["", "\u{202E}x", String(repeating: "x", count: 65)]),
        ("state", "/var/x/kith", ["", "srv", "./kith"]), ("socket", "/var/x/kith.sock", ["", "kith.sock"]),
        ("templates", "/var/x/pages", ["pages"]), ("port", "80", ["-1", "65536", "http", "", "6969 "]),
        (
            "listen", "192.0.2.1, ::1",
            ["", ",", "here", "192.0.2.1:80", "192.0.2.1, 192.0.2.1", "0.0.0.0, 127.0.0.1", "fe80::1", "::, ::1"]
        ),
        ("address", "192.0.2.1", ["192.0.2", "home", "192.0.2.1/24"]),
        ("interface", "eth0", ["", "a/b", "sixteen-letters-", "eth 0"]),
        ("join_host", "name", ["Name", "dns", ""]),
        ("public_url", "https://kith.example.org", ["kith.example.org", "ftp://a", "https://", "https://a/b"]),
        ("trusted_proxies", "127.0.0.1, 10.0.0.0/8", ["", ",", "10.0.0.1/8", "10.0.0.0/8 nginx", "10.0.0.0/33"]),
        ("local_users", "prometheus, 113", ["", ",", "a b c:d", "-1", "prometheus, 4294967295"]),
        (
            "cookie_domain", "home.example",
            ["", "home", ".home.example", "192.168.1.20", "a..b", "home.example/", "a b.c"]
        ),
        ("insecure_cookies", "yes", ["true", ""]),
        ("pairing_ttl", "10m", ["9s", "2h", "10", "m", "-5m", "5 m"]), ("open_pairings", "1", ["0", "1001", "a"]),
        ("pin_attempts", "3", ["0", "11"]), ("device_limit", "100000", ["0", "1000001"]),
        ("join_requests", "60", ["0", "10001"]), ("renames", "20", ["0", "10001"]),
        ("presence_grace", "30s", ["0s", "25h"]),
        ("connections", "16", ["15", "100001"]),
        ("connections_of_address", "16", ["0"]), ("new_streams", "5", ["0"]),
        ("history_requests", "600", ["0", "10001"]), ("unsent_events", "64", ["0", "65537"]),
        ("idle_connection", "5m", ["0s", "61m"]), ("slow_request", "30s", ["0s", "6m"]),
        ("head_bytes", "32768", ["1023", "32769"]), ("body_bytes", "1024", ["1023", "1048577"]),
        ("events_kept", "30d", ["23h", "36501d"]), ("event_limit", "5000", ["999", "100000001"]),
        ("backups_kept", "30", ["0", "1001"]),
        ("log_level", "debug", ["Debug", "verbose", "6"]), ("log_json", "yes", ["true", "1", "YES"]),
    ]

    static let usual = AgentSettings(stateFolder: "/a", controlSocket: "/b")

    @Test func eachHasACase() {
        #expect(Self.cases.map(\.name) == Setting.all.map(\.name))
        #expect(Set(Setting.all.map(\.option)).count == Setting.all.count)
    }

    @Test(arguments: cases.map(\.name)) func readsAndShows(_ name: String) throws {
        let sample = try #require(Self.cases.first { $0.name == name })
        let setting = try #require(Setting.all.first { $0.name == name })
        var settings = Self.usual
        let before = setting.show(settings)
        #expect(setting.read(sample.good, &settings), "\(sample.good)")
        #expect(setting.show(settings) == sample.good)
        #expect(before != sample.good)
        for text in sample.bad {
            var untouched = Self.usual
            #expect(!setting.read(text, &untouched), "'\(text)'")
            #expect(setting.show(untouched) == before)
        }
        // What is shown can be read, and taken over.
        var copy = Self.usual
        setting.copy(settings, &copy)
        #expect(setting.show(copy) == sample.good)
    }

    /// Section 9 of what the product promises, and what the other limits have always been.
    @Test func standards() {
        let standards = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.name, $0.standard) })
        let wanted = [
            "port": "6969", "pairing_ttl": "5m", "open_pairings": "16", "pin_attempts": "5", "device_limit": "256",
            "join_requests": "30", "renames": "6", "history_requests": "60", "event_limit": "1000000",
            "connections": "4096", "connections_of_address": "256", "new_streams": "10",
            "unsent_events": "256", "idle_connection": "60s", "slow_request": "10s", "head_bytes": "16384",
            "body_bytes": "65536", "events_kept": "400d", "backups_kept": "7", "log_level": "info", "log_json": "no",
        ]
        for (name, standard) in wanted {
            // 60s and 1m are the same length.
            #expect(
                standards[name] == standard || Duration(length: standards[name] ?? "") == Duration(length: standard))
        }
    }

    @Test(arguments: [("0s", 0), ("90s", 90), ("60s", 60), ("5m", 300), ("36h", 129_600), ("400d", 34_560_000)])
    func lengths(_ text: String, _ seconds: Int64) {
        #expect(Duration(length: text) == .seconds(seconds))
        #expect(Duration(length: Duration.seconds(seconds).lengthText) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "5", "m", "5w", "+5m", "-5m", "5.5m", " 5m", "5m ", "٥m", "99999999999999999999s", "9223372036854775807d",
    ])
    func noLengths(_ text: String) { #expect(Duration(length: text) == nil) }

    @Test func theNameOfAnOption() throws {
        let setting = try #require(Setting.all.first { $0.name == "trusted_proxies" })
        #expect(setting.option == "--trusted-proxies")
        #expect(setting.variable == "KITH_TRUSTED_PROXIES")
    }
}
