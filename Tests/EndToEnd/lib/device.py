"""A device of its own making: it speaks to kith by what is promised to programs of others, and by nothing else."""

import base64
import collections
import hashlib
import hmac
import http.client
import json
import secrets
import time
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Answer:
    """Status, header fields in small letters, and the body, read as JSON where it is that."""

    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        # Of fields that must not be there twice.
        self.counts = collections.Counter(name.lower() for name, _ in response.getheaders())
        self.set_cookies = response.headers.get_all("Set-Cookie") or []
        self.text = response.read().decode()

    @property
    def cookies(self):
        """What a browser would keep of it."""
        return dict(cookie.split(";")[0].split("=", 1) for cookie in self.set_cookies)

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def code(self):
        return self.json.get("code") if self.text.startswith("{") else None


class Device:
    """One key, and what it was given."""

    def __init__(self, host, port, source=None):
        self.host, self.port, self.source = host, port, source
        self.key = Ed25519PrivateKey.generate()
        self.token = None
        self.nonce = None

    @property
    def public_key(self):
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return encode(self.key.public_key().public_bytes(*raw))

    @property
    def origin(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def connect(self):
        source = (self.source, 0) if self.source else None
        return http.client.HTTPConnection(self.host, self.port, timeout=10, source_address=source)

    def send(self, method, path, body=None, **fields):
        """One request as it is; names of fields with _ for -."""
        connection = self.connect()
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, headers)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        self.nonce = answer.fields.get("dpop-nonce", self.nonce)
        return answer

    def proof(self, method, path, token=None, **changes):
        """A DPoP proof (RFC 9449, 4.2); `changes` put other claims in it, or None for none."""
        claims = {
            "htm": method,
            "htu": self.origin + path.split("?")[0],
            "jti": secrets.token_urlsafe(16),
            "iat": int(time.time()),
            "nonce": self.nonce,
            "ath": encode(hashlib.sha256(token.encode()).digest()) if token else None,
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": self.public_key}
        header = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk}
        signed = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{encode(self.key.sign(signed.encode()))}"

    def ask(self, method, path, body=None, token=True, **fields):
        """A signed request, sent again with a nonce where one is wanted."""
        token = self.token if token is True else token
        for _ in range(2):
            credential = {"Authorization": f"DPoP {token}"} if token else {}
            proof = self.proof(method, path, token)
            answer = self.send(method, path, body, DPoP=proof, **credential, **fields)
            if answer.code != "use_dpop_nonce":
                break
        return answer

    def claim(self, url, name=None, **changes):
        """Shows that it has seen the code. `url` is what the code holds."""
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["token"][0]
        secret = decode(url.split("#")[1])
        message = b"kith-join-v1" + token.encode() + decode(self.public_key)
        proof = encode(hmac.new(secret, message, hashlib.sha512).digest())
        body = {"token": token, "public_key": self.public_key, "proof": proof} | ({"name": name} if name else {})
        return self.send("POST", "/join", body | changes)

    def outcome(self, claim):
        """Waits for how its pairing goes: the type of the event and its data."""
        answer = self.send("GET", "/join/events", Authorization=f"Claim {claim}")
        if answer.status != 200:
            return None, answer
        lines = [line.split(": ", 1) for line in answer.text.splitlines() if ": " in line]
        fields = dict(lines)
        return fields.get("event"), json.loads(fields.get("data", "null"))


# A proxy with TLS on this machine: an agent that trusts this address takes its word for it.
TLS_PROXY = "127.0.0.9"


def by_tls(device):
    """The same device, by way of that proxy."""

    class Secure(type(device)):
        @property
        def origin(self):
            return f"https://{self.host}:{self.port}"

        def send(self, method, path, body=None, **fields):
            return super().send(method, path, body, **({"X_Forwarded_Proto": "https"} | fields))

    secure = object.__new__(Secure)
    secure.__dict__.update(device.__dict__)
    secure.source = TLS_PROXY
    return secure
