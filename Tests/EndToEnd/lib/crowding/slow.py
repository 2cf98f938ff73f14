"""A crowd of slow clients."""

import contextlib
import select
import ssl
import time

from support import expect, expect_equal

from .server import connect, neighbour, request


class Slow:
    """One that begins, and then goes on by a byte a second; what it is told."""

    def __init__(self, port, number, begin, narrow=False, secure=None):
        self.connection = connect(port, neighbour(number), narrow)
        if secure:
            self.connection = secure(self.connection)
        self.connection.setblocking(False)
        self.port, self.narrow, self.answer, self.is_over = port, narrow, b"", False
        self.send(begin)

    def send(self, data):
        with contextlib.suppress(OSError):
            self.connection.send(data)

    def send_more(self):
        """A second's byte; but who does not take its answers asks for more of them, and who has one is done."""
        if self.narrow:
            self.send(request(self.port) * 100)
        elif not self.answer:
            self.send(b"x")

    def hear(self, poll):
        try:
            data = self.connection.recv(4096)
        except ssl.SSLWantReadError:
            return
        except OSError:
            data = b""
        self.answer += data
        if not data:
            self.is_over = True
            poll.unregister(self.connection)
            self.connection.close()


def slow_crowd(port, count, secure=None):
    """Heads, bodies, and a tenth that does not take its answers."""
    head = request(port)[:-2] + b"X: " + b"x" * 15 * 1_024
    body = b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 65536\r\n\r\n" + b"x" * 60_000
    for number in range(count):
        source = number % (count // 8)
        if number % 10 == 0:
            yield Slow(port, source, request(port) * 5_000, narrow=True, secure=secure)
        else:
            yield Slow(port, source, head if number % 2 else body, secure=secure)


def wait_for_the_end(slow):
    """Until each has been told that it was too slow, or was ended because it takes no answers."""
    poll = select.epoll()
    by_number = {one.connection.fileno(): one for one in slow}
    for number, one in by_number.items():
        # Of the tenth that reads nothing, only the end is received.
        poll.register(number, 0 if one.narrow else select.EPOLLIN)
    begin = time.monotonic()
    while waiting := [one for one in slow if not one.is_over]:
        narrow = sum(one.narrow for one in waiting)
        expect(time.monotonic() < begin + 40, f"{len(waiting)} slow ones, {narrow} narrow, have been let go on")
        for one in waiting:
            one.send_more()
        until = time.monotonic() + 1
        while (left := until - time.monotonic()) > 0:
            for number, _ in poll.poll(left):
                by_number[number].hear(poll)
    told = {one.answer[:12] for one in slow if not one.narrow}
    expect_equal(told, {b"HTTP/1.1 408"}, "what the slow ones were told")
