"""Who is asked, said twice; bodies where some expect none; requests that are to change what comes behind them."""

from .model import C, END, INNER, MARKER, N, OPEN, TARGET, attack, chunk, request, sized

HOSTS = [
    ("twice", sized("Host: other")),
    ("the same twice", sized("Host: h")),
    ("none", sized(host="")),
    ("empty", sized(host="Host:")),
    ("an absolute target", sized(line=f"POST http://other{TARGET} HTTP/1.1")),
    ("an absolute target, no Host", sized(line=f"POST http://other{TARGET} HTTP/1.1", host="")),
    ("an absolute target and a user", sized(line=f"POST http://h@other{TARGET} HTTP/1.1")),
    ("another scheme", sized(line=f"POST ftp://h{TARGET} HTTP/1.1")),
    ("a marker in it", sized(host=f"Host: h\rGET {MARKER}")),
    ("a port that is none", sized(host="Host: h:80:80")),
    ("a path", sized(host="Host: h/x?y")),
    ("folded", sized(host="Host: h\r\n other")),
    ("a space before the colon", sized(host="Host : h")),
]


def hosts():
    for name, raw in HOSTS:
        yield attack(f"Host, {name}", raw)


GET, HEAD = f"GET {TARGET} HTTP/1.1", f"HEAD {TARGET} HTTP/1.1"
EXPECT, CHUNKED = "Expect: 100-continue", "Transfer-Encoding: chunked"
NO_DATA, OPENING = sized(body=INNER).removesuffix(INNER), sized(EXPECT).removesuffix(INNER)
WEBSOCKET = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]

# A name; the portions in which it is sent.
BODIES = [
    ("GET with a length", sized(line=GET)),
    ("GET in chunks", request(CHUNKED, line=GET, body=chunk(INNER) + END)),
    ("HEAD with a length", sized(line=HEAD)),
    ("DELETE with a length", sized(line=f"DELETE {TARGET} HTTP/1.1")),
    ("an open marker", sized(body=OPEN)),
    ("GET with an open marker", sized(line=GET, body=OPEN)),
    ("in two portions", NO_DATA, INNER),
    ("a length that never comes", request(f"Content-Length: {len(INNER) + 500}")),
    ("more than is taken", request("Content-Length: 70000", body=INNER * 2)),
    ("more than is taken, in chunks", request(CHUNKED, body=chunk("a" * 70_000) + INNER)),
    ("more fields than are taken", sized(*[f"X-{number}: y" for number in range(120)])),
    ("longer fields than are taken", sized(*[f"X-{number}: {'y' * 4000}" for number in range(5)])),
    ("Expect", sized(EXPECT)),
    ("Expect, in two portions", OPENING, INNER),
    ("Expect, GET", sized(EXPECT, line=GET).removesuffix(INNER), INNER),
    ("Expect, HEAD", sized(EXPECT, line=HEAD).removesuffix(INNER), INNER),
    ("Expect, in chunks", request(EXPECT, CHUNKED, body=""), chunk(INNER) + END),
    ("Expect something else", sized("Expect: y 100-continue")),
    ("Expect twice", sized(EXPECT, "Expect: x")),
    ("Expect, but no body comes", OPENING),
    ("Upgrade to a WebSocket", sized("Connection: Upgrade", *WEBSOCKET)),
    ("Upgrade to a WebSocket, GET", sized("Connection: Upgrade", *WEBSOCKET, line=GET)),
    ("Upgrade to h2c", sized("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")),
    ("Upgrade to nonsense", sized("Connection: Upgrade", "Upgrade: x\x0by")),
    ("the note of the proxy as hop by hop", sized("Connection: Kith-Note")),
    ("a note of its own", sized("Kith-Note: mine")),
    ("the Host as hop by hop", sized("Connection: Host")),
    ("close and the length as hop by hop", sized("Connection: close, Content-Length")),
    ("another method on top", sized("X-HTTP-Method-Override: HEAD")),
]

# A server that reads the marker as a request is right here.
HONEST = [
    ("no length", request()),
    ("no length, an open marker", request(body=OPEN)),
    ("GET and no length", request(line=GET)),
    ("a length of none", request("Content-Length: 0")),
    ("a length of none, an open marker", request("Content-Length: 0", body=OPEN)),
    ("GET and a length of none", request("Content-Length: 0", line=GET)),
    ("Expect and a length of none", request(EXPECT, "Content-Length: 0")),
    ("Upgrade to a WebSocket and no length", request("Connection: Upgrade", *WEBSOCKET, line=GET)),
]


def bodies():
    for name, *parts in BODIES:
        yield attack(f"body, {name}", *parts)
    for name, raw in HONEST:
        yield attack(f"body, {name}", raw, own=[N, C])
