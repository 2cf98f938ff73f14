import API
import AgentTestKit
import Core
import Credentials
import HTTPMessage
import Store
import Testing

@testable import Access

/// Tickets: each opens one stream, from where it was asked for, while the credential behind it is valid.
@Suite struct TicketTests {
    private let fixture: AccessFixture
    private let member: Member

    init() throws {
        fixture = try AccessFixture()
        member = try fixture.admit()
    }

    private func issue(to fields: [(String, String)], by way: Way) throws -> String {
        let request = try fixture.request(by: way, fields: fields)
        let peer = try fixture.peer(request, by: way)
        var random = SecureRandom()
        return try fixture.control.tickets.issue(
            for: peer, at: try fixture.origin(of: request, by: way), using: &random
        ).text
    }

    private func issueSigned(by way: Way) throws -> String {
        let proof = try fixture.proof(by: member.signer, over: way, token: member.token)
        return try issue(to: member.signedFields(proof), by: way)
    }

    private func redeem(_ ticket: String, by way: Way, at address: String = "192.168.1.77") throws -> AuthenticatedPeer
    {
        let fields = way == .tls ? [("X-Forwarded-For", address == "192.168.1.77" ? "203.0.113.9" : address)] : []
        let origin = try fixture.origin(of: try fixture.request(by: way, fields: fields), by: way, at: address)
        return try fixture.read { [fixture] in
            try fixture.control.tickets.redeem(ticket, at: origin, in: $0, now: fixture.clock.now)
        }
    }

    @Test func aTicketIsValidOnce() throws {
        let ticket = try issueSigned(by: .tls)
        let peer = try redeem(ticket, by: .tls)
        #expect(peer.id == member.id && peer.credential == .key(member.signer.publicKey) && peer.token == nil)
        #expect(peer.scopes == .admin)
        #expect(throws: Problem.badTicket) { try redeem(ticket, by: .tls) }
        #expect(throws: Problem.badTicket) { try redeem("invented", by: .tls) }
    }

    @Test func aTicketIsValidFromItsPlaceOnly() throws {
        for way in [Way.plainHTTP, .tls] {
            let ticket = try issueSigned(by: way)
            #expect(throws: Problem.badTicket) { try redeem(ticket, by: way, at: "192.168.1.78") }
            #expect(try redeem(ticket, by: way).id == member.id, "it is not used up")
        }
    }

    @Test func aTicketLivesForHalfAMinute() throws {
        let (ticket, late) = (try issueSigned(by: .tls), try issueSigned(by: .tls))
        fixture.clock.advance(by: TicketLimits.lifetime - .milliseconds(1))
        #expect(try redeem(ticket, by: .tls).id == member.id)
        fixture.clock.advance(by: .milliseconds(1))
        #expect(throws: Problem.badTicket) { try redeem(late, by: .tls) }
    }

    @Test func aPeerHasAQuotaOfTickets() throws {
        for _ in 0..<TicketLimits.quota { _ = try issueSigned(by: .tls) }
        #expect(throws: Problem.tooManyTickets) { try issueSigned(by: .tls) }
        fixture.clock.advance(by: TicketLimits.lifetime)
        #expect(throws: Never.self) { try issueSigned(by: .tls) }
    }

    /// No ticket carries more than its credential would carry on the way on which the stream comes.
    @Test func aTicketIsCappedByTheWay() throws {
        let scopes: [(Way, Scopes)] = [(.controlSocket, .admin), (.loopback, .admin), (.plainHTTP, .none)]
        for (way, expected) in scopes {
            let holder = AuthenticatedPeer(
                id: member.id, key: member.signer.publicKey, scopes: .all, token: member.token.hash)
            let origin = try fixture.origin(of: try fixture.request(by: way), by: way)
            var random = SecureRandom()
            let ticket = try fixture.control.tickets.issue(for: holder, at: origin, using: &random).text
            #expect(try redeem(ticket, by: way).scopes == expected, "over \(way)")
        }
        let weak = try issue(to: [member.sessionField], by: .tls)
        #expect(try redeem(weak, by: .tls).scopes == .none, "a cookie never carries admin")
    }

    /// What may not cross plain HTTP opens no stream there, and the ticket is then used up.
    @Test func cookiesAndBearersNeedTLS() throws {
        // The proxy and its client are one machine: the place is the same on both ways.
        let forwarded = [("X-Forwarded-For", "192.168.1.77")]
        for (field, problem) in [
            (member.sessionField, Problem.cookieNeedsTLS), (member.bearerField, .bearerNeedsTLS),
        ] {
            let ticket = try issue(to: [field] + forwarded, by: .tls)
            #expect(throws: problem) { try redeem(ticket, by: .plainHTTP) }
            #expect(throws: Problem.badTicket) { try redeem(ticket, by: .plainHTTP) }
        }
        let bearer = try issue(to: [member.bearerField], by: .tls)
        #expect(try redeem(bearer, by: .tls).credential == .token(member.bearer.hash))
        let session = try issue(to: [member.sessionField], by: .tls)
        #expect(try redeem(session, by: .tls).credential == .session(member.session.hash))
    }

    @Test func aTicketEndsWithItsCredential() throws {
        let (id, key, token) = (member.id, member.signer.publicKey, TokenID(member.bearer.hash))
        let bearer = try issue(to: [member.bearerField], by: .tls)
        _ = try fixture.write { store, now throws(StorageFailure) in
            try store.withdrawToken(token, of: id, by: .nodeOperator, now: now)
        }
        #expect(throws: Problem.badTicket) { try redeem(bearer, by: .tls) }
        let session = try issue(to: [member.sessionField], by: .tls)
        try fixture.write { store, _ throws(StorageFailure) in try store.deleteSessions(of: key) }
        #expect(throws: Problem.badTicket) { try redeem(session, by: .tls) }
        let signed = try issueSigned(by: .tls)
        try fixture.revoke(id)
        #expect(throws: Problem.badTicket) { try redeem(signed, by: .tls) }
    }
}
