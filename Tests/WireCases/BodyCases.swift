import HTTPMessage

/// Where bodies end (RFC 9112, 6 and 7).
public enum BodyCases {
    static let all = lengths + refused + chunks + badChunks + chunkLimits

    private static func length(_ text: String, _ body: String, behind: String = "") -> WireCase {
        let request = Request(.post, "/", fields: ["Host": "h", "Content-Length": text], body: Array(body.utf8))
        let raw = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(text)\r\n\r\n\(body)\(behind)"
        return WireCase("6.2", raw, request, left: behind.utf8.count)
    }

    /// By Content-Length, or none.
    public static let lengths: [WireCase] = [
        length("5", "hello"), length("0", ""), length("005", "hello"), length("2", "\r\n"), length("1", "\u{0}"),
        length("2", "ab", behind: "GET / HTTP/1.1\r\n\r\n"), length("0", "", behind: "x"),
        length("1", "a", behind: "\n"),
        length(String(repeating: "0", count: 31) + "1", "a"), length("65536", String(repeating: "b", count: 65536)),
        WireCase("6.3", "GET / HTTP/1.1\r\nHost: h\r\n\r\nabc", Request(.get, "/", fields: WireCase.host), left: 3),
        WireCase(
            "6.3", "GET / HTTP/1.0\r\nContent-Length: 1\r\n\r\na",
            Request(.get, "/", fields: ["Content-Length": "1"], body: [97]), keepsAlive: false),
        WireCase("6.2", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na", .incomplete),
        WireCase("6.2", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n", .incomplete),
    ]

    /// Not to be framed.
    public static let refused: [WireCase] = [
        .field("6.3", "Content-Length:"), .field("6.3", "Content-Length: -1"), .field("6.3", "Content-Length: +1"),
        .field("6.3", "Content-Length: 0x1"), .field("6.3", "Content-Length: 1 1"),
        .field("6.3", "Content-Length: 1,1"),
        .field("6.3", "Content-Length: 1, 1"), .field("6.3", "Content-Length: 1.0"), .field("6.3", "Content-Length: a"),
        .field("6.3", "Content-Length: \u{661}"), .field("6.3", "Content-Length: 1\r\nContent-Length: 1"),
        .field("6.3", "Content-Length: 1\r\ncontent-length: 2"), .field("6.3", "Content-Length: 1e3"),
        .field("6.3", "Content-Length: 99999999a"), .field("6.3", "Content-Length : 1"),
        .field("limit", "Content-Length: " + String(repeating: "0", count: 33)),
        .field("limit", "Content-Length: 65537", .contentTooLarge),
        .field("limit", "Content-Length: 9223372036854775808", .contentTooLarge),
        .field("limit", "Content-Length: 18446744073709551616", .contentTooLarge),
        .field("limit", "Content-Length: 99999999999999999999999999999999", .contentTooLarge),
        .field("6.1", "Transfer-Encoding: chunked\r\nContent-Length: 1"),
        .field("6.1", "Content-Length: 1\r\nTransfer-Encoding: chunked"),
        .field("6.1", "Content-Length: 0\r\nTransfer-Encoding: identity"),
        .field("6.1", "Transfer-Encoding : chunked"), .field("6.1", "Transfer-Encoding: \u{B}chunked"),
        .field("6.1", "Transfer-Encoding: identity", .notImplemented),
        .field("6.1", "Transfer-Encoding:", .notImplemented), .field("6.1", "Transfer-Encoding: gzip", .notImplemented),
        .field("6.1", "Transfer-Encoding: gzip, chunked", .notImplemented),
        .field("6.1", "Transfer-Encoding: chunked, gzip", .notImplemented),
        .field("6.1", "Transfer-Encoding: chunked, chunked", .notImplemented),
        .field("6.1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .notImplemented),
        .field("6.1", "Transfer-Encoding: \"chunked\"", .notImplemented),
        .field("6.1", "Transfer-Encoding: xchunked", .notImplemented),
        .field("6.1", "Transfer-Encoding: chunked;a=b", .notImplemented),
        .field("6.1", "Transfer-Encoding: chunked,", .notImplemented),
        WireCase("6.1", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .badRequest),
        WireCase("6.1", "POST / HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\n", .badRequest),
    ]

    /// In chunks.
    public static let chunks: [WireCase] = [
        .chunks("7.1", "0\r\n\r\n", reads: ""), .chunks("7.1", "5\r\nhello\r\n0\r\n\r\n", reads: "hello"),
        .chunks("7.1", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", reads: "hello"),
        .chunks("7.1", "a\r\n0123456789\r\n0\r\n\r\n", reads: "0123456789"),
        .chunks("7.1", "A\r\n0123456789\r\n000\r\n\r\n", reads: "0123456789"),
        .chunks("7.1", "0000000000000001\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1", "2\r\n\r\n\r\n0\r\n\r\n", reads: "\r\n"),
        .chunks("7.1", "5\r\n0\r\n\r\n\r\n0\r\n\r\n", reads: "0\r\n\r\n"),
        .chunks("7.1", "1\r\na\r\n0\r\n\r\nGET /", reads: "a", left: 5),
        .chunks("7.1.1", "1;a\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1.1", "1;a=b\r\na\r\n0;c\r\n\r\n", reads: "a"),
        .chunks("7.1.1", "1 ; a = b ; c\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1.1", "1;a=\"b;\\\"\\\\ \t\u{E9}\"\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1.1", "1;a=\"\";b=c;d\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1.1", "1;a=\"b\" \t;c\r\na\r\n0\r\n\r\n", reads: "a"),
        .chunks("7.1.2", "1\r\na\r\n0\r\nA: b\r\nC:\r\n\r\n", reads: "a"),
        .chunks("7.1.2", "0\r\nContent-Length: 9\r\n\r\n", reads: ""),
        .chunksWait("7.1", ""), .chunksWait("7.1", "1"), .chunksWait("7.1", "1\r\na"),
        .chunksWait("7.1", "1\r\na\r\n0\r\n"),
        .chunksWait("7.1", "0\r\n\r"), .chunksWait("7.1.1", "1;a=\""), .chunksWait("7.1.2", "0\r\nA: b\r\n"),
        WireCase(
            "7", "POST / HTTP/1.1\r\nHost: h\r\ntransfer-encoding: \t CHUNKED \r\n\r\n0\r\n\r\n",
            Request(.post, "/", fields: ["Host": "h", "transfer-encoding": "CHUNKED"])),
    ]

    /// In chunks that are none.
    public static let badChunks: [WireCase] = [
        .chunks("7.1", "\r\n"), .chunks("7.1", "-1\r\n"), .chunks("7.1", "+1\r\n"), .chunks("7.1", "0x1\r\n"),
        .chunks("7.1", "g\r\n"), .chunks("7.1", " 1\r\n"), .chunks("7.1", "1 \r\n"), .chunks("7.1", "1\t\r\n"),
        .chunks("7.1", "1,\r\n"), .chunks("7.1", "1\na\r\n"), .chunks("7.1", "1\r\na\n0\r\n\r\n"),
        .chunks("7.1", "1\ra"), .chunks("7.1", "1\r\nab\r\n"), .chunks("7.1", "1\r\na0\r\n\r\n"),
        .chunks("7.1", "1\r\na\r\r\n"), .chunks("7.1", "2\r\na\r\n0\r\n\r\n"), .chunks("7.1", "0\r\n\n"),
        .chunks("7.1", "0\n\n"), .chunks("7.1", "0\r\n\rX"), .chunks("7.1", "\u{0}\r\n"), .chunks("7.1", ";a\r\n"),
        .chunks("limit", "00000000000000001\r\n"), .chunks("limit", "FFFFFFFFFFFFFFFFF\r\n"),
        .chunks("7.1.1", "1;\r\n"), .chunks("7.1.1", "1;=b\r\n"), .chunks("7.1.1", "1;a=\r\n"),
        .chunks("7.1.1", "1;a b\r\n"), .chunks("7.1.1", "1;a \r\n"), .chunks("7.1.1", "1;a=b \r\n"),
        .chunks("7.1.1", "1;a=b c\r\n"), .chunks("7.1.1", "1;a=\"b\r\n"), .chunks("7.1.1", "1;a=\"b\"c\r\n"),
        .chunks("7.1.1", "1;a=\"\u{1}\"\r\n"), .chunks("7.1.1", "1;a=\"\\\u{1}\"\r\n"), .chunks("7.1.1", "1;a\n"),
        .chunks("7.1.1", "1;a=\"b\n\"\r\n"), .chunks("7.1.1", "1;a\u{0}\r\n"), .chunks("7.1.1", "1;;a\r\n"),
        .chunks("7.1.1", "1 a\r\n"), .chunks("7.1.1", "1;a==b\r\n"), .chunks("7.1.1", "1;a\rb\n"),
        .chunks("7.1.2", "0\r\nA : b\r\n\r\n"), .chunks("7.1.2", "0\r\n A: b\r\n\r\n"),
        .chunks("7.1.2", "0\r\nA\r\n\r\n"),
        .chunks("7.1.2", "0\r\n: b\r\n\r\n"), .chunks("7.1.2", "0\r\nA: b\n\r\n"),
        .chunks("7.1.2", "0\r\nA: \u{0}\r\n"),
        .chunks("7.1.2", "0\r\nA: b\r\n c\r\n\r\n"), .chunks("7.1.2", "0\r\nA: b\rc"),
    ]

    /// At the limits and beyond.
    public static let chunkLimits: [WireCase] = [
        .chunks("limit", "10001\r\n", .contentTooLarge), .chunks("limit", "FFFFFFFFFFFFFFFF\r\n", .contentTooLarge),
        .chunks("limit", "8000000000000000\r\n", .contentTooLarge),
        .chunks("limit", "1\r\na\r\n10000\r\n", .contentTooLarge),
        .chunks("limit", "1\r\na\r\nFFFF\r\n\(full.dropFirst())\r\n0\r\n\r\n", reads: "a" + full.dropFirst()),
        .chunks("limit", "10000\r\n\(full)\r\n0\r\n\r\n", reads: full),
        .chunks("limit", "10000\r\n\(full)\r\n1\r\n", .contentTooLarge),
        .chunks("limit", "0;" + String(repeating: "a", count: 1022) + "\r\n\r\n", reads: ""),
        .chunks("limit", "0;" + String(repeating: "a", count: 1024)),
        .chunks("limit", String(repeating: "1;a=b\r\na\r\n", count: 300)),
        .chunks("limit", "0\r\nA: " + String(repeating: "a", count: 4096), .headerFieldsTooLarge),
        .chunks("limit", "0\r\nA: " + String(repeating: "a", count: 4091) + "\r\n\r\n", reads: ""),
        .chunks("limit", "0\r\nA: " + String(repeating: "a", count: 4092) + "\r\n\r\n", .headerFieldsTooLarge),
        .chunks("limit", "0\r\n" + String(repeating: "A: b\r\n", count: 16) + "\r\n", reads: ""),
        .chunks("limit", "0\r\n" + String(repeating: "A: b\r\n", count: 17) + "\r\n", .headerFieldsTooLarge),
    ]

    private static let full = String(repeating: "b", count: 65536)
}
