"""A client that holds TLS in memory over a socket: it decides which sealed bytes go out, and when."""

import contextlib
import socket
import ssl

NAME = "kith.home.example"
# The types of a record, and the largest one.
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
LARGEST_RECORD = 16_384


def trusting(store, name=NAME, version=None):
    context = ssl.create_default_context(cafile=store)
    context.check_hostname = name == NAME
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def record(kind, data, version=b"\x03\x03"):
    """As it is on the wire, sealed by nobody."""
    return bytes([kind]) + version + len(data).to_bytes(2, "big") + data


def hello(version=ssl.TLSVersion.TLSv1_3):
    """A ClientHello of that version, made by Python's own TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = version
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname=NAME).do_handshake()
    return outgoing.read()


def one_by_one(data):
    return [data[place : place + 1] for place in range(len(data))]


class Client:
    """Sends what `pieces` makes of each portion of sealed bytes."""

    def __init__(self, port, store, version=None, name=NAME, pieces=None, source="127.0.0.1"):
        self.socket = socket.create_connection(("127.0.0.1", port), 10, (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trusting(store, name, version).wrap_bio(self.incoming, self.outgoing, server_hostname=name)
        self.pieces = pieces or (lambda data: [data])

    def flush(self):
        data = self.outgoing.read()
        for piece in self.pieces(data) if data else []:
            self.socket.sendall(piece)

    def fill(self):
        data = self.socket.recv(65_536)
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        return bool(data)

    def shake_hands(self):
        while True:
            try:
                self.tls.do_handshake()
                return self.flush()
            except ssl.SSLWantReadError:
                self.flush()
                self.fill()

    def seal(self, data):
        """The records of these bytes, which are not sent."""
        while data:
            data = data[self.tls.write(data) :]
        return self.outgoing.read()

    def send(self, data):
        while data:
            data = data[self.tls.write(data) :]
        self.flush()

    def receive_all(self):
        """Until the other side has ended TLS. A connection that is only cut off is an error."""
        received = b""
        while True:
            try:
                part = self.tls.read(65_536)
                if not part:
                    return received
                received += part
            except ssl.SSLWantReadError:
                self.fill()
            except ssl.SSLZeroReturnError:
                return received

    def close(self):
        self.socket.close()
