import Core
import Testing

struct ReservedNameTests {
    static let node = ReservedNames(node: [Name(trusted: "Küche"), Name(trusted: "attic.lan"), Name(trusted: "attic")])

    static let names: [(String, Bool)] = [
        ("Küche", true), ("KÜCHE", true), ("ku\u{308}che", true), ("Küche 2", false), ("Kueche", false),
        ("attic", true), ("Attic.LAN", true), ("attic.local", false), ("attics", false),
        ("owner", true), ("Owner", true), ("OPERATOR", true), ("operators", false), ("the owner", false),
        // What nobody sees makes no other name.
        ("own\u{AD}er", true), ("attic\u{FE0F}", true), ("\u{200D} owner", true), ("owner \u{200D}", true),
        ("\u{3164}owner", true), ("owner\u{1D159}", true), ("ｏwner", true), ("Ku\u{308}che \u{200D}", true),
        // What the event log calls the people and the programs that act.
        ("root", true), ("Agent", true), ("The  agent", true), ("an operator", true), ("agents", false),
        ("root's phone", false),
    ]

    @Test(arguments: names) func isReserved(_ text: String, _ isReserved: Bool) {
        let name = Name(trusted: text)
        #expect(Self.node.contains(name) == isReserved)
        if isReserved {
            #expect(throws: FieldRejection(field: "title", problem: .reserved)) {
                try Self.node.check(name, field: "title")
            }
        } else {
            #expect(throws: Never.self) { try Self.node.check(name) }
        }
    }
}
