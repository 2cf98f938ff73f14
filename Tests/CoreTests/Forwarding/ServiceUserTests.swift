import Core
import Testing

/// Whom a service takes a device for.
@Suite struct ServiceUserTests {
    private static let id = PeerID(number: 0x123_4567)

    private static func user(
        _ person: String = "anna", wasPaired: Bool = true, by: Inviter = .nodeOperator, until end: Moment? = nil
    ) -> ServiceUser {
        ServiceUser(
            of: ServiceUser.Facts(
                id: id, person: Fixture.name(person), wasPaired: wasPaired, admittedBy: by, expiresAt: end))
    }

    private static let later = Moment(milliseconds: 1_795_170_600_000)
    private static let admitted: [(ServiceUser, String)] = [
        (user(), "anna"), (user("owner"), "owner"),
        // Also if an operator named a person: it is theirs for a while only.
        (user(until: later), "guest-j6hb7"), (user("owner", until: later), "guest-j6hb7"),
        (user("guest"), "guest-j6hb7"), (user("GUEST"), "guest-j6hb7"),
        (user(by: .peer(PeerID(number: 9))), "guest-j6hb7"),
        (user("owner", by: .peer(PeerID(number: 9))), "guest-j6hb7"),
        (user(wasPaired: false), ""), (user("owner", wasPaired: false, until: later), ""),
    ]

    @Test func dependsOnWhoAdmittedIt() {
        for (user, text) in Self.admitted {
            let wanted = text.hasPrefix("guest-") ? "guest-" + Self.id.description.suffix(6) : text
            #expect(user.text == wanted)
        }
    }

    private static let spelled: [(String, String)] = [
        ("Anna", "Anna"), ("anna.b-c_d@home", "anna.b-c_d@home"), ("anna b", "anna%20b"), ("Änna", "%C3%84nna"),
        // Nobody can take the text of another.
        ("%C3%84nna", "%25C3%2584nna"), ("guest-abc123", "guest%2Dabc123"), ("Guest-1", "Guest%2D1"),
        ("a,b", "a,b"), ("名", "%E5%90%8D"),
    ]

    @Test(arguments: spelled) func hasOneTextInVisibleASCII(_ person: String, _ text: String) {
        #expect(Self.user(person).text == text)
    }
}
