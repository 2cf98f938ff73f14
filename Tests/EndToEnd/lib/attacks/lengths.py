"""Content-Length by itself: two of them, or one that is no number."""

from .model import C, INNER, N, attack, request

SIZE = len(INNER)

LENGTHS = [
    ("first none, then all", ["Content-Length: 0", f"Content-Length: {SIZE}"]),
    ("first all, then none", [f"Content-Length: {SIZE}", "Content-Length: 0"]),
    ("the same twice", [f"Content-Length: {SIZE}", f"Content-Length: {SIZE}"]),
    ("a list", [f"Content-Length: 0, {SIZE}"]),
    ("a list of the same", [f"Content-Length: {SIZE}, {SIZE}"]),
    ("plus", [f"Content-Length: +{SIZE}"]),
    ("minus", [f"Content-Length: -{SIZE}"]),
    ("hex", [f"Content-Length: {SIZE:#x}"]),
    ("a fraction", [f"Content-Length: {SIZE}.0"]),
    ("an exponent", ["Content-Length: 1e1"]),
    ("leading zeros", [f"Content-Length: 00{SIZE}"]),
    ("a space in it", [f"Content-Length: 0 {SIZE}"]),
    ("a tab in it", [f"Content-Length: 0\t{SIZE}"]),
    ("a vertical tab", [f"Content-Length: \x0b{SIZE}"]),
    ("NUL in it", [f"Content-Length: 0\x00{SIZE}"]),
    ("quoted", [f'Content-Length: "{SIZE}"']),
    ("empty", ["Content-Length:"], C),
    ("on a folded line", [f"Content-Length:\r\n {SIZE}"]),
    ("broken by a fold", [f"Content-Length: 0\r\n {SIZE}"]),
    ("space before the colon", [f"Content-Length : {SIZE}"]),
    ("underscore", [f"Content_Length: {SIZE}"], N, C),
    ("behind a bare LF", [f"X: x\nContent-Length: {SIZE}"]),
    ("behind a bare CR", [f"X: x\rContent-Length: {SIZE}"]),
    ("beyond 64 bits, 0 after wrapping", [f"Content-Length: {2**64}"]),
    ("beyond 64 bits", [f"Content-Length: {2**64 + SIZE}"]),
    ("beyond 32 bits", [f"Content-Length: {2**32 + SIZE}"]),
    ("negative in 32 bits", [f"Content-Length: {2**31}"]),
    ("named as hop by hop", ["Connection: Content-Length", f"Content-Length: {SIZE}"]),
    ("named as hop by hop and kept alive", ["Connection: keep-alive, Content-Length", f"Content-Length: {SIZE}"]),
]


def lengths():
    for name, fields, *own in LENGTHS:
        yield attack(f"CL, {name}", request(*fields), own=own)
