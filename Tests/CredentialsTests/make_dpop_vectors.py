#!/usr/bin/env python3
"""Makes DPoPVectors.swift: proofs by another implementation (pip: cryptography), for Swift to check.

Deterministic; run it again after a change:  python3 make_dpop_vectors.py > DPoPVectors.swift
"""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SEED = bytes(range(32))
NONCE_KEY = bytes.fromhex("0123456789abcdef" * 4)
MADE_AT = 5_000_000
TOKEN = "kith_" + base64.urlsafe_b64encode(bytes(range(100, 132))).rstrip(b"=").decode()
JOIN_SECRET = bytes(range(16))
JOIN_TOKEN = "7K2MQ9XW4D"
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493

key = Ed25519PrivateKey.from_private_bytes(SEED)
public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value: dict) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def spaced(value: dict) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True).encode()


def nonce() -> str:
    time = MADE_AT.to_bytes(8, "big")
    return b64(time + hmac.new(NONCE_KEY, time, hashlib.sha256).digest()[:16])


def proof(write=compact, jwk=None, token=None, **claims) -> str:
    header = {
        "typ": "dpop+jwt",
        "alg": "EdDSA",
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64(public), **(jwk or {})},
    }
    payload = {
        "jti": "e1j3V_bKic8-LAEB",
        "htm": "GET",
        "htu": "http://192.168.1.20:6969/v1/self",
        "iat": 1562262616,
        "nonce": nonce(),
        **({"ath": b64(hashlib.sha256(token.encode()).digest())} if token else {}),
        **claims,
    }
    signed = b64(write(header)) + "." + b64(write(payload))
    return signed + "." + b64(key.sign(signed.encode()))


# (name, method, url, comes with the token, proof)
PROOFS = [
    ("plain", "GET", "http://192.168.1.20:6969/v1/self", False, proof()),
    ("with a token", "GET", "http://192.168.1.20:6969/v1/self", True, proof(token=TOKEN)),
    ("spaced, sorted", "GET", "http://192.168.1.20:6969/v1/self", False, proof(write=spaced)),
    (
        "post to a v6 address",
        "POST",
        "http://[fd00::20]:6969/v1/self/token",
        False,
        proof(htm="POST", htu="http://[FD00::20]:6969/v1/self/token"),
    ),
    (
        "default port, query, fragment, capitals",
        "GET",
        "https://kith.example/v1/events",
        True,
        proof(token=TOKEN, htu="HTTPS://Kith.Example:443/v1/events?after=3#x"),
    ),
    (
        "a key as WebCrypto exports it, and claims nobody asked for",
        "GET",
        "http://192.168.1.20:6969/v1/self",
        False,
        proof(jwk={"key_ops": ["verify"], "ext": True, "alg": "EdDSA"}, iat=1562262616.25, extra={"a": [1]}),
    ),
]


def recover_x(y: int) -> int:
    d = -121665 * pow(121666, P - 2, P) % P
    square = (y * y - 1) * pow(d * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return -1 if x * x % P != square else x


def signature_with_second_spelling_of_r() -> bytes:
    """R is the neutral element, spelled p + 1. The equation holds; only the spelling is wrong."""
    digest = hashlib.sha512(SEED).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    r = (P + 1).to_bytes(32, "little")
    k = int.from_bytes(hashlib.sha512(r + public + b"message").digest(), "little") % L
    return r + (k * scalar % L).to_bytes(32, "little")


def keys_off_the_curve(count: int) -> list[str]:
    found = []
    for seed in range(1000):
        y = int.from_bytes(hashlib.sha256(seed.to_bytes(4, "big")).digest(), "little") & ((1 << 255) - 1)
        if recover_x(y) == -1:
            found.append((y | (seed & 1) << 255).to_bytes(32, "little").hex())
        if len(found) == count:
            return found
    raise AssertionError


def string(text: str, indent: int) -> str:
    """A Swift literal in lines of at most 80 characters, the later ones indented."""
    lines = [text[start : start + 80] for start in range(0, len(text), 80)]
    return '"' + f'"\n{" " * indent}+ "'.join(lines) + '"'


print("// Made by make_dpop_vectors.py. Change that, not this.\n")
print("import Testing\n")
print("enum DPoPVectors {")
print(f'    static let seed = "{SEED.hex()}"')
print(f'    static let publicKey = "{public.hex()}"')
print(f'    static let token = "{TOKEN}"')
print(f"    static let madeAt = Duration.milliseconds({MADE_AT})")
print(f'    static let nonce = "{nonce()}"')
print(f'    static let joinSecret = "{b64(JOIN_SECRET)}"')
print(f'    static let joinToken = "{JOIN_TOKEN}"')
join = hmac.new(JOIN_SECRET, b"kith-join-v1" + JOIN_TOKEN.encode() + public, hashlib.sha512).digest()
print(f"    static let joinProof =\n        {string(b64(join), 8)}")
print(f"    static let secondSpellingOfR =\n        {string(signature_with_second_spelling_of_r().hex(), 8)}\n")
print("    static let keysOffTheCurve = [")
for text in keys_off_the_curve(8):
    print(f'        "{text}",')
print("    ]\n")
print("    struct Vector: Sendable, CustomTestStringConvertible {")
print("        let name: String\n        let method: String\n        let url: String")
print("        let hasToken: Bool\n        let proof: String\n")
print("        var testDescription: String { name }\n    }\n")
print("    static let proofs = [")
for name, method, url, has_token, text in PROOFS:
    print(f'        Vector(\n            name: "{name}",\n            method: "{method}", url: "{url}",')
    print(f"            hasToken: {str(has_token).lower()},\n            proof: {string(text, 16)}\n        ),")
print("    ]\n}")
