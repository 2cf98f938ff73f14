"""What a client of a stream does: it opens one, and cuts what comes into messages."""

import re

from .server import request

HANDSHAKE = (
    "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)  # fmt: skip
# With an empty mask, which is one.
PING, PONG, CLOSE = b"\x89\x80\0\0\0\0", b"\x8a\x80\0\0\0\0", b"\x88\x82\0\0\0\0\x03\xe8"
KINDS = {0x81: "text", 0x88: "end", 0x89: "ping", 0x8A: "pong"}
CHUNK = re.compile(rb"([0-9a-f]+)\r\n")


def opening(port, is_socket):
    return request(port, "/ws", "GET", b"", *HANDSHAKE) if is_socket else request(port, "/events")


class Cutter:
    """Pairs of a kind and its bytes: head, text, ping, pong, comment, end."""

    def __init__(self, is_socket):
        self.is_socket, self.is_open, self.rest = is_socket, False, b""

    def take(self, data):
        """What is whole by now."""
        data, found, position = self.rest + data, [], 0
        while part := self._next(data, position):
            kind, start, end, position = part
            found.append((kind, data[start:end]))
        self.rest = data[position:]
        return found

    def _next(self, data, start):
        if not self.is_open:
            end = data.find(b"\r\n\r\n")
            self.is_open = end >= 0
            return ("head", 0, end, end + 4) if self.is_open else None
        return self._frame(data, start) if self.is_socket else self._event(data, start)

    def _frame(self, data, start):
        if len(data) < start + 2 or data[start + 1] == 126 and len(data) < start + 4:
            return None
        length, head = data[start + 1], 2
        if length == 126:
            length, head = int.from_bytes(data[start + 2 : start + 4], "big"), 4
        end = start + head + length
        return (KINDS[data[start]], start + head, end, end) if len(data) >= end else None

    def _event(self, data, start):
        """Each chunk is one event, and the last one is empty."""
        size = CHUNK.match(data, start)
        if not size:
            return None
        begin, end = size.end(), size.end() + int(size[1], 16)
        if len(data) < end + 2:
            return None
        if begin == end:
            return "end", begin, end, end + 2
        if data.startswith(b"data: ", begin):
            return "text", begin + 6, end - 2, end + 2
        return "comment", begin, end - 2, end + 2
