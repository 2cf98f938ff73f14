import Core
import Seeded
import Testing

struct HostAddressTests {
    /// What may be written, and how it is shown (RFC 5952 for v6).
    static let good: [(String, String)] = [
        ("0.0.0.0", "0.0.0.0"), ("1.2.3.4", "1.2.3.4"), ("255.255.255.255", "255.255.255.255"),
        ("192.168.1.77", "192.168.1.77"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("::0", "::"), ("0:0:0:0:0:0:0:0", "::"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:db8::1", "2001:db8::1"), ("2001:DB8::A", "2001:db8::a"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:0:0:4:0:0:7:8", "1::4:0:0:7:8"), ("0:0:3:0:0:0:7:0", "0:0:3::7:0"),
        ("1:0:0:0:5:0:0:0", "1::5:0:0:0"),
        ("fe80::1", "fe80::1"), ("ff02::fb", "ff02::fb"),
        ("FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("::ffff:1.2.3.4", "1.2.3.4"), ("::FFFF:1.2.3.4", "1.2.3.4"), ("::ffff:102:304", "1.2.3.4"),
        ("0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"),
        ("0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255"), ("::1.2.3.4", "::102:304"),
        ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
        ("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"), ("::fffe:1.2.3.4", "::fffe:102:304"),
        ("1::1.2.3.4", "1::102:304"),
    ]

    @Test(arguments: good) func reads(_ text: String, _ shown: String) throws {
        let address = try #require(HostAddress(text))
        #expect(address.description == shown)
        #expect(HostAddress(shown) == address)
        #expect(HostAddress(address.bytes) == address)
        #expect(address.isV4 == !shown.contains(":") && address.bytes.count == (address.isV4 ? 4 : 16))
    }

    static let bad = [
        "", " ", ".", "...", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.5", "1.2.3.4.", "256.1.1.1",
        "1.2.3.256", "01.2.3.4", "1.2.3.04", "00.0.0.0",
        "+1.2.3.4", "-1.2.3.4", "1.2.3.+4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4:80", "0x1.2.3.4", "1.2.3.a",
        "１.2.3.4", "1.2.3.999999999999", "localhost", "1,2,3,4",
        ":", ":::", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:", ":2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2:3:4:5:6:7:8",
        "1::2::3", ":::1", "1:::2", "::1:", ":1::", "12345::", "::12345", "::g", "::-1", "::+1", "fe80::1%eth0",
        "[::1]", "::1/64", "2001:db8::1 ", "::\u{0}", "::é", "::１",
        "::1.2.3", "::1.2.3.256", "::01.2.3.4", "1.2.3.4::", "1.2.3.4::1", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:1.2.3.4", "1:1.2.3.4::", "0000:0000:0000:0000:0000:0000:0000:00001", "00000::1",
        "0000:0000:0000:0000:0000:ffff:255.255.255.2555", "::ffff:1.2.3.4:",
    ]

    @Test(arguments: bad) func refuses(_ text: String) { #expect(HostAddress(text) == nil) }

    @Test func mappedIsTheSameAsV4() throws {
        let v4 = try #require(HostAddress([192, 168, 1, 77]))
        let mapped = try #require(HostAddress([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 168, 1, 77]))
        #expect(v4 == mapped && v4.hashValue == mapped.hashValue && mapped.isV4 && mapped.bytes == [192, 168, 1, 77])
        // Compatible is not mapped.
        #expect(v4 != HostAddress("::192.168.1.77") && v4 != HostAddress("::fffe:192.168.1.77"))
    }

    static let loopback: [(String, Bool)] = [
        ("127.0.0.1", true), ("127.0.0.0", true), ("127.255.255.255", true), ("::1", true), ("::ffff:127.0.0.1", true),
        ("126.255.255.255", false), ("128.0.0.0", false), ("0.0.0.0", false), ("::", false), ("::2", false),
        ("1::1", false),
        ("::127.0.0.1", false), ("0:0:0:1::1", false), ("::1:0:0:0:1", false), ("10.0.127.1", false),
    ]

    @Test(arguments: loopback) func knowsLoopback(_ text: String, _ isLoopback: Bool) {
        #expect(HostAddress(text)?.isLoopback == isLoopback)
    }

    static let networks: [(String, String)] = [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2::", "2001:db8:1:2::"), ("::1", "::"),
        ("fe80::1", "fe80::"),
        ("192.168.1.77", "192.168.1.77"), ("::ffff:10.0.0.1", "10.0.0.1"),
    ]

    @Test(arguments: networks) func networkOfAHousehold(_ text: String, _ network: String) {
        #expect(HostAddress(text)?.network64 == HostAddress(network))
    }

    @Test(arguments: [0, 1, 3, 5, 8, 15, 17]) func otherLengthsAreRefused(_ count: Int) {
        #expect(HostAddress([UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func everyAddressReadsItself() {
        var generator = SeededGenerator(seed: 4_291)
        for _ in 0..<500 {
            // Many zero groups, so that all kinds of gaps come up.
            let bytes = (0..<8).flatMap { _ -> [UInt8] in
                generator.once(in: 2)
                    ? [0, 0]
                    : [UInt8.random(in: 0...1, using: &generator), UInt8.random(in: 0...255, using: &generator)]
            }
            let address = HostAddress(bytes)
            #expect(address.flatMap { HostAddress($0.description) } == address)
        }
    }
}
