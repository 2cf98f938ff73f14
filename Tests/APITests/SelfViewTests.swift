import Core
import HTTPMessage
import Testing

@testable import API

/// What a peer reads about itself, so that its page needs no rules.
@Suite struct SelfViewTests {
    private static let now = Moment(milliseconds: 1_700_000_000_000)

    private func text(_ permissions: [Permission], _ usable: Scopes?) throws -> String {
        let name = try Name("anna")
        let membership = PeerView.Membership(
            person: name, createdAt: Self.now, expiresAt: nil, permissions: permissions, areas: [])
        let card = PeerView.Card(id: PeerID(number: 1), name: name, kind: .mobileIOS, presence: .online)
        let view = PeerView(card, membership, usable: usable.map { PeerView.Usable($0, at: Self.now) })
        return String(decoding: Response.peer(view).body, as: UTF8.self)
    }

    @Test func marksWhatThisConnectionCaps() throws {
        let text = try text([Permission(.view), Permission(.admin)], .view)
        #expect(text.contains(#"{"scope":"view","expires_at":null,"capped":false}"#), "\(text)")
        #expect(text.contains(#"{"scope":"admin","expires_at":null,"capped":true}"#), "\(text)")
    }

    /// What is over is not capped: it is not there.
    @Test func whatIsOverIsNotCapped() throws {
        #expect(try text([Permission(.view, until: Self.now)], Scopes.none).contains(#""capped":false"#))
        #expect(
            try text([Permission(.view, until: Self.now + .milliseconds(1))], Scopes.none).contains(#""capped":true"#))
    }

    @Test(arguments: [(.view, true), (.admin, true), ([.use, .invite], false), (.none, false)] as [(Scopes, Bool)])
    func saysWhetherItSeesPeers(_ usable: Scopes, _ sees: Bool) throws {
        #expect(try text([], usable).contains("\"sees_peers\":\(sees)"))
    }

    @Test(
        arguments: [(.use, true), ([.view, .use], true), ([.view, .admin], false), (.none, false)] as [(Scopes, Bool)])
    func saysWhetherItUsesServices(_ usable: Scopes, _ uses: Bool) throws {
        #expect(try text([], usable).contains("\"uses_services\":\(uses)"))
    }

    @Test func othersReadNeither() throws {
        let text = try text([Permission(.view)], nil)
        #expect(!text.contains("capped") && !text.contains("sees_peers") && !text.contains("uses_services"))
    }

    @Test(arguments: [(nil, "null"), (now, "\"\(now.text)\"")] as [(Moment?, String)])
    func aDeliverySaysWhetherItIsAGuest(_ end: Moment?, _ text: String) {
        let delivery = OutcomeEvent.Delivery(
            peer: PeerID(number: 1), name: nil, token: "t", ath: "a", expiresAt: Self.now + .days(30), guestUntil: end,
            scopes: .view, areas: [])
        #expect(OutcomeEvent.completed(delivery).data.contains("\"guest_until\":\(text)"))
    }
}
