import HTTPMessage

/// Header fields (RFC 9112, 5), and what they say of the connection.
public enum FieldCases {
    static let all = taken + malformed + expectations + connection + limits

    /// As they should be.
    public static let taken: [WireCase] = [
        .field("5", "A: b", reads: ["A": "b"]), .field("5.1", "A:b", reads: ["A": "b"]),
        .field("5.1", "A: \t b \t", reads: ["A": "b"]), .field("5.1", "A:", reads: ["A": ""]),
        .field("5.1", "A: \t ", reads: ["A": ""]), .field("5.1", "A: b c", reads: ["A": "b c"]),
        .field("5.1", "A: b\tc", reads: ["A": "b\tc"]), .field("5.1", "A::b:", reads: ["A": ":b:"]),
        .field("9110 5.3", "A: 1\r\na: 2", reads: ["A": "1", "a": "2"]),
        .field("9110 5.5", "A: caf\u{E9}", reads: ["A": "caf\u{E9}"]),
        .field("9110 5.6.2", "!#$%&'*+-.^_`|~09azAZ: b", reads: ["!#$%&'*+-.^_`|~09azAZ": "b"]),
        WireCase("9110 5.5", bytes: [0xFF, 0xC3], reads: "\u{FFFD}\u{FFFD}"),
        WireCase("3.2", "GET / HTTP/1.1\r\nhOsT:h\r\n\r\n", Request(.get, "/", fields: ["hOsT": "h"])),
        host("a-b_c.d9:1"), host("192.168.1.1:6969"), host("[::1]"), host("[fe80::1.2.3.4]:65535"), host("h:00080"),
    ]

    private static func host(_ text: String) -> WireCase {
        let request = Request(.get, "/", fields: ["Host": text])
        return WireCase("9110 7.2", "GET / HTTP/1.1\r\nHost: \(text)\r\n\r\n", request)
    }

    private static func badHost(_ text: String) -> WireCase {
        WireCase("9110 7.2", "GET / HTTP/1.1\r\nHost: \(text)\r\n\r\n", .badRequest)
    }

    /// Not to be read at all.
    public static let malformed: [WireCase] = [
        .field("5.1", "A : b"), .field("5.1", "A\t: b"), .field("5.2", "A: b\r\n c"), .field("5.2", "A: b\r\n\tc"),
        .field("5.2", "A: b\r\n \r\nC: d"), .field("2.2", " A: b"), .field("5", "A"), .field("5", ": b"),
        .field("5", ":"), .field("5", "A B: c"), .field("5", "A(: b"), .field("5", "A\u{0}: b"), .field("5", "A/: b"),
        .field("5", "\u{E9}: b"), .field("5", "A\u{7F}: b"), .field("5", "\"A\": b"), .field("5", "A\u{1}: b"),
        .field("9110 5.5", "A: \u{0}"), .field("9110 5.5", "A: \u{1}b"), .field("9110 5.5", "A: b\u{7F}"),
        .field("9110 5.5", "A: b\u{B}c"), .field("9110 5.5", "A: b\u{C}"), .field("9110 5.5", "A: b\u{1B}[0m"),
        .field("2.2", "A: b\nC: d"), .field("2.2", "A: b\rC: d"), .field("2.2", "A: b\r\r"), .field("2.2", "A\r: b"),
        .field("2.2", "A\n: b"), .field("2.2", "A: b\n"), .field("2.2", "\n"), .field("2.2", "A:\r b"),
        .field("2.2", "A:\nb"), .field("3.2", "Host: h"), .field("3.2", "host: i"), .field("5.1", "Host : h"),
        WireCase("3.2", "GET / HTTP/1.1\r\n\r\n", .badRequest),
        WireCase("3.2", "GET / HTTP/1.1\r\nHosts: h\r\n\r\n", .badRequest),
        WireCase("3.2", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", .badRequest),
        WireCase("3.2", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", .badRequest),
        WireCase("2.2", "GET / HTTP/1.1\r\nHost: h\r\n\n", .badRequest),
        WireCase("2.2", "GET / HTTP/1.1\r\nHost: h\r\n\rG", .badRequest),
        badHost(""), badHost("a b"), badHost("a,b"), badHost("a:b"), badHost("u@h"), badHost("h/"), badHost("h:"),
        badHost("h:65536"), badHost("h:-1"), badHost("h:1:2"), badHost("[::1"), badHost("::1"), badHost("[::g]"),
        badHost("[1]"), badHost("[::1]x"), badHost("[]"), badHost(":80"), badHost("h%41"), badHost("\u{E9}"),
        badHost("h:99999999999999999999"), badHost("[::1]:"), badHost("*"),
    ]

    /// Expect fields.
    public static let expectations: [WireCase] = [
        .field("9110 10.1.1", "Expect: more", .expectationFailed), .field("9110 10.1.1", "Expect:", .expectationFailed),
        .field("9110 10.1.1", "Expect: 100-continue\r\nExpect: x", .expectationFailed),
        .field("9110 10.1.1", "Expect: 100-continue, x", .expectationFailed),
        .field("9110 10.1.1", "Expect: 100-CONTINUE", reads: ["Expect": "100-CONTINUE"]),
        WireCase(
            "9110 10.1.1", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n", Request(.get, "/", fields: ["Expect": "x"]),
            keepsAlive: false),
    ]

    /// Whether another request may follow.
    public static let connection: [WireCase] = [
        .field("9.3", "Connection: close", reads: ["Connection": "close"], keepsAlive: false),
        .field("9.3", "Connection: CLOSE", reads: ["Connection": "CLOSE"], keepsAlive: false),
        .field("9.3", "Connection: a, close ,b", reads: ["Connection": "a, close ,b"], keepsAlive: false),
        .field("9.3", "Connection: keep-alive, close", reads: ["Connection": "keep-alive, close"], keepsAlive: false),
        .field(
            "9.3", "Connection: a\r\nConnection: close", reads: ["Connection": "a", "Connection": "close"],
            keepsAlive: false),
        .field("9.3", "Connection: keep-alive", reads: ["Connection": "keep-alive"]),
        .field("9.3", "Connection: closed", reads: ["Connection": "closed"]),
        .field("9.3", "Connection: ,, ,", reads: ["Connection": ",, ,"]),
        .field("9.3", "Connection:", reads: ["Connection": ""]),
        .field("9.3", "Connections: close", reads: ["Connections": "close"]),
        old("keep-alive", keepsAlive: true), old("Keep-Alive", keepsAlive: true), old("close", keepsAlive: false),
        old("a,keep-alive", keepsAlive: true), old("keep-alive, close", keepsAlive: false), old("b", keepsAlive: false),
    ]

    private static func old(_ value: String, keepsAlive: Bool) -> WireCase {
        let request = Request(.get, "/", fields: ["Connection": value])
        return WireCase("9.3", "GET / HTTP/1.0\r\nConnection: \(value)\r\n\r\n", request, keepsAlive: keepsAlive)
    }

    private static func fields(_ count: Int) -> String { (1...count).map { "A\($0): b" }.joined(separator: "\r\n") }

    /// At the limits and beyond.
    public static let limits: [WireCase] = [
        .field("limit", "A: " + String(repeating: "a", count: 16 * 1024), .headerFieldsTooLarge),
        .field("limit", String(repeating: "a", count: 16 * 1024), .headerFieldsTooLarge),
        .field("limit", "A:" + String(repeating: " ", count: 16 * 1024), .headerFieldsTooLarge),
        .field("limit", fields(100), .headerFieldsTooLarge),
        WireCase(
            "limit", "GET / HTTP/1.0\r\n\(fields(100))\r\n\r\n",
            Request(.get, "/", fields: (1...100).reduce(into: HeaderFields()) { $0.append("A\($1)", "b") }),
            keepsAlive: false),
        .field("limit", filler, reads: ["A": String(filler.dropFirst(3))]),
        .field("limit", filler + "a", .headerFieldsTooLarge),
    ]

    /// Makes a head of exactly 16 KiB.
    private static let filler = "A: " + String(repeating: "a", count: 16 * 1024 - 33)
}

extension WireCase {
    /// A field value of raw bytes.
    fileprivate init(_ section: String, bytes: [UInt8], reads value: String) {
        let raw = Array("GET / HTTP/1.1\r\nHost: h\r\nA: ".utf8) + bytes + Array("\r\n\r\n".utf8)
        let request = Request(.get, "/", fields: ["Host": "h", "A": value])
        self.init(section: section, raw: raw, expected: .complete(request, keepsAlive: true, left: 0))
    }
}
