import Core
import JSON
import Logging
import Testing

@testable import Agent

@Suite struct EventLogLineTests {
    private static let pairing = PairingID(number: 1)
    private static let anna = NamedPeer(PeerID(number: 12), Name(trusted: "Anna's phone"))
    private static let at = Moment(milliseconds: 1_795_170_600_000)
    private static let claimant = Claimant(
        key: PublicKey(Octets32(Array(repeating: 1, count: 32))!), keyIsProved: false, keyOrigin: .plainHTTP,
        address: HostAddress("192.168.1.77")!, userAgent: UserAgent(cleaning: "Evil \"name\" (iPhone) Safari/604"))

    private static let lines: [(Fact, String)] = [
        (
            .deviceConnected(pairing, claimant, at: at),
            "device arrived pairing=pr_0000000000001 device=iPhone, Safari address=192.168.1.77"
        ),
        (
            .secondClaim(pairing, claimant, at: at),
            "alarm: a second device used a code pairing=pr_0000000000001 device=iPhone, Safari address=192.168.1.77"
        ),
        (
            .badProof(pairing, HostAddress("10.0.0.9")!, at: at),
            "alarm: a claim without having seen the code pairing=pr_0000000000001 address=10.0.0.9"
        ),
        (
            .wrongPin(pairing, attemptsLeft: 4, at: at), "wrong PIN pairing=pr_0000000000001 attempts_left=4"
        ),
        (.pairingFailed(pairing, .expired, at: at), "pairing failed pairing=pr_0000000000001 reason=expired"),
        (
            .peerUpdated(anna.id, from: Name(trusted: "iPhone"), to: anna.name, by: .peer(anna.id), at: at),
            "device renamed name=Anna's phone peer=pe_000000000000c old_name=iPhone by=pe_000000000000c"
        ),
        (.peerLeft(anna.id, anna.name, at: at), "device left name=Anna's phone peer=pe_000000000000c"),
        (
            .tokenRevoked(anna, .revoked, by: .user(0), at: at),
            "device revoked name=Anna's phone peer=pe_000000000000c by=operator uid=0"
        ),
        (
            .tokenRevoked(anna, .expired, by: .agent, at: at),
            "guest pass expired name=Anna's phone peer=pe_000000000000c"
        ),
        (
            .permissionGranted(anna, Permission(.use), by: .nodeOperator, at: at),
            "permission granted name=Anna's phone peer=pe_000000000000c scope=use by=operator"
        ),
    ]

    @Test(arguments: lines) func aLine(_ fact: Fact, _ expected: String) throws {
        let line = try #require(EventLogLine.line(for: fact))
        let fields = line.fields.map { "\($0.name)=\($0.value.logged.string ?? $0.value.logged.text)" }
        #expect((["\(line.message)"] + fields).joined(separator: " ") == expected)
    }

    /// What happens all the time, and what another line tells.
    @Test func noLine() {
        let untold: [Fact] = [
            .presenceChanged(Self.anna, .online, at: Self.at), .tokenRenewed(Self.anna, at: Self.at),
            .pinVerified(Self.pairing, at: Self.at),
            .tokenRevoked(Self.anna, .left, by: .peer(Self.anna.id), at: Self.at),
        ]
        for fact in untold { #expect(EventLogLine.line(for: fact)?.message == nil, "\(fact.type)") }
    }
}
