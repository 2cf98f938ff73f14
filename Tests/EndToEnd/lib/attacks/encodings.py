"""Content-Length against Transfer-Encoding, in the hope that one of two programs does not see the latter."""

from .model import C, END, INNER, N, attack, chunk, request

CHUNKED, NOBODY = "Transfer-Encoding: chunked", ()

# A name; the field; who reads chunks and forgets the length; who does not take the field for an encoding at all.
FIELDS = [
    ("plain", "Transfer-Encoding: chunked", [C], NOBODY),
    ("small letters, no space", "transfer-encoding:chunked", [C], NOBODY),
    ("capitals", "Transfer-Encoding: CHUNKED", [C], NOBODY),
    ("mixed letters", "tRANSFER-eNCODING: cHuNkEd", [C], NOBODY),
    ("tab before the value", "Transfer-Encoding:\tchunked", [C], NOBODY),
    ("tab behind the value", "Transfer-Encoding: chunked\t", [C], NOBODY),
    ("vertical tab", "Transfer-Encoding:\x0bchunked", NOBODY, NOBODY),
    ("form feed", "Transfer-Encoding: \x0cchunked", NOBODY, NOBODY),
    ("no-break space", "Transfer-Encoding: \xa0chunked", NOBODY, NOBODY),
    ("NUL behind the value", "Transfer-Encoding: chunked\x00", NOBODY, NOBODY),
    ("control before the value", "Transfer-Encoding: \x01chunked", NOBODY, NOBODY),
    ("double quotes", 'Transfer-Encoding: "chunked"', NOBODY, NOBODY),
    ("single quotes", "Transfer-Encoding: 'chunked'", NOBODY, NOBODY),
    ("xchunked", "Transfer-Encoding: xchunked", NOBODY, NOBODY),
    ("chunked and a parameter", "Transfer-Encoding: chunked;q=1", NOBODY, NOBODY),
    ("a comma behind", "Transfer-Encoding: chunked,", NOBODY, NOBODY),
    ("a comma before", "Transfer-Encoding: ,chunked", NOBODY, NOBODY),
    ("chunked, identity", "Transfer-Encoding: chunked, identity", NOBODY, NOBODY),
    ("identity, chunked", "Transfer-Encoding: identity, chunked", NOBODY, NOBODY),
    ("identity", "Transfer-Encoding: identity", NOBODY, NOBODY),
    ("empty", "Transfer-Encoding:", NOBODY, NOBODY),
    ("twice, chunked first", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", NOBODY, NOBODY),
    ("twice, chunked last", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", NOBODY, NOBODY),
    ("value on a folded line", "Transfer-Encoding:\r\n chunked", [C], NOBODY),
    ("value broken by a fold", "Transfer-Encoding: chun\r\n ked", NOBODY, NOBODY),
    ("on a folded line of another", "X: x\r\n Transfer-Encoding: chunked", NOBODY, [C]),
    ("space before the colon", "Transfer-Encoding : chunked", NOBODY, NOBODY),
    ("tab before the colon", "Transfer-Encoding\t: chunked", NOBODY, NOBODY),
    ("underscore", "Transfer_Encoding: chunked", NOBODY, [N, C]),
    ("space in the name", "Transfer Encoding: chunked", NOBODY, NOBODY),
    ("colon before the name", ":Transfer-Encoding: chunked", NOBODY, [C]),
    ("NUL in the name", "Transfer-\x00Encoding: chunked", NOBODY, NOBODY),
    ("NUL before the name", "\x00Transfer-Encoding: chunked", NOBODY, NOBODY),
    ("behind a bare LF", "X: x\nTransfer-Encoding: chunked", [C], NOBODY),
    ("behind a bare CR", "X: x\rTransfer-Encoding: chunked", NOBODY, NOBODY),
    ("behind CR LF CR", "X: x\r\n\rTransfer-Encoding: chunked", NOBODY, NOBODY),
    ("named as hop by hop", f"Connection: Transfer-Encoding\r\n{CHUNKED}", [C], NOBODY),
    ("its length named as hop by hop", f"Connection: Content-Length\r\n{CHUNKED}", [C], NOBODY),
    ("as TE", "TE: chunked", NOBODY, [N, C]),
]


def encodings():
    """Each field twice: for a proxy that reads the length and a server that reads chunks, and the other way round."""
    for name, field, chunked, ignored in FIELDS:
        body = END + INNER
        yield attack(f"CL.TE, {name}", request(f"Content-Length: {len(body)}", field, body=body), own=chunked)
        body = chunk(INNER) + END
        first_line = body.index("\n") + 1
        yield attack(f"TE.CL, {name}", request(f"Content-Length: {first_line}", field, body=body), own=ignored)
