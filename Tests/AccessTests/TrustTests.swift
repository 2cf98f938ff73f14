import AgentTestKit
import Core
import Credentials
import Glibc
import HTTPMessage
import Rehearsal
import Settings
import Testing

@testable import Access
@testable import HTTPServer

/// What the settings and the machine say of who is trusted.
@Suite struct TrustTests {
    @Test(arguments: [
        ("https://kith.example", "kith.example", true), ("https://kith.example", "kith.example:443", true),
        ("https://kith.example", "kith.example:80", false), ("https://kith.example", "evil.example", false),
        ("https://kith.example:8443", "kith.example:8443", true), ("https://kith.example:8443", "kith.example", false),
        ("http://kith.example", "kith.example", true), ("http://kith.example", "kith.example:80", true),
        ("http://kith.example", "kith.example:443", false), ("https://[fd00::20]", "[fd00::20]", true),
    ])
    func thePublicURLNamesTheNode(_ url: String, _ host: String, _ isNamed: Bool) throws {
        var rules = TrustRules()
        let authority = try #require(Authority(host))
        #expect(!rules.includes(authority))
        rules.publicURL = PublicURL(url)
        #expect(rules.includes(authority) == isNamed)
        #expect(authority.text == host)
    }

    @Test func localUsersAreLookedUp() throws {
        var settings = AgentSettings(stateFolder: "/nonexistent", controlSocket: "/nonexistent")
        settings.localUsers = [.number(113), .name("root"), .name("no-such-user-here")]
        let users = LocalUsers(settings)
        #expect(users.agent == geteuid())
        #expect(users.others == [113, 0])
    }

    /// The settings change while the agent runs.
    @Test func aLocalUserIsAddedWhileRunning() throws {
        let fixture = try AccessFixture()
        let request = try fixture.request(by: .loopback)
        let service = ConnectionInfo.tcp(
            peer: fixture.place("127.0.0.1"), local: fixture.place("127.0.0.1"), owner: SocketOwner(user: 113))
        func transport() throws -> Transport {
            try fixture.control.origin(of: request, isHTTP10: false, service).transport
        }
        #expect(try transport() == .plainHTTP)
        var settings = fixture.live.value
        settings.localUsers = [.number(113)]
        fixture.control.update(settings)
        #expect(try transport() == .loopback)
    }

    @Test func theTrustedProxySaysWhoAsks() throws {
        let fixture = try AccessFixture()
        let request = try fixture.request(by: .tls)
        let origin = try fixture.origin(of: request, by: .tls)
        #expect(origin.transport == .tls && origin.client == HostAddress("203.0.113.9") && !origin.isShared)
        #expect(origin.keyOrigin == .secure)
        let plain = try fixture.origin(of: try fixture.request(by: .plainHTTP), by: .plainHTTP)
        #expect(plain.keyOrigin == .plainHTTP)
    }

    @Test func thisMachineKnowsItself() throws {
        let own = OwnNames.ofThisMachine(alsoCalled: ["attic.local"])
        #expect(own.names.contains("attic.local"))
        let host = OwnNames.hostName()
        #expect(!host.isEmpty && own.names.contains(host))
        #expect(own.names.contains("\(host.split(separator: ".")[0]).local"))
    }

    /// A socket file that the agent's own user made says nothing of a group.
    @Test func aSocketOfItsOwnAddsNoOperator() throws {
        let path = "/tmp/kith-operators-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let isMade = unsafe mknod(path, S_IFSOCK | 0o600, 0) == 0
        try #require(isMade)
        defer { _ = unsafe unlink(path) }
        #expect(FileOwner(ofSocket: path) == .ofThisProcess)
        let operators = Operators()
        for socket in ["/no/such/socket", path] {
            operators.admitGroup(ofSocket: socket)
            let stranger = UnixPeer(uid: geteuid() + 1, gid: getegid(), pid: 1, groups: [getegid()])
            #expect(!operators.include(.unix(stranger)))
            #expect(operators.include(.unix(UnixPeer(uid: geteuid(), gid: getegid() + 1, pid: 1, groups: []))))
            #expect(operators.include(.unix(UnixPeer(uid: 0, gid: 1, pid: 1, groups: []))))
        }
    }

    @Test func everyRefusalHasAName() {
        #expect(Set(ProofRefusal.all).count == ProofRefusal.all.count)
        #expect(Set(ProofRefusal.all).isSuperset(of: [.replayed, .tooMany, .bad(.staleNonce), .bad(.badSignature)]))
    }
}
