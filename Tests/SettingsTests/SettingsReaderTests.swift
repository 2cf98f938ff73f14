import Core
import Glibc
import LocalNetwork
import Testing

@testable import Settings

@Suite struct SettingsReaderTests {
    /// What comes of a file with this text.
    private func read(
        _ text: String?, environment: [String: String] = [:], options: [String: String] = [:]
    ) throws -> AgentSettings {
        let path = "/tmp/kith-settings-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        if let text {
            let file = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
            let bytes = Array(text.utf8)
            try #require(unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) } == bytes.count)
            close(file)
        }
        defer { _ = unsafe unlink(path) }
        return try SettingsReader(
            usual: AgentSettings(stateFolder: "/var/lib/kith", controlSocket: "/run/kith/control.sock"),
            file: SettingsFile(usual: path), environment: environment, options: options
        ).read()
    }

    private func expectFailure(
        _ texts: [String], _ file: String?, environment: [String: String] = [:], options: [String: String] = [:],
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: place) {
            try read(file, environment: environment, options: options)
        } throws: { error in
            guard let failure = error as? SettingsFailure else { return false }
            return texts.allSatisfy { failure.text.contains($0) }
        }
    }

    @Test func aCertificateNeedsItsKey() throws {
        expectFailure(["line 1: tls_certificate is set without tls_key"], "tls_certificate = /a")
        expectFailure(["--tls-key is set without tls_certificate"], nil, options: ["tls_key": "/b"])
        let settings = try read("tls_certificate = /a", options: ["tls_key": "/b", "tls_trusted": "yes"])
        #expect(settings.tlsCertificate == "/a")
        #expect(settings.tlsKey == "/b")
        #expect(settings.tlsTrusted)
    }

    @Test func aLaterWordCountsMore() throws {
        let file = "port = 1\nopen_pairings = 1\npin_attempts = 1"
        let settings = try read(
            file, environment: ["port": "2", "open_pairings": "2"], options: ["port": "3", "backups_kept": "3"])
        #expect(settings.port == 3)
        #expect(settings.limits.openPairings == 2)
        #expect(settings.limits.pinAttempts == 1)
        #expect(settings.limits.backupsKept == 3)
        #expect(settings.limits.connections == Limits().connections)
        #expect(try read(nil).port == AgentSettings.defaultPort)
        #expect(try read("").stateFolder == "/var/lib/kith")
    }

    @Test(.enabled(if: getuid() == 0, "changing the owner needs root"))
    func aFileOfSomebodyElse() throws {
        let path = "/tmp/kith-settings-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let file = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY, 0o644)
        defer { _ = unsafe unlink(path) }
        try #require(file >= 0 && fchown(file, 61_003, 61_003) == 0)
        close(file)
        for file in [SettingsFile(usual: path), SettingsFile(named: path)] {
            #expect {
                try SettingsReader(
                    usual: AgentSettings(stateFolder: "/a", controlSocket: "/b"), file: file, environment: [:],
                    options: [:]
                ).read()
            } throws: { error in
                (error as? SettingsFailure)?.text.contains("\(path) belongs to uid 61003") == true
            }
        }
    }

    @Test func addressAndInterfaceAreOneThing() throws {
        #expect(try read("address = 192.0.2.1", options: ["interface": "eth0"]).address == .interface("eth0"))
        #expect(
            try read("interface = eth0", environment: ["address": "192.0.2.1"]).address == .address([192, 0, 2, 1]))
        expectFailure(
            ["line 3: 'interface' and 'address' exclude each other; see line 1"], "address = ::1\n\ninterface = a")
        expectFailure(["--address and --interface exclude"], nil, options: ["interface": "a", "address": "::1"])
        expectFailure(["KITH_ADDRESS and KITH_INTERFACE"], nil, environment: ["interface": "a", "address": "::1"])
    }

    @Test func aNodeThatIsPutSomewhereElseTakesItsSocketAlong() throws {
        #expect(try read(nil, options: ["state": "/a"]).controlSocket == "/a/control.sock")
        #expect(try read("socket = /b.sock", environment: ["state": "/a"]).controlSocket == "/a/control.sock")
        #expect(try read(nil, environment: ["socket": "/c"], options: ["state": "/a"]).controlSocket == "/c")
        #expect(try read("state = /a").controlSocket == "/run/kith/control.sock")
    }

    @Test func sayWhatIsWrongAndWhere() {
        expectFailure(["kith-settings-", ", line 2: unknown setting 'prot'. Did you mean 'port'?"], "\nprot = 1")
        expectFailure(["unknown setting 'colour'. See 'kith help settings'."], "colour = red")
        expectFailure(["unknown setting 'Port'"], "Port = 1")
        expectFailure([", line 1: port must be a number from 0 to 65535, not 'http'."], "port = http")
        expectFailure([", line 3: 'port' is already set on line 1."], "port = 1\n\nport = 1")
        expectFailure(["line 1: expected 'key = value'"], "port")
        expectFailure(["KITH_PORT must be a number", "not '70000'"], "port = 1", environment: ["port": "70000"])
        expectFailure(["--pairing-ttl must be a duration from 10s to 1h", "'2h'"], nil, options: ["pairing_ttl": "2h"])
    }

    @Test func theDomainOfCookiesCoversThePublicURL() throws {
        let url = "public_url = https://Kith.home.example\n"
        for domain in ["home.example", "kith.home.example", "HOME.EXAMPLE"] {
            #expect(try read(url + "cookie_domain = \(domain)").cookieDomain?.text == domain.lowercased())
        }
        for domain in ["ith.home.example", "x.kith.home.example", "other.example"] {
            expectFailure(["cookie_domain is \(domain), and kith.home.example"], url + "cookie_domain = \(domain)")
        }
        #expect(try read("cookie_domain = home.example").cookieDomain != nil)
        expectFailure(
            ["no browser would accept"], "public_url = https://192.168.1.20\ncookie_domain = home.example")
    }

    @Test func aBadWordIsAnErrorWhereAnotherCountsMore() {
        expectFailure(["line 1: port must be"], "port = x", options: ["port": "1"])
    }

    @Test func aFileThatWasNamedIsToBeThere() throws {
        let usual = AgentSettings(stateFolder: "/a", controlSocket: "/b")
        for (file, text) in [
            (SettingsFile(named: "/no/such/file"), "/no/such/file cannot be read: No such file"),
            (SettingsFile(named: "/tmp"), "/tmp cannot be read: Is a directory"),
            (SettingsFile(usual: "/dev/null/x"), "/dev/null/x cannot be read: Not a directory"),
        ] {
            #expect {
                try SettingsReader(usual: usual, file: file, environment: [:], options: [:]).read()
            } throws: { ($0 as? SettingsFailure)?.text.contains(text) ?? false }
        }
    }

    @Test func aFileIsReadUpToItsLimit() {
        expectFailure(["line 1: the file is larger than 64 KiB"], String(repeating: "# a\n", count: 17_000))
    }
}

@Suite struct LiveSettingsTests {
    @Test func takesWhatCanChange() {
        var settings = AgentSettings(stateFolder: "/a", controlSocket: "/b")
        let live = LiveSettings(settings)
        settings.port = 1
        settings.limits.openPairings = 3
        settings.name = Name(trusted: "Kitchen")
        #expect(live.change(to: settings) == SettingsChange(applied: ["name", "open_pairings"], waiting: ["port"]))
        #expect(live.limits.openPairings == 3)
        #expect(live.value.name?.text == "Kitchen")
        #expect(live.value.port == AgentSettings.defaultPort)
        #expect(live.change(to: settings) == SettingsChange(applied: [], waiting: ["port"]))
        settings.name = nil
        #expect(live.change(to: settings).applied == ["name"])
        #expect(live.value.name == nil)
    }
}
