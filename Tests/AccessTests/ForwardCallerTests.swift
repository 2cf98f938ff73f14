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

/// Who sends a request to a service: what is a credential there, and what it carries.
@Suite struct ForwardCallerTests {
    private let fixture: AccessFixture
    private let member: Member
    private let here: SessionSecret

    init() throws {
        fixture = try AccessFixture()
        member = try fixture.admit()
        var random = SecureRandom()
        let secret = SessionSecret(using: &random)
        let key = member.signer.publicKey
        here = secret
        _ = try fixture.write { store, now throws(StorageFailure) in
            try store.openSession(secret.hash, atHost: "films.home", by: key, now: now, limits: Limits())
        }
    }

    private func caller(
        _ fields: [(String, String)], at host: String = "films.home", by way: Way = .tls, plainly: Bool = false
    ) throws -> ForwardCaller? {
        let request = try fixture.request(.get, "/v1/forward-auth", by: way, fields: fields)
        return try fixture.authenticator.caller(
            of: request, at: host, from: try fixture.origin(of: request, by: way), in: fixture.play.repository,
            now: fixture.clock.now, takesPlainCookies: plainly)
    }

    private func cookie(_ name: String, _ secret: SessionSecret) -> [(String, String)] {
        [("Cookie", "\(name)=\(secret.text)")]
    }

    @Test func aSessionIsValidAtItsHost() throws {
        let fields = cookie("__Host-kith-forward", here)
        let caller = try #require(try caller(fields))
        #expect(caller.peer.id == member.id && caller.peer.scopes == .use)
        #expect(throws: Problem.invalidSession) { try self.caller(fields, at: "papers.home") }
        #expect(throws: Problem.cookieNeedsTLS) { try self.caller(fields, by: .plainHTTP, plainly: true) }
        #expect(throws: Problem.cookieNeedsTLS) { try self.caller(fields, by: .loopback) }
        // The same secret under the other name would be valid everywhere.
        #expect(throws: Problem.invalidSession) { try self.caller(cookie("kith_forward", here)) }
    }

    @Test func aSessionOfADomainIsValidAtEachHost() throws {
        let fields = cookie("kith_forward", member.forward)
        for host in ["films.home", "papers.home"] { #expect(try caller(fields, at: host)?.peer.id == member.id) }
        #expect(try caller(fields)?.peer.scopes == .use)
        #expect(throws: Problem.cookieNeedsTLS) { try caller(fields, by: .plainHTTP) }
        #expect(try caller(fields, by: .plainHTTP, plainly: true)?.peer.id == member.id)
        #expect(throws: Problem.invalidSession) { try caller(cookie("__Host-kith-forward", member.forward)) }
    }

    @Test func aSessionOfKithOpensNoService() throws {
        #expect(try caller([member.sessionField]) == nil)
        for name in ["__Host-kith-forward", "kith_forward"] {
            #expect(throws: Problem.invalidSession) { try caller(cookie(name, member.session)) }
        }
    }

    @Test func aTokenNeedsTLSOrThisMachine() throws {
        let caller = try #require(try caller([member.bearerField]))
        #expect(caller.peer.scopes == .all)
        #expect(try self.caller([("X-Kith-Token", member.bearer.text)], by: .loopback)?.peer.id == member.id)
        #expect(throws: Problem.bearerNeedsTLS) { try self.caller([member.bearerField], by: .plainHTTP) }
        #expect(throws: Problem.invalidToken) { try self.caller([("X-Kith-Token", member.token.text)]) }
        #expect(throws: Problem.invalidToken) { try self.caller([("X-Kith-Token", "kith")]) }
    }

    @Test func whatHasEndedOpensNothing() throws {
        let fields = cookie("__Host-kith-forward", here)
        fixture.clock.set(.start + Limits().sessionLife - .milliseconds(1))
        #expect(try caller(fields) != nil)
        fixture.clock.set(.start + Limits().sessionLife)
        #expect(throws: Problem.invalidSession) { try caller(fields) }
        fixture.clock.set(.start)
        try fixture.revoke(member.id)
        #expect(throws: Problem.invalidSession) { try caller(fields) }
        #expect(throws: Problem.invalidSession) { try caller(cookie("kith_forward", member.forward)) }
        #expect(throws: Problem.invalidToken) { try caller([member.bearerField]) }
    }

    @Test func theScopeEndsOnTime() throws {
        let (id, end) = (member.id, fixture.clock.now + .hours(1))
        _ = try fixture.write { store, now throws(StorageFailure) in
            try store.grantScope(Permission(.use, until: end), to: id, by: .nodeOperator, now: now)
        }
        fixture.clock.set(end - .milliseconds(1))
        #expect(try caller(cookie("__Host-kith-forward", here))?.peer.scopes == .use)
        fixture.clock.set(end)
        #expect(try caller(cookie("__Host-kith-forward", here))?.peer.scopes == Scopes.none)
    }
}
