"""Chunk sizes, extensions and trailers that hide where a chunk, or the body, ends."""

from .model import C, END, INNER, N, OPEN, attack, chunk, request

SIZE = f"{len(INNER):x}"
DATA = f"{INNER}\r\n{END}"

SIZES = [
    ("a bare LF behind the size", f"{SIZE}\n{DATA}"),
    ("a bare CR behind the size", f"{SIZE}\r{DATA}"),
    ("a bare LF behind the data", f"1\r\na\n{END}{INNER}", N),
    ("nothing behind the data", f"1\r\na{END}{INNER}"),
    ("something behind the data", f"1\r\naX\r\n{END}{INNER}"),
    ("a space before the size", f" {SIZE}\r\n{DATA}"),
    ("a space behind the size", f"{SIZE} \r\n{DATA}"),
    ("plus", f"+{SIZE}\r\n{DATA}"),
    ("minus", f"-1\r\n{DATA}"),
    ("0x", f"0x{SIZE}\r\n{DATA}"),
    ("an underscore", f"0_1\r\n{DATA}"),
    ("17 digits", f"{'0' * 15}{SIZE}\r\n{DATA}"),
    ("beyond 64 bits", f"1{'0' * 14}{SIZE}\r\n{DATA}"),
    ("all of 64 bits", f"{'F' * 16}\r\n{DATA}"),
    ("no size", f"\r\n{DATA}"),
    ("letters that are no digits", f"zz\r\n{DATA}"),
    ("a marker as data", f"{SIZE}\r\n{DATA}"),
    ("an open marker as data", chunk(OPEN) + END),
    ("two lines at the end without CR", f"0\n\n{INNER}", N, C),
    ("the end without CR", f"0\r\n\n{INNER}", N, C),
]

EXTENSIONS = [
    ("a bare LF before the name", f"2;\nxx\r\n{SIZE}\r\n{END}{INNER}{END}"),
    ("a bare LF ends it", f"1;a\nb\r\n{END}{INNER}", N, C),
    ("a bare CR in it", f"1;a\rb\r\nx\r\n{END}{INNER}", C),
    ("NUL in it", f"1;a\x00\r\nx\r\n{END}{INNER}", N, C),
    ("an open quote", f'1;a="\r\nx\r\n{END}{INNER}', N, C),
    ("a quoted CR LF", f'1;a="\r\n{END}{INNER}"\r\nx\r\n{END}'),
    ("a long one", f"1;{'a' * 5000}\r\nx\r\n{END}{INNER}", N),
    ("behind the last size", f"0;a=b\r\n\r\n{INNER}", N, C),
    ("a semicolon alone", f"1;\r\nx\r\n{END}{INNER}", N, C),
]

TRAILERS = [
    ("a length", f"0\r\nContent-Length: {len(INNER)}\r\n\r\n{INNER}", N, C),
    ("an encoding", f"0\r\nTransfer-Encoding: identity\r\n\r\n{INNER}", N, C),
    ("a Host", f"0\r\nHost: other\r\n\r\n{INNER}", N, C),
    ("one that ends with a bare LF", f"0\r\nX: y\n\r\n{INNER}", N, C),
    ("one without a colon", f"0\r\n{INNER}"),
    ("a folded one", f"0\r\nX: y\r\n z\r\n\r\n{INNER}", N, C),
    ("a marker behind a bare CR", f"0\r\nX: y\r{INNER}"),
]

ANNOUNCED = [
    ("a length", "Content-Length", f"0\r\nContent-Length: {len(INNER)}\r\n\r\n{INNER}", N),
    ("an encoding", "Transfer-Encoding", f"0\r\nTransfer-Encoding: identity\r\n\r\n{INNER}", N),
    ("a field", "X", f"0\r\nX: y\r\n\r\n{INNER}", N, C),
]


def chunked():
    field = "Transfer-Encoding: chunked"
    for kind, bodies in [("chunks", SIZES), ("chunk extension", EXTENSIONS), ("trailer", TRAILERS)]:
        for name, body, *own in bodies:
            yield attack(f"{kind}, {name}", request(field, body=body), own=own)
    for name, announced, body, *own in ANNOUNCED:
        yield attack(f"announced trailer, {name}", request(field, f"Trailer: {announced}", body=body), own=own)
