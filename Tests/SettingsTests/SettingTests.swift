import Core
import LocalNetwork
import Testing

@testable import Settings

@Suite struct SettingTests {
    static let usual = AgentSettings(stateFolder: "/a", controlSocket: "/b")

    @Test func eachHasItsOwnOption() {
        #expect(Set(Setting.all.map(\.option)).count == Setting.all.count)
    }

    /// With the values that each form names, good and bad ones.
    @Test(arguments: Setting.all.map(\.name)) func readsAndShows(_ name: String) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        let before = setting.show(Self.usual)
        #expect(setting.good.contains { $0 != before }, "no good value differs from the default")
        #expect(setting.bad.count >= 3)
        for good in setting.good {
            var settings = Self.usual
            #expect(setting.read(good, &settings), "\(good)")
            #expect(setting.show(settings) == good)
            // What is shown can be read, and taken over.
            var copy = Self.usual
            setting.copy(settings, &copy)
            #expect(setting.show(copy) == good)
        }
        for text in setting.bad {
            var untouched = Self.usual
            #expect(!setting.read(text, &untouched), "'\(text)'")
            #expect(setting.show(untouched) == before)
        }
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
