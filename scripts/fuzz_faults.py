"""Planted faults that show whether the fuzzers' promises find them: docs/fuzzing.md.

Each is one expression of a module that reads something wrongly and says nothing. All are built into one set of programs, as
`isPlanted("NAME") ? wrong : right`, so that a program is correct unless a fault is switched on.
"""

import dataclasses
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Which fault a program has. Written next to the files of every module with faults.
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
    # For an expression that occurs several times: the line up to it.
    before: str = ""

    @property
    def name(self):
        return f"{self.fuzzer}: {self.what}"


def plant(folder):
    """Copies of the files with a fault, by the files that they stand for; and for each of these modules the switch."""
    shutil.rmtree(folder, ignore_errors=True)
    copies, switches = {}, {}
    for fault in FAULTS:
        original = ROOT / "Sources" / fault.file
        module = fault.file.split("/")[0]
        copy = folder / fault.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = (copy if copy.exists() else original).read_text()
        right, before = fault.right, fault.before
        if text.count(before + right) != 1:
            sys.exit(f"fuzz: {fault.name}: {before + right!r} is not there once in {fault.file}")
        chosen = f'(isPlanted("{fault.name}") ? ({fault.wrong}) : ({right}))'
        copy.write_text(text.replace(before + right, before + chosen))
        copies[original] = copy
        switches[module] = folder / module / "Planted.swift"
    for switch in switches.values():
        switch.write_text(SWITCH)
    return copies, switches


SERVER, SOCKETS, PROOFS = "HTTPServer/Message/", "HTTPServer/WebSocket/", "Credentials/DPoP/DPoPProof.swift"
FAULTS = (
    Fault("Requests", "two lengths", SERVER + "HeadNotes.swift", "lengths == 1", "lengths >= 1"),
    Fault("Requests", "a length next to chunks", SERVER + "HeadNotes.swift", "lengths == 0", "true"),
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
        "Requests",
        "a head without end",
        SERVER + "HeadScanner.swift",
        "position < limits.head",
        "position < limits.head + 8",
    ),
    Fault("Requests", "another minor version", SERVER + "RequestLine.swift", 'minor <= UInt8(ascii: "1")', "true"),
    Fault("Requests", "a user in a target", SERVER + "RequestLine.swift", "bytes.hasAuthority(at: authority)", "true"),
    Fault(
        "Requests",
        "an asterisk for GET",
        SERVER + "RequestLine.swift",
        "form != .asterisk || verb == .options",
        "true",
    ),
    Fault("Requests", "a length of other digits", SERVER + "HeadNotes.swift", "Octet.isDigit(bytes[index])", "true"),
    Fault(
        "Requests",
        "an unknown coding",
        SERVER + "HeadNotes.swift",
        "bytes.has(Self.chunkedValue, at: encoding)",
        "true",
    ),
    Fault(
        "Requests", "one field too many", SERVER + "HeadScanner.swift", "fields.count < most", "fields.count <= most",
    ),
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
    Fault(
        "Chunks",
        "long trailers",
        SERVER + "TrailerScanner.swift",
        "bytes <= limits.trailerBytes + 2",
        "bytes <= limits.trailerBytes + 4",
    ),
    Fault(
        "Chunks",
        "a trailer that is no field",
        SERVER + "TrailerScanner.swift",
        "byte == Octet.colon || Octet.isToken(byte)",
        "byte != Octet.lineFeed",
    ),
    Fault(
        "Chunks", "a size of many digits", SERVER + "ChunkedDecoder.swift", "digits <= limits.chunkSizeDigits", "true",
    ),
    Fault("Chunks", "a size of none", SERVER + "ChunkedDecoder.swift", "digits > 0", "true"),
    Fault(
        "Chunks",
        "half an extension",
        SERVER + "ChunkExtensionScanner.swift",
        "stage == .name || stage == .token || stage == .afterQuoted",
        "true",
    ),
    Fault("Frames", "a reserved bit", SOCKETS + "FrameHead.swift", "byte & 0x70 == 0", "byte & 0x30 == 0"),
    Fault("Frames", "a length in a longer form", SOCKETS + "FrameHead.swift", "length >= least", "true"),
    Fault("Frames", "a mask that starts again", SOCKETS + "FrameMask.swift", "(bytes.count & 3)", "0"),
    Fault("Frames", "half a character", SOCKETS + "FrameDecoder.swift", "text.isComplete", "true"),
    Fault("Frames", "fragments without end", SOCKETS + "FrameDecoder.swift", "fragments <= limits.fragments", "true"),
    Fault(
        "Frames",
        "a message within a message",
        SOCKETS + "FrameDecoder.swift",
        "(head.opcode == .continuation) == (kind != nil)",
        "true",
    ),
    Fault("Frames", "text beyond the last character", SOCKETS + "TextCheck.swift", "0x80...0x8F", "0x80...0xBF"),
    Fault("Frames", "three bytes for two", SOCKETS + "TextCheck.swift", "0xA0...0xBF", "0x80...0xBF"),
    Fault("Frames", "four bytes for three", SOCKETS + "TextCheck.swift", "0x90...0xBF", "0x80...0xBF"),
    Fault("Responses", "chunks next to a length", "HTTPClient/BodyDecoder.swift", "lengths.isEmpty", "true"),
    Fault("Responses", "a body behind HEAD", "HTTPClient/BodyDecoder.swift", "method != .head", "true"),
    Fault("Responses", "an interim answer", "HTTPClient/HeadParser.swift", "head.status.code >= 200", "true"),
    Fault(
        "Responses", "a part of a chunk", "HTTPClient/BodyDecoder.swift", "missing == 0", "true", "                if ",
    ),
    Fault("Responses", "a body behind 204", "HTTPClient/BodyDecoder.swift", "!head.status.forbidsBody", "true"),
    Fault("Responses", "an unknown coding", "HTTPClient/BodyDecoder.swift", 'coding.lowercased() == "chunked"', "true"),
    Fault("Responses", "a length with a sign", "HTTPClient/HeadParser.swift", 'first != UInt8(ascii: "+")', "true"),
    Fault("URLs", "NUL", "HTTPMessage/PercentEncoding.swift", "byte != 0", "true"),
    Fault("URLs", "a port too high", SERVER + "RequestLine.swift", "number <= Int(UInt16.max)", "number <= 99_999"),
    Fault("URLs", "a plus", "HTTPMessage/PercentEncoding.swift", "plusIsSpace", "true", '"+"), '),
    Fault("URLs", "a fragment", "HTTPMessage/Target.swift", '$0 != UInt8(ascii: "#")', "true"),
    Fault("URLs", "an address of one colon", SERVER + "RequestLine.swift", "colons >= 2", "colons >= 1"),
    Fault(
        "URLs",
        "names that look alike",
        "HTTPMessage/FormFields.swift",
        "self.name.utf8.elementsEqual(name.utf8)",
        "self.name == name",
    ),
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
        "HTTPMessage/LastEventID.swift",
        "digits.count <= 19",
        "digits.count <= 20",
    ),
    Fault("Fields", "a blank behind a value", "HTTPMessage/HeaderFields.swift", "!$0.isBlank", "true"),
    Fault("Fields", "two versions", SOCKETS + "WebSocketHandshake.swift", "versions.count <= 1", "true"),
    Fault("Fields", "two keys", SOCKETS + "WebSocketHandshake.swift", "keys.count == 1", "!keys.isEmpty"),
    Fault(
        "Fields",
        "a key of other characters",
        SOCKETS + "WebSocketHandshake.swift",
        "key.utf8.prefix(22).allSatisfy(base64Digits.contains)",
        "true",
    ),
    Fault(
        "Fields",
        "no upgrade of the connection",
        SOCKETS + "WebSocketHandshake.swift",
        'request.fields.list("Connection").contains(where: { $0.lowercased() == "upgrade" })',
        "true",
    ),
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
    Fault(
        "JSONTexts",
        "a key twice",
        "JSON/JSONReader.swift",
        "seen.insert(ExactText(key)).inserted",
        "seen.insert(ExactText(key)).inserted || true",
    ),
    Fault("JSONTexts", "a control in a string", "JSON/JSONReader+Scalars.swift", "byte >= 0x20", "true"),
    Fault(
        "JSONTexts",
        "zeros before a number",
        "JSON/JSONReader+Scalars.swift",
        '!take(UInt8(ascii: "0"))',
        '!take(UInt8(ascii: "0")) || isDigit((try? peek()) ?? 0)',
    ),
    Fault("Bodies", "a field that nobody knows", "WebAPI/Body.swift", "!known.contains($0)", "false"),
    Fault(
        "Bodies", "a name that cannot be seen", "Core/Values/Name.swift", "value != 0x200D", "value == 0x202E",
    ),
    Fault("Bodies", "some of the areas", "WebAPI/AreaRoute.swift", "!ids.contains(nil)", "true"),
    Fault(
        "Bodies", "areas that were not named", "WebAPI/AreaRoute.swift", ".add(name, url, areas: areas ?? [])", ".add(name, url, areas: [])",
    ),
    Fault("Bodies", "a port with a sign", "Core/Areas/ServiceURL.swift", "String(number) == portText", "true"),
    Fault("Bodies", "an address that is a name", "Core/Areas/ServiceURL.swift", "!isNumber", "true", "return "),
    Fault("Bodies", "another kind of token", "WebAPI/TokenBody.swift", '$0.string == "bearer"', "$0.string != nil"),
    Fault("Bodies", "any page", "WebAPI/Forwarding/SignInBody.swift", "path.isEmpty || Target(path) != nil", "true"),
    Fault("Bodies", "any type", "WebAPI/Body.swift", 'type?.lowercased() == "application/json"', "true"),
    Fault(
        "Bodies",
        "another scheme",
        "WebAPI/Route.swift",
        "field.prefix(scheme.count).lowercased() == scheme",
        "true",
    ),
    Fault("Bodies", "some of the scopes", "WebAPI/Body.swift", "scopes.contains(nil)", "false"),
    Fault("Bodies", "a long name", "Core/Values/Name.swift", "trimmed.count <= Limits.nameCharacters", "true"),
    Fault("Bodies", "a long token", "Core/Values/Secrets.swift", "text.utf8.count == Self.length", "true"),
    Fault("Proofs", "no token", PROOFS, 'octets(claims["ath"]) == token.octets', "true"),
    Fault("Proofs", "any address", PROOFS, "TargetURL(htu) == expected.url", "TargetURL(htu) != nil"),
    Fault(
        "Proofs",
        "any signature",
        PROOFS,
        "Ed25519.verify(signature: jws.signature, message: jws.signed, key: key)",
        "true",
    ),
    Fault("Proofs", "an old nonce", "Credentials/NonceMint.swift", "now < expires", "true"),
    Fault("Proofs", "another type", PROOFS, 'header["typ"].isExactly("dpop+jwt")', "true"),
    Fault("Proofs", "another algorithm", PROOFS, 'header["alg"].isExactly("EdDSA")', "true"),
    Fault("Proofs", "another kind of key", PROOFS, 'jwk["kty"].isExactly("OKP")', "true"),
    Fault("Proofs", "another curve", PROOFS, 'jwk["crv"].isExactly("Ed25519")', "true"),
    Fault("Proofs", "an extension that must be known", PROOFS, 'header["crit"] == nil', "true"),
    Fault("Proofs", "a private key", PROOFS, 'jwk["d"] == nil', "true"),
    Fault(
        "Proofs",
        "its own short name",
        PROOFS,
        "(8...128).contains(jti.utf8.count)",
        "(7...128).contains(jti.utf8.count)",
    ),
    Fault(
        "Proofs",
        "a nonce of somebody else",
        "Credentials/NonceMint.swift",
        "constantTimeEqual(Array(bytes.dropFirst(Self.timeCount)), code(of: time, place))",
        "true",
    ),
    Fault("Records", "what waits is forgotten", "TLS/TLSSession.swift", "left > 0", "false"),
    Fault(
        "Records",
        "only the head of a record",
        "TLS/TLSSession.swift",
        "unsafe libssl.functions.SSL_has_pending(pointer) == 1 || waitsForBody",
        "unsafe libssl.functions.SSL_has_pending(pointer) == 1",
    ),
    Fault("Records", "a wrong record is one that waits", "TLS/TLSSession.swift", "hasFailed", "false", "        return "),
    Fault("Records", "half a record", "TLS/TLSSession.swift", "min($0.count, Self.recordBytes)", "min($0.count / 2 + 1, Self.recordBytes)"),
    Fault("Records", "a protocol that begins so", "TLS/ApplicationProtocol.swift", "offered.elementsEqual(name)", "offered.starts(with: name)"),
)
