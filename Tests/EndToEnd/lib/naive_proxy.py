"""A proxy that is easily fooled: it shows that the tests of smuggling would see one that is.

It drops what a Connection field names, as it should, Content-Length not excepted; and it passes a body on as it came.
"""

import socket
import threading


class NaiveProxy:
    """One connection to the server, for all clients, one after another."""

    def __init__(self, connect, note):
        self.note = note
        self.server = connect()
        self.answers = self.server.makefile("rb")
        self.turn = threading.Lock()

    def connect(self):
        client, ours = socket.socketpair()
        threading.Thread(target=self._serve, args=(ours,), daemon=True).start()
        return client

    def _serve(self, client):
        requests = client.makefile("rb")
        with client, requests:
            while (head := read_head(requests))[0]:
                body = requests.read(length_of(head))
                with self.turn:
                    self.server.sendall(b"\r\n".join([*self._rewrite(head), b"", b""]) + body)
                    answer = read_head(self.answers)
                    data = self.answers.read(length_of(answer))
                client.sendall(b"\r\n".join([*answer, b"", b""]) + data)

    def _rewrite(self, head):
        named = {option.strip() for line in head if line.startswith(b"Connection:") for option in line[11:].split(b",")}
        kept = [line for line in head if line.partition(b":")[0] not in named | {b"Connection"}]
        return [kept[0], f"Kith-Note: {self.note}".encode(), *kept[1:]]


def read_head(stream):
    lines = [stream.readline().rstrip(b"\r\n")]
    while lines[-1]:
        lines.append(stream.readline().rstrip(b"\r\n"))
    return lines[:-1] or [b""]


def length_of(head):
    return sum(int(line[15:]) for line in head if line.startswith(b"Content-Length:"))
