import Console
import JSON
import Testing

@testable import CommandLine

@Suite struct StatusTests {
    @Test func readsAsASheet() {
        let status: JSONObject = [
            "version": "0.1.0", "node": ["id": "nd_0000000000001", "name": "attic"],
            "started_at": "2026-11-17T10:30:00.000Z", "uptime_seconds": 259_200,
            "join": ["host": "192.168.1.20:6969", "others": ["10.0.0.4:6969"]],
            "control_socket": "/run/kith/control.sock", "listen": [],
            "units": ["kith.service", "kith.socket", "kith-control.socket"],
            "connections": ["limit": 4_096, "wanted": 4_096],
            "store": [
                "path": "/var/lib/kith/kith.db", "schema": 1, "bytes": 4_234, "live_peers": 1, "open_pairings": 0,
                "last_event_id": 812, "last_backup_at": nil,
            ],
            "server": ["connections": 5, "web_sockets": 2, "event_streams": 1, "requests": 0, "dropped": 0],
            "mdns": ["state": "waiting", "detail": "avahi-daemon is not\u{1B} there"],
        ]
        #expect(
            StatusSheet.lines(status, times: TimeStyle(now: PairFixture.start, clock: .utc)) == [
                "Node      attic (nd_0000000000001)", "Version   0.1.0, up 3 d",
                "Address   192.168.1.20:6969 (also 10.0.0.4:6969)", "Socket    /run/kith/control.sock",
                "Units     kith.service, kith.socket, kith-control.socket; to stop the node, stop all of them",
                "Peers     1 live peer", "Pairings  0 open pairings",
                "Store     /var/lib/kith/kith.db, schema 1, 4.2 KB, last event 812", "Backup    none yet",
                "Server    5 connections, 2 WebSockets, 1 event stream, 0 requests, 0 dropped streams",
                "mDNS      waiting: avahi-daemon is not there",
            ])
    }

    @Test(
        arguments: [
            ("2026-11-17T10:30:00.000Z", nil), ("2026-11-17T11:30:00.000Z", nil), ("2026-11-17T09:30:00.000Z", nil),
            (
                "2026-11-17T08:29:00.000Z",
                "Clock     the wall clock is 2 h ahead of the trusted time 2026-11-17T08:29:00.000Z."
            ),
            ("2027-11-17T10:30:00.000Z", "Clock     the wall clock is 365 d behind the trusted time 2027-"),
        ] as [(String, String?)]) func saysWhenTheClocksDiffer(_ trusted: String, _ text: String?)
    {
        let status: JSONObject = ["now": "2026-11-17T10:30:00.000Z", "trusted_time": .string(trusted)]
        let line = StatusSheet.lines(status, times: TimeStyle(now: PairFixture.start, clock: .utc))
            .first { $0.hasPrefix("Clock") }
        #expect(line == nil ? text == nil : text.map { line?.hasPrefix($0) == true } == true, "\(line ?? "none")")
    }

    @Test func saysThatNoPhoneCanReachIt() {
        let lines = StatusSheet.lines(
            ["join": ["host": nil, "others": []]], times: TimeStyle(now: PairFixture.start, clock: .utc))
        #expect(lines.contains("Address   none on a local network, so no phone can reach this node"))
    }

    @Test func tellsWhereItListensAndWhatLimitsIt() {
        func lines(_ status: JSONObject) -> [String] {
            StatusSheet.lines(status, times: TimeStyle(now: PairFixture.start, clock: .utc))
        }
        #expect(lines(["listen": ["127.0.0.1", "::1"]]).contains("Listen    127.0.0.1, ::1"))
        let reduced = lines(["connections": ["limit": 624, "wanted": 4_096]])
        #expect(reduced.contains { $0.hasPrefix("Limit     624 connections instead of 4096, since") })
        #expect(!lines(["units": [], "listen": []]).contains { $0.hasPrefix("Units") || $0.hasPrefix("Listen") })
    }

    @Test func tellsOfCookiesThatOthersCanRead() {
        func line(_ cookies: JSONObject) -> String? {
            StatusSheet.lines(["cookies": .object(cookies)], times: TimeStyle(now: PairFixture.start, clock: .utc))
                .first { $0.hasPrefix("Cookies") }
        }
        #expect(line(["domain": nil, "insecure": false]) == nil)
        #expect(line(["domain": "home.example", "insecure": false]) == "Cookies   for home.example")
        #expect(line(["domain": nil, "insecure": true])?.hasSuffix("(insecure_cookies)") == true)
        #expect(line(["domain": "home.example", "insecure": true])?.contains("for home.example; they count") == true)
    }

    @Test(arguments: [
        (Int64(0), "0 bytes"), (999, "999 bytes"), (1_000, "1.0 KB"), (999_999, "999.9 KB"), (1_000_000, "1.0 MB"),
        (1_250_000_000, "1.2 GB"), (3_000_000_000_000, "3.0 TB"), (9_000_000_000_000_000, "9000.0 TB"),
    ]) func sizesAreRead(_ count: Int64, _ text: String) { #expect(bytes(count) == text) }
}
