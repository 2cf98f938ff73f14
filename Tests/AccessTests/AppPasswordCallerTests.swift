import API
import AgentTestKit
import Core
import Credentials
import HTTPMessage
import Rehearsal
import Store
import Testing
import WebAPI

@testable import Access

/// App passwords of requests to services, and how many wrong ones an address may send.
@Suite struct AppPasswordCallerTests {
    private let fixture: AccessFixture
    private let member: Member
    private let password: AppPassword

    init() throws {
        fixture = try AccessFixture()
        let member = try fixture.admit()
        var random = SecureRandom()
        let password = AppPassword(using: &random)
        let name = try Name("Films")
        let rejection = try fixture.write { store, now throws(StorageFailure) in
            try store.addAppPassword(password.hash, named: name, of: member.id, now: now, limits: Limits())
        }
        #expect(rejection == nil)
        (self.member, self.password) = (member, password)
    }

    private func basic(_ text: String) -> (String, String) {
        // These have no character in which the alphabets of base 64 differ.
        ("Authorization", "Basic \(Base64URL.encode(Array("a:\(text)".utf8)))")
    }

    private func caller(
        _ fields: [(String, String)], by way: Way = .tls, beforeSearching: () throws -> Void = {}
    ) throws -> ForwardCaller? {
        let request = try fixture.request(.get, "/v1/forward-auth", by: way, fields: fields)
        return try fixture.authenticator.caller(
            of: request, at: "films.home", from: try fixture.origin(of: request, by: way),
            in: fixture.play.repository, now: fixture.clock.now, beforeSearching: beforeSearching,
            takesPlainCookies: true)
    }

    @Test func actsAsItsPeerWithOneScope() throws {
        let shown = [
            basic(password.text), ("Authorization", "Bearer \(password.text)"),
            ("authorization", "bearer \(password.text)"), ("X-Kith-Token", password.text),
        ]
        for field in shown {
            let caller = try #require(try caller([field]))
            #expect(caller.peer.id == member.id && caller.peer.scopes == .use)
            #expect(caller.appPassword?.hash == password.hash && caller.appPassword?.lastUsed == nil)
            for way in Way.allCases where way != .tls {
                #expect(throws: Problem.appPasswordNeedsTLS) { try self.caller([field], by: way) }
            }
        }
    }

    /// Kith's own routes do not know app passwords.
    @Test(arguments: Way.allCases) func opensNothingOfKith(_ way: Way) throws {
        for field in [basic(password.text), ("Authorization", "Bearer \(password.text)")] {
            #expect(throws: Problem.self) { try fixture.peer(try fixture.request(by: way, fields: [field]), by: way) }
        }
        let field = ("X-Kith-Token", password.text)
        #expect(throws: Problem.noCredential) {
            try fixture.peer(try fixture.request(by: way, fields: [field]), by: way)
        }
    }

    @Test func theStoreIsAskedOnlyAfterTheRate() throws {
        struct Refused: Error {}
        let field = ("X-Kith-Token", password.text)
        #expect(throws: Refused.self) { try caller([field]) { throw Refused() } }
        #expect(try caller([field]) != nil)
        #expect(try caller([field]) { throw Refused() } != nil, "it is known")
        var searches = 0
        for text in [
            "kith_app_", password.text + "0", password.text.uppercased().replacing("KITH_APP_", with: "kith_app_"),
        ] {
            #expect(throws: Problem.invalidAppPassword) { try caller([("X-Kith-Token", text)]) { searches += 1 } }
        }
        #expect(searches == 0, "none of these can be one")
        let unknown = "kith_app_" + String(repeating: "0", count: 26)
        #expect(throws: Problem.invalidAppPassword) { try caller([("X-Kith-Token", unknown)]) { searches += 1 } }
        #expect(searches == 1)
        // Any commit makes what is known outdated.
        try fixture.revoke(member.id)
        #expect(throws: Refused.self) { try caller([field]) { throw Refused() } }
        #expect(throws: Problem.invalidAppPassword) { try caller([field]) }
    }

    @Test func twentyFailuresASecondOfAnAddress() throws {
        func origin(_ client: String) throws -> RequestSource {
            let request = try fixture.request(by: .tls, fields: [("X-Forwarded-For", client)])
            return try fixture.origin(of: request, by: .tls)
        }
        let (one, other) = (try origin("192.0.2.7"), try origin("192.0.2.8"))
        for _ in 0..<20 {
            try fixture.control.checkRate(ofSearchesFrom: one)
            try fixture.control.checkRate(ofFailedSessionsFrom: one)
        }
        #expect(throws: Problem.self) { try fixture.control.checkRate(ofSearchesFrom: one) }
        #expect(throws: Problem.self) { try fixture.control.checkRate(ofFailedSessionsFrom: one) }
        try fixture.control.checkRate(ofSearchesFrom: other)
        fixture.clock.advance(by: .milliseconds(50))
        try fixture.control.checkRate(ofSearchesFrom: one)
    }

    @Test func aUseIsWrittenOnceAnHour() {
        let usage = CredentialUse()
        func note(_ minutes: Int64, last: Moment? = nil) -> Bool {
            usage.note(AppPasswordUse(hash: password.hash, lastUsed: last), at: .start + .minutes(minutes))
        }
        #expect(note(0))
        #expect(!note(0) && !note(59))
        #expect(note(60) && !note(61))
        #expect(note(-1), "a clock that was set back does not silence it")
        // Another process has written it, before a restart.
        let fresh = CredentialUse()
        let use = AppPasswordUse(hash: password.hash, lastUsed: .start)
        #expect(!fresh.note(use, at: .start + .minutes(59)) && fresh.note(use, at: .start + .minutes(60)))
    }
}
