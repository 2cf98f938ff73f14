"""Faults that are planted to see whether the fuzzers' promises tell: docs/fuzzing.md.

Each is one expression of a room that reads something wrongly and says nothing. All are built into one set of programs, as
`isPlanted("NAME") ? wrong : right`, so that a program reads as it should unless it is told to be wrong in one of them.
"""

import dataclasses
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Which fault a program has. Written beside the files of every room that has any.
VARIABLE = "KITH_FUZZ_FAULT"
SWITCH = f"""\
internal import Glibc

private let planted = unsafe getenv("{VARIABLE}").map {{ unsafe String(cString: $0) }}
func isPlanted(_ fault: String) -> Bool {{ planted == fault }}
"""


@dataclasses.dataclass(frozen=True)
class Fault:
    fuzzer: str
    what: str
    file: str
    right: str
    wrong: str
    # Where the expression alone is there several times: the line up to it.
    before: str = ""

    @property
    def name(self):
        return f"{self.fuzzer}: {self.what}"


def plant(folder):
    """Copies of the files with a fault, by the files that they stand for; and for each of these rooms the switch."""
    shutil.rmtree(folder, ignore_errors=True)
    copies, switches = {}, {}
    for fault in FAULTS:
        original = ROOT / "Sources" / fault.file
        room = fault.file.split("/")[0]
        copy = folder / fault.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = (copy if copy.exists() else original).read_text()
        right, before = fault.right, fault.before
        if text.count(before + right) != 1:
            sys.exit(f"fuzz: {fault.name}: {before + right!r} is not there once in {fault.file}")
        chosen = f'(isPlanted("{fault.name}") ? ({fault.wrong}) : ({right}))'
        copy.write_text(text.replace(before + right, before + chosen))
        copies[original] = copy
        switches[room] = folder / room / "Planted.swift"
    for switch in switches.values():
        switch.write_text(SWITCH)
    return copies, switches


SERVER = "HTTPServer/Message/"
FAULTS = (
    Fault("Requests", "two lengths", SERVER + "HeadNotes.swift", "lengths == 1", "lengths >= 1"),
    Fault("Requests", "a length beside chunks", SERVER + "HeadNotes.swift", "lengths == 0", "true"),
    Fault("Requests", "two hosts", SERVER + "HeadNotes.swift", "hosts == 1", "hosts >= 1"),
    Fault(
        "Requests",
        "a bare CR",
        SERVER + "HeadScanner.swift",
        "bytes[position] == byte",
        "bytes[position] == byte || byte == Octet.lineFeed",
    ),
    Fault(
        "Requests", "an old client that is kept", SERVER + "HeadNotes.swift", "(!isHTTP10 || wantsKeepAlive)", "true",
    ),
    Fault("Requests", "a body too long", SERVER + "RequestReader.swift", "unread.prefix(missing)", "unread"),
    Fault(
        "Chunks",
        "each within the limit",
        SERVER + "ChunkedDecoder.swift",
        "size <= limits.body - bodyBytes",
        "size <= limits.body",
    ),
    Fault(
        "Chunks",
        "extensions without end",
        SERVER + "ChunkedDecoder.swift",
        "extensionBytes <= limits.chunkExtensions",
        "true",
    ),
    Fault("Chunks", "any end of a chunk", SERVER + "ChunkedDecoder.swift", "byte == expected", "true"),
    Fault("Chunks", "trailers without end", SERVER + "TrailerScanner.swift", "fields <= most", "true"),
    Fault("Frames", "a reserved bit", "HTTPServer/WebSocket/FrameHead.swift", "byte & 0x70 == 0", "byte & 0x30 == 0"),
    Fault("Frames", "a length in a longer form", "HTTPServer/WebSocket/FrameHead.swift", "length >= least", "true"),
    Fault("Frames", "a mask that begins anew", "HTTPServer/WebSocket/FrameMask.swift", "(bytes.count & 3)", "0"),
    Fault("Frames", "half a character", "HTTPServer/WebSocket/FrameDecoder.swift", "text.isComplete", "true"),
    Fault("Responses", "chunks beside a length", "HTTPClient/BodyDecoder.swift", "lengths.isEmpty", "true"),
    Fault("Responses", "a body behind HEAD", "HTTPClient/BodyDecoder.swift", "method != .head", "true"),
    Fault("Responses", "an interim answer", "HTTPClient/HeadParser.swift", "head.status.code >= 200", "true"),
    Fault(
        "Responses", "a part of a chunk", "HTTPClient/BodyDecoder.swift", "missing == 0", "true", "                if ",
    ),
    Fault("URLs", "NUL", "HTTPMessage/PercentEncoding.swift", "byte != 0", "true"),
    Fault("URLs", "a port too high", SERVER + "RequestLine.swift", "number <= Int(UInt16.max)", "number <= 99_999"),
    Fault("URLs", "a plus", "HTTPMessage/PercentEncoding.swift", "plusIsSpace", "true", '"+"), '),
    Fault("URLs", "a fragment", "HTTPMessage/Target.swift", '$0 != UInt8(ascii: "#")', "true"),
    Fault(
        "Fields",
        "a tag that runs on",
        SERVER + "EntityTag.swift",
        "rest.first == nil || rest.first == Octet.comma",
        "true",
    ),
    Fault(
        "Fields",
        "an event beyond all",
        "HTTPServer/EventStream/LastEventID.swift",
        "digits.count <= 19",
        "digits.count <= 20",
    ),
    Fault("Fields", "a blank behind a value", "HTTPMessage/HeaderFields.swift", "!$0.isBlank", "true"),
    Fault("Fields", "two versions", "HTTPServer/WebSocket/WebSocketHandshake.swift", "versions.count <= 1", "true"),
    Fault(
        "JSONTexts", "one value too many", "JSON/JSONReader.swift", "values < limits.values", "values <= limits.values",
    ),
    Fault("JSONTexts", "half a pair", "JSON/JSONReader+Scalars.swift", "UTF16.isTrailSurrogate(second)", "true"),
    Fault(
        "JSONTexts",
        "a script in a string",
        "JSON/JSONWriter.swift",
        "string.utf8.allSatisfy(isPlain)",
        "!string.utf8.contains(34)",
    ),
    Fault("JSONTexts", "what follows", "JSON/JSONReader.swift", "reader.position == bytes.count", "true"),
    Fault("Bodies", "a field that nobody knows", "WebInterface/Routes/Body.swift", "!known.contains($0)", "false"),
    Fault(
        "Bodies", "a name that cannot be seen", "PairingCore/Values/Name.swift", "value != 0x200D", "value == 0x202E",
    ),
    Fault("Bodies", "some of the areas", "WebInterface/Routes/Body.swift", "!areas.contains(nil)", "true"),
    Fault("Proofs", "no token", "Credentials/DPoP/DPoPProof.swift", 'octets(claims["ath"]) == token.octets', "true"),
    Fault(
        "Proofs",
        "any address",
        "Credentials/DPoP/DPoPProof.swift",
        "TargetURL(htu) == expected.url",
        "TargetURL(htu) != nil",
    ),
    Fault(
        "Proofs",
        "any signature",
        "Credentials/DPoP/DPoPProof.swift",
        "Ed25519.verify(signature: jws.signature, message: jws.signed, key: key)",
        "true",
    ),
    Fault("Proofs", "an old nonce", "Credentials/NonceMint.swift", "now < expires", "true"),
)
