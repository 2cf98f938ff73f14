"""Clients that send for ever."""

import selectors
import socket
import ssl

from .server import connect


class Rude:
    """One that sends the same for ever, as fast as it goes, and comes again when it is closed."""

    def __init__(self, port, source, prefix, filler, reads, narrow=False, secure=None):
        self.secure = secure
        self.port, self.source, self.narrow, self.reads = port, source, narrow, reads
        self.prefix = prefix
        # Long, so that one call sends much. Where it is cut, the rest is sent next.
        self.filler = filler * max(1, 262_144 // len(filler))
        self.sent = self.received = self.ends = 0
        self.connection = None

    def begin(self, poll):
        self.connection = connect(self.port, self.source, self.narrow)
        if self.secure:
            self.connection = self.secure(self.connection)
        # What it has said to have sent should soon be with the server.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        self.connection.setblocking(False)
        self.left = memoryview(self.prefix + self.filler)
        poll.register(self.connection, selectors.EVENT_WRITE | (selectors.EVENT_READ if self.reads else 0), self)

    def turn(self, poll, events):
        try:
            if events & selectors.EVENT_READ:
                count = len(self.connection.recv(262_144))
                self.received += count
                if count == 0:
                    raise ConnectionError
            if events & selectors.EVENT_WRITE:
                count = self.connection.send(self.left)
                self.sent += count
                self.left = self.left[count:] or memoryview(self.filler)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self.end(poll)
            self.ends += 1
            self.begin(poll)

    def end(self, poll):
        poll.unregister(self.connection)
        self.connection.close()


def be_rude(crowd, goes_on):
    """Until `goes_on` says no; gives how many bytes were sent."""
    poll = selectors.DefaultSelector()
    for one in crowd:
        one.begin(poll)
    while goes_on(sum(one.sent for one in crowd)):
        for key, events in poll.select(0.5):
            key.data.turn(poll, events)
    for one in crowd:
        one.end(poll)
    poll.close()
    return sum(one.sent for one in crowd)
