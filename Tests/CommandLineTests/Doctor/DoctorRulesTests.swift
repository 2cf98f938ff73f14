import API
import Core
import JSON
import LocalNetwork
import Store
import System
import Testing

@testable import CommandLine

@Suite struct DoctorRulesTests {
    private static let now = PairFixture.start

    @Test(arguments: [(false, false, true), (true, false, false), (false, true, false)])
    func namesWhoHasThePort(_ answers: Bool, _ bySystemd: Bool, _ isError: Bool) {
        let reading = PortReading(
            port: 6969, isRoot: true, isHeldBySystemd: bySystemd, agentAnswers: answers,
            holder: .init(user: 0, process: .init(id: 812, name: "nginx")))
        #expect(reading.findings.map(\.what) == (isError ? ["Port 6969 is in use by nginx (pid 812)."] : []))
    }

    @Test func saysHowToSeeWhoHasThePort() {
        let reading = PortReading(
            port: 6969, isRoot: false, isHeldBySystemd: false, agentAnswers: false, holder: .init(user: 0, process: nil)
        )
        #expect(reading.findings.first?.remedy.contains("sudo ss -ltnp") == true)
    }

    /// The machine has 192.168.7.1 and fd00::7. A key without an address was paired at a name.
    private func changes(
        of devices: [(String, [String?])], obstacle: String? = nil, hasPublicURL: Bool = false
    ) -> [Finding] {
        AddressReading(
            obstacle: obstacle, isLoopbackOnly: false, hasPublicURL: hasPublicURL,
            addresses: Set([HostAddress("192.168.7.1"), HostAddress("fd00::7")].compactMap { $0 }),
            devices: devices.map { name, addresses in
                PairedDevice(name: name, addresses: addresses.map { $0.flatMap { HostAddress($0) } })
            }
        ).findings
    }

    @Test(
        arguments: [
            (["192.168.7.1"], nil), (["192.168.7.2"], "192.168.7.2"), (["fd00::7"], nil), (["fd00::8"], "fd00::8"),
            ([nil], nil), ([], nil), (["192.168.7.2", "192.168.7.1"], nil), (["192.168.7.1", "192.168.7.2"], nil),
            (["192.168.7.2", nil], nil), ([nil, "192.168.7.2"], nil), (["10.0.0.1", "192.168.7.2"], "192.168.7.2"),
        ] as [([String?], String?)])
    func noticesAnAddressThatIsGone(_ keys: [String?], _ former: String?) {
        let found = changes(of: [("Phone", keys)])
        #expect(
            found.map(\.what)
                == (former.map { ["1 device was paired at \($0), which this node no longer has."] } ?? []))
        #expect(found.map(\.code) == (former == nil ? [] : ["address_changed"]) && found.areHarmless)
    }

    @Test func namesTheDevicesOfAFormerAddress() {
        let gone: [String?] = ["192.168.7.2"]
        let found = changes(of: [("Phone", gone), ("Tablet", gone), ("Laptop", ["192.168.7.1"])])
        #expect(found.map(\.what) == ["2 devices were paired at 192.168.7.2, which this node no longer has."])
        #expect(found.first?.why.contains("does not recognise 'Phone' and 'Tablet' at another one.") == true)
        let two = changes(of: [("Phone", gone), ("Tablet", ["10.0.0.1"])])
        #expect(two.first?.what.contains("paired at 192.168.7.2 and 10.0.0.1,") == true)
        let many = changes(of: (1...9).map { ("Phone \($0)", gone) })
        #expect(many.first?.why.contains("'Phone 4', 'Phone 5' and 4 more at") == true)
        // With a public URL, codes do not contain the address; without a network, it may come back.
        #expect(changes(of: [("Phone", gone)], hasPublicURL: true).isEmpty)
        #expect(changes(of: [("Phone", gone)], obstacle: "none").map(\.code) == ["no_lan_address"])
    }

    /// A node with a loopback address in its codes may listen on all addresses.
    @Test(arguments: [
        (true, "Codes of this node work only on this machine."), (false, "The node listens on loopback only."),
    ])
    func saysWhatIsOnLoopback(_ isOnlyInCodes: Bool, _ what: String) {
        let reading = AddressReading(
            obstacle: nil, isLoopbackOnly: true, hasPublicURL: false, addresses: [], devices: [],
            hasLoopbackCodesOnly: isOnlyInCodes)
        #expect(reading.findings.map(\.code) == ["loopback_only"] && reading.findings.map(\.what) == [what])
    }

    @Test func aNodeBehindAProxyNeedsNoAddress() {
        let reading = AddressReading(
            obstacle: "none", isLoopbackOnly: false, hasPublicURL: true, addresses: [], devices: [])
        #expect(reading.findings.isEmpty)
    }

    @Test(
        arguments: [
            (.blocks, true, true, "firewall_blocks"), (.isOn, true, true, "firewall_unclear"),
            (.isOn, false, false, "firewall_unclear"), (nil, false, false, "firewall_not_checked"),
            (nil, true, true, nil), (nil, true, false, "firewall_not_checked"),
        ] as [(FirewallFinding.Certainty?, Bool, Bool, String?)])
    func aFirewallIsAnErrorOnlyIfItsRulesWereRead(
        _ certainty: FirewallFinding.Certainty?, _ isRoot: Bool, _ wasRead: Bool, _ code: String?
    ) {
        let reading = FirewallReading(
            port: 6969, isRoot: isRoot, finding: certainty.map { FirewallFinding(.ufw, $0, port: 6969) },
            wasRead: wasRead, hasLegacyRules: false)
        #expect(reading.findings.map(\.code) == [code].compactMap { $0 })
        #expect(reading.findings.areHarmless == (code != "firewall_blocks"))
    }

    @Test(
        arguments: [
            (.missing, nil, false, "waiting", "", ["avahi_missing"]), (.stopped, nil, false, "", "", ["avahi_stopped"]),
            (.running, "avahi-daemon 0.6", false, "published", "kith on attic (7k3fq2)", ["avahi_old"]),
            (.running, "avahi-daemon 0.8", false, "published", "kith on attic (7k3fq2)", []),
            (.running, "avahi-daemon 0.8", false, "waiting", "no bus", ["avahi_unreachable"]),
            (.running, "avahi-daemon 0.8", true, "published", "kith on attic (7k3fq2)", ["mdns_by_resolved"]),
            (.missing, nil, true, "off", "", []),
        ] as [(AvahiDaemon, String?, Bool, String, String, [String])])
    func avahiIsNeverMoreThanANotice(
        _ daemon: AvahiDaemon, _ version: String?, _ resolved: Bool, _ state: String, _ detail: String,
        _ codes: [String]
    ) {
        let found = AvahiReading(
            daemon: daemon, version: version, resolvedAnswers: resolved, state: state, detail: detail, name: "attic",
            others: ["loft"]
        ).findings
        #expect(found.map(\.code) == codes && found.areHarmless)
    }

    @Test(
        arguments: [
            ("kith on attic (7k3fq2) #2", ["loft"], ["identity_twice"]),
            ("kith on attic (7k3fq2) #12", ["Attic"], ["identity_twice", "name_collision"]),
            ("kith on attic #2 (7k3fq2)", ["loft"], []), ("kith on attic (7k3fq2) #", [], []),
            ("kith on attic (7k3fq2)", ["attic", "loft"], ["name_collision"]), ("", ["", "attic 2"], []),
        ] as [(String, [String], [String])])
    func tellsANamesakeFromACopy(_ detail: String, _ others: [String], _ codes: [String]) {
        let found = AvahiReading(
            daemon: .running, version: nil, resolvedAnswers: false, state: "published", detail: detail, name: "attic",
            others: others
        ).findings
        #expect(found.map(\.code) == codes && found.areHarmless)
    }

    @Test(
        arguments: [
            ("2026-11-17T10:30:00Z", nil, false, nil), ("1990-01-01T00:00:00Z", nil, false, "clock_wrong"),
            ("2150-01-01T00:00:00Z", nil, false, "clock_wrong"),
            ("2026-11-17T10:27:00Z", "2026-11-17T10:30:00Z", false, nil),
            ("2026-11-17T08:30:00Z", "2026-11-17T10:30:00Z", false, "clock_wrong"),
            ("2026-11-17T18:30:00Z", "2026-11-17T10:30:00Z", false, nil),
            ("2026-11-17T18:30:00Z", "2026-11-17T10:30:00Z", true, "clock_ahead"),
        ] as [(String, String?, Bool, String?)])
    func comparesTheClocks(_ wall: String, _ trusted: String?, _ isRunning: Bool, _ code: String?) throws {
        let reading = ClockReading(
            wall: try #require(Moment(reading: wall)), trusted: trusted.flatMap { Moment(reading: $0) },
            isTrustedTimeRunning: isRunning)
        #expect(reading.findings.map(\.code) == [code].compactMap { $0 })
    }

    @Test(
        arguments: [
            (100 << 30, 20 << 30, 9, false, nil), (100 << 30, 0, 9, false, "disk_full"),
            (100 << 30, 20 << 30, 0, false, "disk_full"), (100 << 30, 20 << 30, 9, true, "disk_read_only"),
            (100 << 30, 100 << 20, 9, false, "disk_nearly_full"), (40 << 20, 8 << 20, 9, false, nil),
        ] as [(UInt64, UInt64, UInt64, Bool, String?)])
    func readsTheDisk(_ bytes: UInt64, _ free: UInt64, _ files: UInt64, _ isReadOnly: Bool, _ code: String?) {
        let space = DiskSpace(bytes: bytes, free: free, freeFiles: files, isReadOnly: isReadOnly)
        let found = DiskReading(folder: "/var/lib/kith", space: space).findings
        #expect(found.map(\.code) == [code].compactMap { $0 })
        #expect(found.areHarmless == (code == nil || code == "disk_nearly_full"))
    }

    @Test(
        arguments: [
            (.damaged, "database_damaged", false), (.notADatabase, "database_damaged", false),
            (.foreign, "database_foreign", false), (.newerVersion, "database_newer", false),
            (.notPermitted, "rights_wrong", false), (.moved, "node_moved", true),
            (.outOfMemory, "database_unreadable", false),
        ] as [(StorageFailure.Kind, String, Bool)])
    func namesWhatIsWrongWithTheDatabase(_ kind: StorageFailure.Kind, _ code: String, _ isHarmless: Bool) {
        let failure = StorageFailure(kind, file: "/s/kith.db", cause: "it is so", remedy: "Do this")
        let found = DatabaseReading(file: "/s/kith.db", state: .failed(failure)).findings
        #expect(found.map(\.code) == [code] && found.areHarmless == isHarmless)
    }

    @Test(arguments: [([], nil), (["one"], "One."), (["one", "two"], "One. There are 2 differences.")])
    func namesWhatTheStatementsDoNotSay(_ differences: [String], _ why: String?) {
        let examination = StoreExamination(
            schema: 8, livePeers: 1, trustedTime: nil, rosterDifferences: differences)
        let found = DatabaseReading(file: "/s/kith.db", state: .healthy(examination)).findings
        #expect(found.map(\.why) == [why].compactMap { $0 })
        #expect(found.areHarmless == differences.isEmpty)
    }

    @Test(
        arguments: [
            (0o700, 7, 0o600, nil), (0o750, 7, 0o600, nil), (0o700, 61_999, 0o600, "belongs to uid 61999"),
            (0o700, 7, 0o644, "can open"), (0o700, 7, 0o400, "cannot read and write"),
            (0o777, 7, 0o600, "can write in"),
            (0o500, 7, 0o600, "cannot use"),
        ] as [(UInt32, UInt32, UInt32, String?)])
    func readsOwnersAndModes(_ folder: UInt32, _ owner: UInt32, _ mode: UInt32, _ text: String?) {
        let found = RightsReading(
            folder: .init(path: "/s", owner: 7, mode: folder),
            files: [.init(path: "/s/kith.db", owner: owner, mode: mode)]
        ).findings
        #expect(found.count == (text == nil ? 0 : 1))
        #expect(text.map { found.first?.what.contains($0) == true } ?? true, "\(found)")
    }

    @Test(arguments: [
        (5, 0o660, false, "sudo usermod -aG kith anna"), (5, 0o660, true, "Log out and in again"),
        (0, 0o660, false, "Use sudo."), (5, 0o600, false, "Use sudo."),
    ]) func namesTheGroupToJoin(_ group: UInt32, _ mode: UInt32, _ isMember: Bool, _ remedy: String) {
        let reading = SocketReading(
            path: "/c", status: (group, "kith", mode), isDenied: true, isMember: isMember, user: "anna",
            isOfService: false)
        #expect(reading.findings.first?.remedy.contains(remedy) == true)
    }

    @Test(
        arguments: [
            ("LoadState=not-found", [nil]), ("LoadState=masked", ["service_masked"]),
            ("LoadState=bad-setting", ["service_invalid"]),
            ("LoadState=loaded\nActiveState=failed\nResult=start-limit-hit", ["service_failed"]),
            ("LoadState=loaded\nActiveState=failed\nResult=watchdog", ["service_failed"]),
            ("LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled", ["not_running"]),
            ("LoadState=loaded\nActiveState=activating", []), ("LoadState=loaded\nActiveState=active", []),
        ] as [(String, [String?])])
    func readsTheUnit(_ text: String, _ codes: [String?]) {
        let found = SystemdReading(properties: text, agentAnswers: false).map { $0.findings.map(\.code) }
        #expect(found == (codes == [nil] ? nil : codes.compactMap { $0 }))
    }

    private static let limit = "It ended too often in a short time, so systemd no longer restarts it."

    @Test(
        arguments: [
            ("Result=exit-code\nExecMainStatus=1\nNRestarts=29", "It ended with exit code 1. \(limit)"),
            ("Result=exit-code\nExecMainStatus=1\nNRestarts=0", "It ended with exit code 1."),
            ("Result=exit-code\nExecMainStatus=2\nNRestarts=1", "It ended with exit code 2."),
            ("Result=start-limit-hit\nNRestarts=2", limit),
            ("Result=oom-kill", "It used more memory than allowed, and the kernel ended it."),
            ("Result=timeout", "It did not start or stop in time."), ("Result=core-dump", "A signal ended it."),
            ("Result=watchdog\nNRestarts=x", "It did not answer the watchdog, and systemd ended it."),
        ])
    func saysWhyTheServiceFailed(_ text: String, _ why: String) {
        for answers in [true, false] {
            let found =
                SystemdReading(
                    properties: "LoadState=loaded\nActiveState=failed\n" + text, agentAnswers: answers
                )?.findings ?? []
            #expect(found.map(\.code) == ["service_failed"] && found.areHarmless == answers)
            #expect(found.first?.why == why)
        }
    }

    @Test func aProxyMayBeTrustedOrALocalUser() throws {
        let candidate = ProxyReading.Candidate(
            process: .init(id: 9, name: "nginx"), user: 33, address: try #require(HostAddress("127.0.0.1")))
        func codes(_ isTrusted: Bool, _ users: Set<UInt32>) -> [String] {
            ProxyReading(candidates: [candidate], isTrusted: { _ in isTrusted }, localUsers: users).findings.map(\.code)
        }
        #expect(codes(false, []) == ["proxy_hides_clients"])
        #expect(codes(true, []).isEmpty && codes(false, [33]).isEmpty)
    }

    @Test(
        arguments: [
            (3, 72, "backup_old"), (3, 1, nil), (1, 72, nil), (nil, 72, "backup_old"), (nil, 3, nil), (3, nil, nil),
        ] as [(Int64?, Int64?, String?)])
    func looksAtBackupsOnlyIfTheAgentHadTime(_ daysOld: Int64?, _ hoursUp: Int64?, _ code: String?) {
        let reading = CopiesReading(
            now: Self.now, lastBackup: daysOld.map { Self.now - .days($0) }, uptime: hoursUp.map { .hours($0) },
            livePeers: 0, hasIdentityCopy: false, stateFolder: "/s")
        #expect(reading.findings.map(\.code) == [code].compactMap { $0 })
    }

    @Test(
        arguments: [
            (.arrived, nil), (.elsewhere(status: 200), "public_url_wrong"), (.refused(status: 421), "public_url_wrong"),
            (.noAnswer("none"), "public_url_wrong"), (.notTried("no curl"), "public_url_not_checked"),
        ] as [(PublicURLReading.Outcome, String?)])
    func followsThePublicURL(_ outcome: PublicURLReading.Outcome, _ code: String?) {
        let found = PublicURLReading(url: "https://kith.example", outcome: outcome).findings
        #expect(found.map(\.code) == [code].compactMap { $0 })
    }
}

@Suite struct FindingsTests {
    private func error(_ code: String) -> Finding { .error(code, what: "a", why: "b", remedy: "c") }
    private let notice = Finding.notice("x", what: "a", why: "b", remedy: "c")

    @Test func theCauseIsTheOnlyError() {
        #expect(
            Findings.settled([notice, error("service_failed"), error("disk_full")]).map(\.code) == ["disk_full", "x"])
        #expect(Findings.settled([error("service_failed")]).map(\.code) == ["service_failed"])
        #expect(Findings.settled([error("service_failed"), error("port_taken")]).map(\.code) == ["port_taken"])
        #expect(Findings.settled([notice, notice]).count == 1)
    }

    @Test func countsAtTheEnd() {
        #expect(Findings.summary([]) == "No problems found.")
        #expect(Findings.summary([notice]) == "No problems found. 1 notice.")
        #expect(Findings.summary([error("a"), error("b"), notice]) == "2 problems, 1 notice.")
        #expect(Findings.summary([error("a")]) == "1 problem.")
    }

    @Test func programsReadTheSame() {
        #expect(
            JSONValue.object([notice].report).text
                == #"{"ok":true,"findings":[{"code":"x","severity":"notice","what":"a","why":"b","remedy":"c"}]}"#)
        #expect([error("a")].report["ok"] == false)
    }

    @Test func readsTheKernelsSockets() throws {
        let line = "   0: 0100007F:1B39 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 4711 1 0"
        let entry = try #require(SocketTable.Entry(line[...]))
        #expect(entry.local == HostAddress("127.0.0.1") && entry.localPort == 6_969 && entry.user == 33)
        let table = SocketTable(tcp: [entry], udp: [])
        #expect(table.listener(on: 6_969) == entry && table.listener(on: 6_970) == nil && table.open.isEmpty)
        #expect(SocketTable.Entry("  sl  local_address rem_address   st") == nil)
    }
}
