import API
import Console
import JSON
import Testing

@testable import CommandLine

@Suite struct StatusTests {
    private static let whole: JSONObject = [
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
        "mdns": ["state": "published", "detail": "attic"],
    ]

    private func sheet(
        _ more: JSONObject = [:], publicURL: String = "", peers: [Peer] = [PairFixture.peer()],
        avahi: AvahiDaemon = .running, service: ServiceInstallation = .done, isUnitEnabled: Bool = true
    ) -> StatusSheet {
        var status = Self.whole
        for key in more.keys { status[key] = more[key] }
        return StatusSheet(
            status: status, publicURL: publicURL, peers: peers,
            machine: .init(avahi: avahi, service: service, isUnitEnabled: isUnitEnabled),
            times: TimeStyle(now: PairFixture.start, clock: .utc))
    }

    private func row(_ label: String, _ rows: [(String, String)]) -> String? { rows.first { $0.0 == label }?.1 }

    @Test func answersFirst() {
        let sheet = sheet()
        #expect(sheet.headline == "All is well: 'attic' is running.")
        #expect(sheet.concerns.isEmpty)
        #expect(
            Sheet.lines(sheet.rows, width: nil) == [
                "Address     http://192.168.1.20:6969 (also http://10.0.0.4:6969)",
                "Online      'Anna's phone' (1 device is paired)", "Advertised  yes, as attic",
                "At boot     yes, by systemd (kith.service)", "Backup      none yet", "Version     0.1.0, up 3 d",
            ])
    }

    @Test func countsOtherNodes() {
        #expect(row("Other nodes", sheet(["sighted_nodes": 2]).rows) == "2 (kith nodes)")
        #expect(row("Other nodes", sheet(["sighted_nodes": 0]).rows) == "")
    }

    @Test func theFiguresAreDetails() {
        #expect(
            Sheet.lines(sheet().details, width: nil) == [
                "Node      attic (nd_0000000000001)", "Socket    /run/kith/control.sock",
                "Units     kith.service, kith.socket, kith-control.socket; to stop the node, stop all of them",
                "Pairings  0 open pairings",
                "Store     /var/lib/kith/kith.db, schema 1, 4.2 KB, last event 812",
                "Server    5 connections, 2 WebSockets, 1 event stream, 0 requests, 0 dropped streams",
            ])
        #expect(row("Listen", sheet(["listen": ["127.0.0.1", "::1"]]).details) == "127.0.0.1, ::1")
        #expect(row("Cookies", sheet(["cookies": ["domain": "home.example"]]).details) == "for home.example")
    }

    @Test func saysWhoIsOnline() {
        func online(_ peers: [Peer]) -> String? { row("Online", sheet(peers: peers).rows) }
        let away = PairFixture.peer(["name": "Bert", "presence": "away"])
        #expect(online([]) == "no device is paired yet. To pair one: kith pair")
        #expect(online([away]) == "nobody (1 device is paired)")
        #expect(online([away, PairFixture.peer()]) == "'Anna's phone' (2 devices are paired)")
        let many = (1...14).map { PairFixture.peer(["name": .string("P\($0)")]) }
        #expect(online(many)?.hasSuffix("'P12' and 2 more (14 devices are paired)") == true)
    }

    @Test(arguments: [
        (AvahiDaemon.missing, "no: avahi-daemon is not installed (sudo apt install avahi-daemon). Pairing"),
        (.stopped, "no: avahi-daemon is not running (sudo systemctl enable --now avahi-daemon). "),
        (.running, "no: too many others. "),
    ]) func saysWhatAdvertisingNeeds(_ avahi: AvahiDaemon, _ text: String) {
        let waiting = sheet(["mdns": ["state": "waiting", "detail": "too many\u{1B} others"]], avahi: avahi)
        #expect(row("Advertised", waiting.rows)?.hasPrefix(text) == true)
        #expect(
            row("Advertised", sheet(["mdns": ["state": "off", "detail": ""]]).rows)?.hasPrefix(
                "no: this node is for this machine only") == true)
    }

    @Test(arguments: [
        (true, ServiceInstallation.done, true, "yes, by systemd"), (true, .done, false, "sudo systemctl enable kith"),
        (false, .done, true, "is another node"), (false, .byPackage, false, "sudo apt install ./kith_*.deb"),
        (false, .fromSource, false, "sudo make install"),
    ]) func saysWhetherItStartsAtBoot(
        _ isService: Bool, _ service: ServiceInstallation, _ isEnabled: Bool, _ text: String
    ) {
        let units: JSONValue = isService ? ["kith.service"] : []
        let sheet = sheet(["units": units], service: service, isUnitEnabled: isEnabled)
        #expect(row("At boot", sheet.rows)?.contains(text) == true)
    }

    @Test(
        arguments: [
            ("2026-11-17T10:30:00.000Z", nil), ("2026-11-17T11:30:00.000Z", nil), ("2026-11-17T09:30:00.000Z", nil),
            ("2026-11-17T08:29:00.000Z", "the wall clock is 2 h ahead of the trusted time 2026-11-17T08:29:00.000Z."),
            ("2027-11-17T10:30:00.000Z", "the wall clock is 365 d behind the trusted time 2027-"),
        ] as [(String, String?)]) func saysWhenTheClocksDiffer(_ trusted: String, _ text: String?)
    {
        let sheet = sheet(["now": "2026-11-17T10:30:00.000Z", "trusted_time": .string(trusted)])
        let line = row("Clock", sheet.concerns)
        #expect(line == nil ? text == nil : text.map { line?.hasPrefix($0) == true } == true, "\(line ?? "none")")
        #expect(sheet.headline.hasPrefix(text == nil ? "All is well" : "'attic' is running, but one thing"))
    }

    @Test func namesTheWorstProblemFirst() {
        var sheet = sheet()
        sheet.problems = [
            .error("disk_full", what: "The disk that holds /s is full.", why: "So it is.", remedy: "Free some space."),
            .notice("firewall_not_checked", what: "a", why: "b", remedy: "Check it: sudo kith doctor"),
        ]
        #expect(sheet.headline == "'attic' is running, but the disk that holds /s is full.")
        #expect(row("Problem", sheet.concerns) == "The disk that holds /s is full. So it is. Free some space.")
        #expect(row("Firewall", sheet.rows) == "not checked (needs root): sudo kith doctor")
        sheet.problems.removeFirst()
        #expect(sheet.headline == "All is well: 'attic' is running." && sheet.concerns.isEmpty)
    }

    @Test func saysThatNoDeviceCanReachIt() {
        let cut: JSONObject = ["join": ["host": nil, "others": []]]
        #expect(row("Network", sheet(cut).concerns)?.hasPrefix("this machine has no address") == true)
        #expect(row("Address", sheet(cut).rows) == "none")
        let behind = sheet(cut, publicURL: "https://kith.example")
        #expect(behind.concerns.isEmpty && row("Address", behind.rows) == "https://kith.example")
    }

    @Test func saysThatOnlyThisMachineReachesIt() {
        let own = sheet(["join": ["host": "127.0.0.1:6969", "others": []]])
        #expect(row("Address", own.rows) == "http://127.0.0.1:6969, for this machine only")
    }

    @Test func saysWhatIsLimitedOrOpen() {
        let sheet = sheet([
            "connections": ["limit": 624, "wanted": 4_096], "cookies": ["domain": "home.example", "insecure": true],
        ])
        #expect(row("Limit", sheet.concerns)?.hasPrefix("624 connections instead of 4096, since") == true)
        #expect(
            row("Cookies", sheet.concerns)?.hasPrefix("cookies for home.example are accepted without HTTPS") == true)
        #expect(sheet.headline == "'attic' is running, but 2 things need attention:")
    }

    @Test(arguments: [
        (Int64(0), "0 bytes"), (999, "999 bytes"), (1_000, "1.0 KB"), (999_999, "999.9 KB"), (1_000_000, "1.0 MB"),
        (1_250_000_000, "1.2 GB"), (3_000_000_000_000, "3.0 TB"), (9_000_000_000_000_000, "9000.0 TB"),
    ]) func sizesAreRead(_ count: Int64, _ text: String) { #expect(bytes(count) == text) }
}
