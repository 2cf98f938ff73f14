import HTTPMessage

/// Request lines (RFC 9112, 3), and heads that are not whole yet.
public enum RequestLineCases {
    static let all = taken + malformed + otherwise + waiting

    /// As they should be.
    public static let taken: [WireCase] = [
        .line("3", "GET / HTTP/1.1", .get, "/"), .line("3.1", "HEAD /a HTTP/1.1", .head, "/a"),
        .line("3.1", "POST /a HTTP/1.1", .post, "/a"), .line("3.1", "PUT /a HTTP/1.1", .put, "/a"),
        .line("3.1", "PATCH /a HTTP/1.1", .patch, "/a"), .line("3.1", "DELETE /a HTTP/1.1", .delete, "/a"),
        .line("3.1", "OPTIONS /a HTTP/1.1", .options, "/a"), .line("3.1", "PURGE / HTTP/1.1", .other("PURGE"), "/"),
        .line("3.1", "get / HTTP/1.1", .other("get"), "/"), .line("3.1", "GETS / HTTP/1.1", .other("GETS"), "/"),
        .line("3.1", "G / HTTP/1.1", .other("G"), "/"),
        .line("9110 5.6.2", "!#$%&'*+-.^_`|~09azAZ / HTTP/1.1", .other("!#$%&'*+-.^_`|~09azAZ"), "/"),
        .line("3.2.1", "GET /a?b=c HTTP/1.1", .get, "/a?b=c"), .line("3.2.1", "GET /? HTTP/1.1", .get, "/?"),
        .line("3.2.1", "GET //a/../%2e HTTP/1.1", .get, "//a/../%2e"),
        .line("3.2.1", "GET /%zz HTTP/1.1", .get, "/%zz"), .line("3.2.1", "GET /a?b?c HTTP/1.1", .get, "/a?b?c"),
        .line("3.2.1", "GET /*:@!$&'()+,;= HTTP/1.1", .get, "/*:@!$&'()+,;="),
        .line("3.2.1", "GET /{}|\\^`\"<> HTTP/1.1", .get, "/{}|\\^`\"<>"),
        .line("3.2.2", "GET http://x:1/a?b HTTP/1.1", .get, "/a?b", host: "x:1"),
        .line("3.2.2", "GET HTTPS://x HTTP/1.1", .get, "/", host: "x"),
        .line("3.2.2", "GET http://x?q HTTP/1.1", .get, "/?q", host: "x"),
        .line("3.2.2", "GET http://x/?a/b HTTP/1.1", .get, "/?a/b", host: "x"),
        .line("3.2.2", "GET http://x?a/b HTTP/1.1", .get, "/?a/b", host: "x"),
        .line("3.2.2", "GET http://[::1]:80/ HTTP/1.1", .get, "/", host: "[::1]:80"),
        .line("3.2.2", "GET http://x//y HTTP/1.1", .get, "//y", host: "x"),
        .line("3.2.4", "OPTIONS * HTTP/1.1", .options, "*"),
        .line("3.2.4", "OPTIONS http://x HTTP/1.1", .options, "*", host: "x"),
        .line("3.2.4", "OPTIONS http://x/ HTTP/1.1", .options, "/", host: "x"),
        WireCase("2.2", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/", fields: WireCase.host)),
        WireCase("2.3", "GET / HTTP/1.0\r\n\r\n", Request(.get, "/"), keepsAlive: false),
        WireCase(
            "2.3", "GET / HTTP/1.0\r\nHost: h\r\n\r\n", Request(.get, "/", fields: ["Host": "h"]), keepsAlive: false),
        WireCase(
            "3.2.2", "GET http://x HTTP/1.0\r\n\r\n", Request(.get, "/", fields: ["Host": "x"]), keepsAlive: false),
        WireCase(
            "3.2.2", "GET http://x?q HTTP/1.0\r\nA: b\r\n\r\n", Request(.get, "/?q", fields: ["A": "b", "Host": "x"]),
            keepsAlive: false),
    ]

    /// Not to be read at all.
    public static let malformed: [WireCase] = [
        .line("3", "GET /"), .line("3", "GET"), .line("3", "GET / HTTP/1.1 "), .line("3", " GET / HTTP/1.1"),
        .line("3", "GET  / HTTP/1.1"), .line("3", "GET /  HTTP/1.1"), .line("3", "GET\t/ HTTP/1.1"),
        .line("3", "GET /a b HTTP/1.1"), .line("3", "GET / "), .line("3", "GET /\tHTTP/1.1"), .line("3", "GET "),
        .line("2.2", "\r\n"), .line("2.2", "\r\n\r\nGET / HTTP/1.1"), .line("2.2", "\nGET / HTTP/1.1"),
        .line("2.2", "\rGET / HTTP/1.1"), .line("2.2", "\u{FEFF}GET / HTTP/1.1"),
        .line("2.2", "GET / HTTP/1.1\nA: b"), .line("2.2", "GET / HTTP/1.1\rA: b"), .line("2.2", "GET / HTTP/1.1\r\r"),
        .line("2.2", "GET /\rHTTP/1.1"), .line("2.2", "GET /\nHTTP/1.1"), .line("2.2", "GE\rT / HTTP/1.1"),
        .line("3.1", "G(T / HTTP/1.1"), .line("3.1", "\"GET\" / HTTP/1.1"), .line("3.1", "GET: / HTTP/1.1"),
        .line("3.1", "G\u{E9}T / HTTP/1.1"), .line("3.1", "G\u{0}T / HTTP/1.1"), .line("3.1", "G\u{7F}T / HTTP/1.1"),
        .line("3.2", "GET a HTTP/1.1"), .line("3.2", "GET ?a HTTP/1.1"), .line("3.2", "GET * HTTP/1.1"),
        .line("3.2.4", "OPTIONS ** HTTP/1.1"), .line("3.2.4", "OPTIONS *?a HTTP/1.1"),
        .line("3.2", "GET /#f HTTP/1.1"), .line("3.2", "GET /\u{0} HTTP/1.1"), .line("3.2", "GET /\u{1B} HTTP/1.1"),
        .line("3.2", "GET /\u{7F} HTTP/1.1"), .line("3.2", "GET /\u{E9} HTTP/1.1"),
        .line("3.2.3", "GET h:443 HTTP/1.1"), .line("3.2.3", "GET h HTTP/1.1"), .line("3.2.2", "GET ftp://h/ HTTP/1.1"),
        .line("3.2.2", "GET http:// HTTP/1.1"), .line("3.2.2", "GET http:///a HTTP/1.1"),
        .line("3.2.2", "GET http:/a HTTP/1.1"), .line("3.2.2", "GET http:a HTTP/1.1"),
        .line("3.2.2", "GET http: HTTP/1.1"), .line("3.2.2", "GET : HTTP/1.1"), .line("3.2.2", "GET ://x/ HTTP/1.1"),
        .line("9110 4.2.4", "GET http://u@h/ HTTP/1.1"), .line("9110 4.2.4", "GET http://u:p@h/ HTTP/1.1"),
        .line("3.2.2", "GET http://h:/ HTTP/1.1"), .line("3.2.2", "GET http://h:65536/ HTTP/1.1"),
        .line("3.2.2", "GET http://[::1/ HTTP/1.1"), .line("3.2.2", "GET http://a,b/ HTTP/1.1"),
        WireCase("3.2", "GET http://x/ HTTP/1.1\r\n\r\n", .badRequest),
        WireCase("3.2", "GET http://x/ HTTP/1.1\r\nHost: a b\r\n\r\n", .badRequest),
        WireCase("2.2", "\u{16}\u{3}\u{1}\u{0}\r\n", .badRequest), WireCase("3", "\r\n\r\n", .badRequest),
        .line("2.3", "GET / http/1.1"), .line("2.3", "GET / HTTP/1.1x"), .line("2.3", "GET / HTTP/11"),
        .line("2.3", "GET / HTTP/1"), .line("2.3", "GET / HTTP/1.a"), .line("2.3", "GET / HTTP/01.1"),
        .line("2.3", "GET / XTTP/1.1"), .line("2.3", "GET / HTTP/1,1"), .line("2.3", "GET / HTTP/1.10"),
        .line("2.3", "GET / HTTP/\u{0}.1"), .line("2.3", "GET / HTTP 1.1"),
    ]

    /// Refused with another status.
    public static let otherwise: [WireCase] = [
        .line("9110 15.6.6", "GET / HTTP/1.2", .versionNotSupported),
        .line("9110 15.6.6", "GET / HTTP/2.0", .versionNotSupported),
        .line("9110 15.6.6", "GET / HTTP/0.9", .versionNotSupported),
        .line("9110 15.6.6", "GET / HTTP/9.9", .versionNotSupported),
        .line("9110 15.6.6", "PRI * HTTP/2.0", .versionNotSupported),
        .line("3.2.3", "CONNECT h:443 HTTP/1.1", .notImplemented),
        .line("3.2.3", "CONNECT / HTTP/1.1", .notImplemented), .line("3.2.3", "CONNECT h HTTP/1.0", .notImplemented),
        .line("3.1", "connect h:443 HTTP/1.1", .badRequest),
        WireCase("limit", "GET /" + String(repeating: "a", count: 16 * 1024), .uriTooLong),
        WireCase("limit", String(repeating: "A", count: 16 * 1024), .uriTooLong),
        WireCase("limit", "GET /" + String(repeating: "a", count: 16 * 1024 - 6), .incomplete),
        WireCase("limit", "GET /" + String(repeating: "a", count: 16 * 1024 - 5), .uriTooLong),
    ]

    /// The beginning of something.
    public static let waiting: [WireCase] = [
        "", "\r", "\r\n", "G", "GET", "GET ", "GET /", "GET / HT", "GET / HTTP/1.1", "GET / HTTP/1.1\r",
        "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost:", "GET / HTTP/1.1\r\nHost: h",
        "GET / HTTP/1.1\r\nHost: h\r", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r",
    ].map { WireCase("2.1", $0, .incomplete) }
}
