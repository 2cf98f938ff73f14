import Core
import Testing

@testable import Settings

@Suite struct AddressRangeTests {
    @Test(
        arguments: [
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"], ["9.255.255.255", "11.0.0.0", "::1"]),
            ("192.168.1.0/25", ["192.168.1.127"], ["192.168.1.128", "192.168.0.1"]),
            ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.6"]),
            ("0.0.0.0/0", ["1.2.3.4"], ["::1", "fe80::1"]), ("::/0", ["fe80::1"], ["1.2.3.4"]),
            ("fd00::/8", ["fd12:3456::1"], ["fc00::1", "fe00::1"]),
            ("2001:db8::/33", ["2001:db8:7fff::"], ["2001:db8:8000::"]),
            ("::1/128", ["::1"], ["::2"]), ("::ffff:10.0.0.0/8", ["10.9.9.9"], ["11.0.0.0"]),
        ] as [(String, [String], [String])])
    func holds(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let range = try #require(AddressRange(text))
        for address in inside { #expect(range.contains(try #require(HostAddress(address))), "\(address)") }
        for address in outside { #expect(!range.contains(try #require(HostAddress(address))), "\(address)") }
        #expect(AddressRange(range.description) == range)
    }

    /// The machine has 192.168.1.20/24 and fd00:1::20/64 on its links.
    @Test(
        arguments: [
            ("192.168.1.0/24", true), ("192.168.0.0/16", true), ("192.168.1.128/25", true), ("192.168.1.20/31", true),
            ("0.0.0.0/0", true), ("192.168.1.20", false), ("192.168.1.2", false), ("192.168.2.0/24", false),
            ("127.0.0.0/8", false), ("fd00::/8", true), ("fd00:1::/64", true), ("fd00:1::/127", true),
            ("fd00:1::2", false), ("fd00:2::/64", false), ("::/0", true),
        ])
    func coversANetwork(_ text: String, _ isCovered: Bool) throws {
        let range = try #require(AddressRange(text))
        let networks = [("192.168.1.20", 24), ("fd00:1::20", 64)]
        let found = try networks.contains {
            range.covers(networkAround: try #require(HostAddress($0.0)), length: $0.1)
        }
        #expect(found == isCovered)
    }

    @Test(
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8",
            "10.0.0.1/8", "10.0.0/8", "fd00::1/8", "::/129", "all", "10.0.0.0/8 ",
        ])
    func isNone(_ text: String) { #expect(AddressRange(text) == nil) }
}

@Suite struct PublicURLTests {
    @Test(
        arguments: [
            ("https://kith.example.org", "https://kith.example.org", "kith.example.org"),
            ("https://Kith.Example.org/", "https://kith.example.org", "kith.example.org"),
            ("HTTPS://kith.example.org:443", "https://kith.example.org", "kith.example.org"),
            ("https://kith.example.org:8443", "https://kith.example.org:8443", "kith.example.org"),
            ("http://kith:80/", "http://kith", "kith"), ("http://kith:443", "http://kith:443", "kith"),
            ("http://192.0.2.7:81", "http://192.0.2.7:81", "192.0.2.7"),
            ("https://[FD00:0::1]:444", "https://[fd00::1]:444", "[fd00::1]"),
        ])
    func isRead(_ text: String, _ canonical: String, _ host: String) throws {
        let url = try #require(PublicURL(text))
        #expect(url.text == canonical)
        #expect(url.host == host)
        #expect(url.isTLS == canonical.hasPrefix("https:"))
        #expect(PublicURL(url.text) == url)
    }

    @Test(
        arguments: [
            "", "kith.example.org", "https:/kith", "https://", "https:///", "https://a//", "https://a/join",
            "https://a?b", "https://a#b", "https://anna@a", "https://a:b@c", "https://a:", "https://a:0",
            "https://a:65536", "https://a:080", "https://a:1:2", "https://a b", "https://a_b", "https://-a",
            "https://a..b", "https://a.", "https://1.2.3", "https://1.2.3.256", "https://[1.2.3.4]", "https://[fe80::1",
            "https://fe80::1", "https://[::1]x", "https://[fe80::1%25eth0]", "ftp://a", "javascript:a", "https://ä.org",
        ])
    func isNone(_ text: String) { #expect(PublicURL(text) == nil) }
}
