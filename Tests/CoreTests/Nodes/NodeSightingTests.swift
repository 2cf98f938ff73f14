import Testing

@testable import Core

/// What is read from announcements that anybody can make.
@Suite struct NodeSightingTests {
    private static let id = "nd_0000000000001"
    private static let place = NodePlace(address: .loopback, link: 2, port: 6_969)

    private static func read(_ texts: [String], _ place: NodePlace = place) -> NodeSighting? {
        NodeSighting(texts: texts.map { Array($0.utf8) }, place: place)
    }

    @Test func readsWhatANodeSends() {
        let seen = Self.read(["id=\(Self.id)", "v=0.1.0", "api=1", "name=Attic ☂"])
        #expect(
            seen
                == NodeSighting(
                    id: NodeID(number: 1), name: Name(trusted: "Attic ☂"), version: "0.1.0", interface: 1,
                    place: Self.place))
    }

    @Test(
        arguments: [
            [], ["name=attic"], ["id"], ["id="], ["=\(id)"], ["id=pe_0000000000001"], ["id=nd_000000000000"],
            ["id=nd_00000000000011"], ["id=ND_0000000000001"], ["id=nd_zzzzzzzzzzzzz"], ["id= \(id)"],
            ["id=bad", "id=\(id)"], Array(repeating: "x=1", count: 32) + ["id=\(id)"],
        ])
    func namesNoNode(_ texts: [String]) { #expect(Self.read(texts) == nil) }

    @Test func needsAPort() {
        #expect(Self.read(["id=\(Self.id)"], NodePlace(address: .loopback, link: 2, port: 0)) == nil)
    }

    @Test func theFirstOfEqualKeysApplies() {
        let seen = Self.read(["ID=\(Self.id)", "name=first", "NAME=second", "id=nd_0000000000002"])
        #expect(seen?.id == NodeID(number: 1) && seen?.name.text == "first")
    }

    @Test(
        arguments: [
            ("cel\u{1B}[2Jlar", "cel[2Jlar"), ("a\u{202E}b\u{2066}c", "abc"), ("a\nb\u{2028}c\u{0}", "abc"),
            ("  attic ", "attic"), ("\u{1}", id), ("", id), ("\u{200B}\u{2060}", id),
            (String(repeating: "x", count: 200), String(repeating: "x", count: 64)),
        ])
    func cleansTheName(_ raw: String, _ expected: String) {
        #expect(Self.read(["id=\(Self.id)", "name=\(raw)"])?.name.text == expected)
    }

    @Test func aNameThatIsNotUTF8() {
        let seen = NodeSighting(
            texts: [Array("id=\(Self.id)".utf8), Array("name=a".utf8) + [0xFF, 0xC0, 0x80] + [0x62]], place: Self.place)
        #expect(seen?.name.text == "ab")
    }

    @Test(
        arguments: [
            ("1", 1), ("9999", 9_999), ("10000", nil), ("-1", nil), ("+1", nil), ("", nil), ("1 ", nil), ("٣", nil),
        ] as [(String, Int?)])
    func readsTheInterface(_ raw: String, _ expected: Int?) {
        #expect(Self.read(["id=\(Self.id)", "api=\(raw)"])?.interface == expected)
    }

    @Test(arguments: [
        ("0.1.0-rc1+2", "0.1.0-rc1+2"), ("0 1", ""), ("\u{1B}[31m", ""), (String(repeating: "9", count: 33), ""),
    ])
    func readsTheVersion(_ raw: String, _ expected: String) {
        #expect(Self.read(["id=\(Self.id)", "v=\(raw)"])?.version == expected)
    }

    @Test func writesPlaces() {
        #expect(Self.place.text == "127.0.0.1:6969")
        let six = NodePlace(address: HostAddress("fd00::20") ?? .loopback, link: 2, port: 1)
        #expect(six.text == "[fd00::20]:1")
    }
}
