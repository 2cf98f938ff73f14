import API
import AgentTestKit
import Core
import Credentials
import HTTPMessage
import Rehearsal
import Store
import Testing

@testable import Access

/// Who a request is from: which credentials are valid on which way, and what they carry there.
@Suite struct AuthenticatorTests {
    private let fixture: AccessFixture

    init() throws { fixture = try AccessFixture() }

    enum Shown: Sendable { case proof, bearer, cookie }

    struct Case: Sendable, CustomTestStringConvertible {
        let way: Way
        let shown: Shown
        let keyOrigin: KeyOrigin
        /// The scopes of a device that holds all of them; else the refusal.
        let expected: Result<Scopes, Problem>

        init(_ way: Way, _ shown: Shown, _ keyOrigin: KeyOrigin, _ scopes: Scopes) {
            (self.way, self.shown, self.keyOrigin, expected) = (way, shown, keyOrigin, .success(scopes))
        }

        init(_ way: Way, _ shown: Shown, _ keyOrigin: KeyOrigin, _ problem: Problem) {
            (self.way, self.shown, self.keyOrigin, expected) = (way, shown, keyOrigin, .failure(problem))
        }

        var testDescription: String { "\(shown) over \(way), key made on \(keyOrigin)" }
    }

    private static let few: Scopes = [.view, .use]
    private static let cases: [Case] = [
        Case(.controlSocket, .proof, .secure, .all), Case(.controlSocket, .proof, .plainHTTP, few),
        Case(.loopback, .proof, .secure, .all), Case(.loopback, .proof, .plainHTTP, few),
        Case(.plainHTTP, .proof, .secure, few), Case(.plainHTTP, .proof, .plainHTTP, few),
        Case(.tls, .proof, .secure, .all), Case(.tls, .proof, .plainHTTP, few),
        Case(.controlSocket, .bearer, .secure, .all), Case(.loopback, .bearer, .secure, .all),
        Case(.plainHTTP, .bearer, .secure, .bearerNeedsTLS), Case(.tls, .bearer, .secure, .all),
        // A bearer token has nothing to do with the key.
        Case(.tls, .bearer, .plainHTTP, .all),
        Case(.controlSocket, .cookie, .secure, few), Case(.loopback, .cookie, .secure, .cookieNeedsTLS),
        Case(.plainHTTP, .cookie, .secure, .cookieNeedsTLS), Case(.tls, .cookie, .secure, few),
        Case(.tls, .cookie, .plainHTTP, few),
    ]

    private func request(_ shown: Shown, of member: Member, by way: Way) throws -> Request {
        switch shown {
        case .proof: try fixture.signed(by: member, over: way)
        case .bearer: try fixture.request(by: way, fields: [member.bearerField])
        case .cookie: try fixture.request(by: way, fields: [member.sessionField])
        }
    }

    @Test(arguments: cases) func whatACredentialCarries(_ wanted: Case) throws {
        let member = try fixture.admit(keyMadeOn: wanted.keyOrigin)
        let request = try request(wanted.shown, of: member, by: wanted.way)
        switch wanted.expected {
        case .failure(let problem):
            #expect(throws: problem) { try fixture.peer(request, by: wanted.way) }
        case .success(let scopes):
            let peer = try fixture.peer(request, by: wanted.way)
            #expect(peer.id == member.id)
            #expect(peer.scopes == scopes)
            switch wanted.shown {
            case .proof:
                #expect(peer.key == member.signer.publicKey && peer.token == member.token.hash)
                #expect(peer.credential == .key(member.signer.publicKey))
            case .bearer:
                #expect(peer.key == nil && peer.session == nil)
                #expect(peer.credential == .token(member.bearer.hash))
            case .cookie:
                #expect(peer.key == member.signer.publicKey && peer.token == nil)
                #expect(peer.credential == .session(member.session.hash))
                #expect(peer.session?.until == fixture.clock.now + Limits().sessionLife)
            }
        }
    }

    @Test func noMoreThanThePeerHolds() throws {
        let member = try fixture.admit(scopes: [.view, .invite])
        for shown in [Shown.proof, .bearer] {
            #expect(
                try fixture.peer(request(shown, of: member, by: .tls), by: .tls).scopes == [.view, .invite], "\(shown)")
        }
        #expect(try fixture.peer(request(.cookie, of: member, by: .tls), by: .tls).scopes == .view)
        let id = member.id
        _ = try fixture.write { store, now throws(StorageFailure) in
            try store.denyScope(.view, of: id, by: .nodeOperator, now: now)
        }
        #expect(try fixture.peer(request(.bearer, of: member, by: .tls), by: .tls).scopes == .invite)
    }

    /// A permission ends by the clock, also if nothing is written between two requests.
    @Test func aPermissionEndsOnTimeWithoutACommit() throws {
        let member = try fixture.admit(scopes: .view)
        let (id, end) = (member.id, fixture.clock.now + .hours(1))
        _ = try fixture.write { store, now throws(StorageFailure) in
            try store.grantScope(Permission(.use, until: end), to: id, by: .nodeOperator, now: now)
        }
        fixture.clock.set(end - .milliseconds(1))
        #expect(try fixture.peer(request(.bearer, of: member, by: .tls), by: .tls).scopes == [.view, .use])
        fixture.clock.set(end)
        #expect(try fixture.peer(request(.bearer, of: member, by: .tls), by: .tls).scopes == .view)
    }

    /// What is no credential, or not in this form.
    @Test func whatIsNoCredential() throws {
        let member = try fixture.admit()
        var random = SecureRandom()
        let unknown = PeerToken(using: &random).text
        let proof = try fixture.proof(by: member.signer, over: .tls, token: member.token)
        let (good, second) = (
            "\(Member.cookie)=\(member.session.text)", "\(Member.cookie)=\(SessionSecret(using: &random).text)"
        )
        let samples: [([(String, String)], Problem)] = [
            ([], .noCredential),
            ([("DPoP", proof)], .noCredential),
            ([("Authorization", "Bearer \(unknown)")], .invalidToken),
            ([("Authorization", "Bearer kith")], .invalidToken),
            ([("Authorization", "Basic YTpi")], .invalidToken),
            // A token of a key is worth nothing without its proof, and a bearer token nothing with one.
            ([("Authorization", "Bearer \(member.token.text)")], .invalidToken),
            ([("Authorization", "DPoP \(member.token.text)")], .proofMissing),
            ([("Authorization", "DPoP \(member.bearer.text)"), ("DPoP", proof)], .invalidToken),
            ([("Authorization", "DPoP \(unknown)"), ("DPoP", proof)], .invalidToken),
            ([("Authorization", "DPoP kith"), ("DPoP", proof)], .invalidToken),
            ([("Authorization", "DPoP \(member.token.text)"), ("DPoP", proof), ("DPoP", proof)], .invalidProof),
            // The cookie that proxies ask about opens nothing here.
            ([("Cookie", "\(Member.cookie)=\(member.forward.text)")], .invalidSession),
            ([("Cookie", "kith_forward=\(member.forward.text)")], .noCredential),
            ([("Cookie", "\(Member.cookie)=\(member.session.text.dropLast())")], .invalidSession),
            ([("Cookie", second)], .invalidSession),
            ([("Cookie", good), ("Cookie", second)], .invalidSession),
            ([("Cookie", good), ("Authorization", "Bearer \(unknown)")], .invalidToken),
        ]
        for (fields, problem) in samples {
            let request = try fixture.request(by: .tls, fields: fields)
            #expect(throws: problem, "\(fields.map(\.0))") { try fixture.peer(request, by: .tls) }
        }
        #expect(fixture.refusals.isEmpty, "none of these proofs was looked at")
    }

    enum End: CaseIterable, Sendable { case revoked, passOver, expired }

    /// Each credential, once it has ended in each of the ways.
    @Test(arguments: End.allCases) func whatHasEndedIsRefused(_ end: End) throws {
        let member = try fixture.admit(passLength: end == .passOver ? .hours(1) : nil)
        for shown in [Shown.proof, .bearer, .cookie] {
            #expect(try fixture.peer(request(shown, of: member, by: .tls), by: .tls).id == member.id, "\(shown)")
        }
        switch end {
        case .revoked: try fixture.revoke(member.id)
        case .passOver: fixture.clock.advance(by: .hours(1))
        case .expired: fixture.clock.advance(by: .days(365))
        }
        for (shown, problem) in [
            (Shown.proof, Problem.invalidToken), (.bearer, .invalidToken), (.cookie, .invalidSession),
        ] {
            let request = try request(shown, of: member, by: .tls)
            #expect(throws: problem, "\(shown)") { try fixture.peer(request, by: .tls) }
        }
        let proved = try fixture.proved(by: member.signer, over: .tls)
        if end == .expired {
            #expect(try fixture.keyHolder(proved, by: .tls).id == member.id, "a key lasts as long as its peer")
        } else {
            #expect(throws: Problem.unknownKey) { try fixture.keyHolder(proved, by: .tls) }
        }
    }

    /// To the millisecond.
    @Test func credentialsEndOnTime() throws {
        let member = try fixture.admit()
        let limits = Limits()
        for (shown, life, problem) in [
            (Shown.cookie, limits.sessionLife, Problem.invalidSession), (.proof, limits.peerTokenLife, .invalidToken),
            (.bearer, limits.bearerTokenLife, .invalidToken),
        ] {
            fixture.clock.set(.start + life - .milliseconds(1))
            #expect(try fixture.peer(request(shown, of: member, by: .tls), by: .tls).id == member.id, "\(shown)")
            fixture.clock.set(.start + life)
            let late = try request(shown, of: member, by: .tls)
            #expect(throws: problem, "\(shown)") { try fixture.peer(late, by: .tls) }
        }
    }

    @Test func aSessionIsWrittenOnceAnHour() {
        let now = Moment.start
        var random = SecureRandom()
        let use = SessionUse(hash: SecretHash(Octets32(using: &random)), until: now + Limits().sessionLife)
        #expect(!use.isDue(at: now, Limits()))
        #expect(!use.isDue(at: now + Limits().sessionWritten - .milliseconds(1), Limits()))
        #expect(use.isDue(at: now + Limits().sessionWritten, Limits()))
    }
}
