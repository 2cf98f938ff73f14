import Console
import Core
import JSON
import MDNS
import Testing

@testable import CommandLine

@Suite struct DiscoveredServiceTests {
    private func sighting(
        _ name: String, _ address: String = "192.168.1.9", port: UInt16 = 8_096, tls: Bool = false,
        path: String? = nil,
        host: String = "nas.local"
    ) throws -> ServiceSighting {
        ServiceSighting(
            name: name, isTLS: tls, host: host, address: try #require(HostAddress(address)), port: port, path: path)
    }

    private func found(_ sightings: ServiceSighting..., known: [ServiceEntry] = []) -> [String] {
        DiscoveredService.all(in: sightings, known: known).map { "\($0.name) \($0.url) \($0.knownAs ?? "")" }
    }

    @Test func eachServiceOnce() throws {
        let twice = found(
            try sighting("Jellyfin"), try sighting("Jellyfin"), try sighting("Jellyfin", "fd00::9"),
            try sighting("Photos", port: 443, tls: true), try sighting("Router", "192.168.1.1", port: 80))
        #expect(
            twice == [
                "Jellyfin http://192.168.1.9:8096 ", "Photos https://192.168.1.9 ", "Router http://192.168.1.1 ",
            ])
        #expect(found(try sighting("Six", "fd00::9")) == ["Six http://[fd00::9]:8096 "])
    }

    @Test func aPathIsKeptIfItIsOne() throws {
        #expect(found(try sighting("a", path: "/web/")) == ["a http://192.168.1.9:8096/web/ "])
        #expect(found(try sighting("a", path: "web")) == ["a http://192.168.1.9:8096/web "])
        for bad in ["/#x", "/a b", "/\u{202E}", "/%", "/\u{1B}[2J", String(repeating: "a", count: 600)] {
            #expect(found(try sighting("a", path: bad)) == ["a http://192.168.1.9:8096 "], "\(bad)")
        }
        // A path cannot lead to another host.
        #expect(found(try sighting("a", path: "@evil.example/")) == ["a http://192.168.1.9:8096/@evil.example/ "])
    }

    @Test func hostileNamesAreCleaned() throws {
        let long = String(repeating: "x", count: 500)
        let names = DiscoveredService.all(
            in: [
                try sighting("\u{1B}[2J\u{202E}Evil\r\n", port: 1), try sighting("\u{7}\n", port: 2),
                try sighting("", port: 3), try sighting(long, port: 4),
            ], known: []
        ).sorted { $0.url.origin.port < $1.url.origin.port }.map(\.name)
        #expect(
            names == [
                "[2JEvil", "192.168.1.9:2", "192.168.1.9:3", String(repeating: "x", count: Limits.nameCharacters),
            ])
        let host = DiscoveredService.all(in: [try sighting("a", host: "na\u{1B}[1ms.local")], known: []).map(\.host)
        #expect(host == ["na[1ms.local"])
    }

    @Test func whatNoOtherDeviceCanOpenIsLeftOut() throws {
        #expect(found(try sighting("a", "127.0.0.1"), try sighting("b", "::1"), try sighting("c", port: 0)) == [])
    }

    @Test func aKnownServiceSaysItsName() throws {
        let known = try #require(ServiceEntry(["id": "sv_1", "name": "Films", "url": "http://192.168.1.9:8096/start"]))
        #expect(found(try sighting("Jellyfin"), known: [known]) == ["Jellyfin http://192.168.1.9:8096 Films"])
    }

    @Test func numbers() throws {
        let found = DiscoveredService.all(
            in: [try sighting("a", port: 1), try sighting("b", port: 2), try sighting("c", port: 3)], known: [])
        func chosen(_ answer: String) -> [String]? {
            try? DiscoveredService.chosen(answer, among: found).get().map(\.name)
        }
        #expect(chosen("") == [])
        #expect(chosen(" 1, 3 1") == ["a", "c"])
        for bad in ["0", "4", "-1", "1x", "all", "9999999999999999999", "-9223372036854775808"] {
            #expect(chosen(bad) == nil, "\(bad)")
        }
    }
}

@Suite struct AreaTablesTests {
    @Test func areas() throws {
        let areas = try [
            [
                "id": "ar_1", "name": "Home\u{1B}[2J", "enabled": true, "default": true, "peer_count": 3,
                "services": [["id": "sv_1", "name": "Films"], ["id": "sv_2", "name": "Photos"]],
            ], ["id": "ar_2", "name": "Guests", "enabled": false, "services": []],
        ].map { (object: JSONObject) in try #require(AreaEntry(object)) }
        #expect(
            AreasCommand.table(of: areas).rows == [
                ["Home[2J", "enabled, default", "3", "Films, Photos", "ar_1"],
                ["Guests", "disabled", "0", "none", "ar_2"],
            ])
        #expect(AreaEntry(["name": "x"]) == nil)
    }

    @Test func services() throws {
        let services = try [
            ["id": "sv_1", "name": "Films", "url": "http://nas", "areas": [["id": "ar_1", "name": "Home"]]],
            ["id": "sv_2", "name": "Old"],
        ].map { (object: JSONObject) in try #require(ServiceEntry(object)) }
        #expect(
            ServicesCommand.table(of: services).rows == [
                ["Films", "http://nas", "Home", "sv_1"], ["Old", "", "none", "sv_2"],
            ])
    }

    @Test func users() {
        let answer: JSONObject = ["count": 7, "peers": [["name": "a"], ["name": "b"]]]
        #expect(usersText(answer, "peers", "device") == "7 devices: 'a', 'b' and 5 more")
        #expect(usersText(["count": 1, "areas": [["name": "a"]]], "areas", "area") == "1 area: 'a'")
    }

    @Test(arguments: [
        ("http://localhost:3000", true), ("http://127.0.0.1", true), ("http://[::1]/", true),
        ("http://a.localhost", true),
        ("http://nas", false), ("https://192.168.1.9", false), ("http://localhost.example", false),
    ]) func isForThisMachine(_ url: String, _ expected: Bool) throws {
        #expect(try ServiceURL(url).isForThisMachine == expected)
    }
}
