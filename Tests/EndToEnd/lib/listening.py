"""Streams of events, as clients of others read them."""

import collections
import http.client
import json
import queue
import threading
import time

from support import *

from websockets.sync.client import connect


class EventStream:
    """Server-Sent Events over a connection of http.client, read on a thread of its own."""

    def __init__(self, connection, path="/v1/events", **fields):
        self._connection = connection
        headers = {"Accept": "text/event-stream"} | {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request("GET", path, headers=headers)
        self._response = connection.getresponse()
        self.status = self._response.status
        self.body = None if self.status == 200 else self._response.read().decode()
        self.code = json.loads(self.body).get("code") if self.body else None
        self._events = queue.Queue()
        self.last_id = None
        if self.status == 200:
            self._socket = connection.sock or self._response.fp.raw._sock
            self._socket.settimeout(None)
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        fields = collections.defaultdict(list)
        try:
            while line := self._response.readline():
                line = line.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(":")
                    fields[name].append(value.removeprefix(" "))
                    continue
                if "data" in fields:
                    self._events.put((fields["id"][0], fields["event"][0], json.loads("\n".join(fields["data"]))))
                fields.clear()
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self._events.put(None)

    def next(self, within=10):
        """The next event; None at the end."""
        try:
            found = self._events.get(timeout=within)
        except queue.Empty:
            raise Failure(f"no event within {within} s") from None
        if found is None:
            return None
        self.last_id, kind, event = found
        expect_equal((str(event["id"]), event["type"]), (self.last_id, kind), "what stands beside an event")
        return event

    def until(self, kind, within=10):
        """All up to the next of this type."""
        events = []
        deadline = time.monotonic() + within
        while not events or events[-1]["type"] != kind:
            event = self.next(max(0.1, deadline - time.monotonic()))
            expect(event, f"it ended before any {kind}: {events}")
            events.append(event)
        return events

    def is_quiet(self, seconds=0.5):
        time.sleep(seconds)
        return self._events.empty()

    def close(self):
        # The thread that reads holds the connection too.
        with contextlib.suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._connection.close()


def stream(device, path="/v1/events", **fields):
    """An event stream of a device, opened by a signed request."""
    for _ in range(2):
        connection = http.client.HTTPConnection(
            device.host, device.port, timeout=10, source_address=(device.source, 0) if device.source else None)
        proof = device.proof("GET", path, device.token)
        opened = EventStream(connection, path, Authorization=f"DPoP {device.token}", DPoP=proof, **fields)
        device.nonce = opened._response.headers.get("dpop-nonce", device.nonce)
        if opened.code != "use_dpop_nonce":
            return opened
    return opened


def operator_stream(operator, path="/v1/events", **fields):
    return EventStream(operator.connection(), path, **fields)


def ticket(device):
    answer = device.ask("POST", "/v1/events/ticket")
    expect_equal(answer.status, 200 if answer.status == 200 else 201, f"status of the ticket ({answer.text})")
    return answer.json["ticket"]


def web_socket(device, ticket, query="", source=None, **more):
    """A WebSocket of a device, opened with a ticket."""
    source = source or device.source
    address = {"source_address": (source, 0)} if source else {}
    return connect(
        f"ws://{device.host}:{device.port}/v1/events?ticket={ticket}{query}", subprotocols=["kith.events.v1"],
        open_timeout=10, close_timeout=3, compression=None, **address, **more)


def receive(socket, within=10):
    return json.loads(socket.recv(timeout=within))
