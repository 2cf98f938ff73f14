import Testing

@testable import Settings

@Suite struct LocalUserTests {
    @Test(
        arguments: [
            ("prometheus", .name("prometheus")), ("_apt", .name("_apt")), ("svc-a.b", .name("svc-a.b")),
            ("web$", .name("web$")), ("0", .number(0)), ("113", .number(113)), ("4294967294", .number(4_294_967_294)),
        ] as [(String, LocalUser)])
    func readsNamesAndNumbers(_ text: String, _ user: LocalUser) {
        #expect(LocalUser(text) == user)
        #expect(user.description == text)
    }

    /// The kernel's -1 is nobody at all, and a name that begins with a digit is a number mistyped.
    @Test(arguments: [
        "", "4294967295", "4294967296", "-1", "+1", "1a", "-a", ".a", "$", "a b", "a:b", "a/b", "ä", "a\0",
        "123456789012345678901234567890123",
    ])
    func refusesTheRest(_ text: String) {
        #expect(LocalUser(text) == nil)
    }
}
