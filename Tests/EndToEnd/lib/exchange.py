"""Raw bytes to many connections at once, and what comes back."""

import selectors
import time


class Answer:
    """One answer out of a stream of bytes."""

    def __init__(self, head, body, is_whole):
        start, *lines = head.split(b"\r\n")
        self.version, self.status = start[:8], int(start[9:12])
        fields = (line.decode("latin-1").partition(":") for line in lines)
        self.fields = {name.strip().lower(): value.strip() for name, _, value in fields}
        self.body, self.is_whole = body, is_whole

    @property
    def closes(self):
        options = self.fields.get("connection", "").lower()
        return "close" in options or (self.version == b"HTTP/1.0" and "keep-alive" not in options)


def answers_in(data, methods=()):
    """Every answer, interim ones left out; of the last, what is there of its body. `methods` says which have none."""
    found = []
    while b"\r\n\r\n" in data and data.startswith(b"HTTP/1."):
        head, _, data = data.partition(b"\r\n\r\n")
        answer = Answer(head, b"", True)
        if answer.status < 200:
            continue
        method = methods[len(found)] if len(found) < len(methods) else "GET"
        if method != "HEAD" and answer.status not in (204, 304):
            data = _take_body(answer, data)
        found.append(answer)
    return found


def _take_body(answer, data):
    if answer.fields.get("transfer-encoding", "").lower() == "chunked":
        return _take_chunks(answer, data)
    length = answer.fields.get("content-length")
    end = int(length) if length is not None else len(data)
    answer.body, answer.is_whole = data[:end], length is not None and len(data) >= end
    return data[end:]


def _take_chunks(answer, data):
    answer.is_whole = False
    while b"\r\n" in data and not answer.is_whole:
        line, _, data = data.partition(b"\r\n")
        size = int(line, 16)
        answer.body += data[:size]
        data, answer.is_whole = data[size + 2 :], size == 0
    return data


class Talk:
    """One connection: what is still to be said on it, and what it has said."""

    def __init__(self, connection, raw):
        connection.setblocking(False)
        self.connection, self.unsent, self.received, self.is_open = connection, raw, b"", True

    def go_on(self, can_read, can_write):
        try:
            if can_write and self.unsent:
                self.unsent = self.unsent[self.connection.send(self.unsent) :]
            if can_read:
                data = self.connection.recv(65_536)
                self.received += data
                self.is_open = self.is_open and data != b""
        except BlockingIOError:
            pass
        except OSError:  # It was reset: what came before is kept, what was not sent no longer matters.
            self.is_open, self.unsent = False, b""


def talk(conversations, is_over, quiet):
    """Until each is over, or all of them have been quiet for so long."""
    poll = selectors.DefaultSelector()
    going = set(conversations)
    for one in going:
        poll.register(one.connection, selectors.EVENT_READ | selectors.EVENT_WRITE, one)
    last = time.monotonic()
    while going and time.monotonic() - last < quiet:
        for key, events in poll.select(min(quiet, 0.05)):
            one, before = key.data, (key.data.unsent, len(key.data.received))
            one.go_on(events & selectors.EVENT_READ, events & selectors.EVENT_WRITE)
            if not one.is_open or is_over(one):
                poll.unregister(one.connection)
                going.discard(one)
            elif not one.unsent:
                poll.modify(one.connection, selectors.EVENT_READ, one)
            if before != (one.unsent, len(one.received)) or not one.is_open:
                last = time.monotonic()
    poll.close()
