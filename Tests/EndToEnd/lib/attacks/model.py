"""What an attack is, and what they are made of."""

from typing import NamedTuple

# The number of an attack takes the place of the signs, so lengths stay as they are.
TARGET, MARKER = "/attack/###", "/marker/###"
INNER = f"GET {MARKER} HTTP/1.1\r\nHost: h\r\n\r\n"
# Takes the line that comes next for the value of its field, and what follows for its own fields.
OPEN = f"GET {MARKER} HTTP/1.1\r\nX-Rest: "

# Who takes the marker for the next request of the same client, and passes it on as such.
N, C = "nginx", "caddy"


class Attack(NamedTuple):
    """`own` are the proxies to which the bytes say that the marker is a request of its own.

    They say so to the server behind them, too. Nothing is smuggled by that: the client might have sent it as one.
    """

    name: str
    parts: tuple
    own: tuple

    def raw(self, number):
        """What to send, part by part."""
        return [part.replace("###", f"{number:03}").encode("latin-1") for part in self.parts]


def attack(name, *parts, own=()):
    return Attack(name, parts, tuple(own))


def request(*fields, line=f"POST {TARGET} HTTP/1.1", host="Host: h", body=INNER):
    return "\r\n".join([line, *([host] if host else []), *fields, "", body])


def sized(*fields, body=INNER, **more):
    """With a Content-Length that says the truth."""
    return request(*fields, f"Content-Length: {len(body)}", body=body, **more)


def chunk(text):
    return f"{len(text):x}\r\n{text}\r\n"


END = "0\r\n\r\n"
