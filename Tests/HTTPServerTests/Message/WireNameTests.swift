import Testing
import WireCases

/// Names stand for cases in `Tests/EndToEnd/lib/strictness.json`.
@Suite struct WireNameTests {
    @Test func everyCaseHasItsOwn() {
        #expect(Set(WireCase.all.map(\.description)).count == WireCase.all.count)
        #expect(Set(WireCase.all.map(\.raw)).count == WireCase.all.count)
    }

    @Test func theySayTheBytes() {
        let names = Set(WireCase.all.map(\.description))
        #expect(names.contains(#"9110 5.5: GET / HTTP/1.1\r\nHost: h\r\nA: \xff\xc3\r\n\r\n"#))
        #expect(names.contains("limit: GET /a{16384}"))
        #expect(names.contains { $0.hasSuffix("... (820 bytes)") })
    }
}
