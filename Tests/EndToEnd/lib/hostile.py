"""A network on which somebody listens, sends what he likes, and has as many addresses as he likes.

All traffic is real, and recorded where it passes. Of all that is tried it is asked what the node holds afterwards.
"""

import collections
import json
import socket
import subprocess
import threading
import time

import private_network
from device import Device
from operator_client import Operator
from support import *

NODE, NODE_V6 = "10.78.0.1", "fd78::1"
VICTIM, OTHER, ATTACKER = "10.79.0.2", "10.79.0.3", "10.79.0.66"


def make_network():
    private_network.make([f"{NODE}/16", f"{NODE_V6}/64 nodad", "fd78::66/64 nodad"], ["10.79.0.0/16"])


class House:
    """A node that runs, and its operator."""

    def __init__(self, folder, *options, clock=False, address=NODE):
        make_network()
        self.folder, self.state = folder, folder / "state"
        self.address, self._options = address, options
        self.port, self.log = free_port(), ""
        self._env = self._movable_clock() if clock else {}
        self.operator = Operator(folder)
        self.start()

    def _movable_clock(self):
        library, self._clock = self.folder / "clock.so", self.folder / "clock"
        source = str(ROOT / "Tests/Faults/clock.c")
        expect_exit(run(self.folder, "cc", "-shared", "-fPIC", "-o", str(library), source, "-ldl"), DONE)
        self.set_clock()
        return {"LD_PRELOAD": str(library), "CLOCK_MOVED": str(self._clock)}

    def set_clock(self, day=0, machine=0):
        """By so many seconds the time of day, and that of the machine, are ahead."""
        (new := self._clock.with_suffix(".new")).write_text(f"{day} {machine}")
        new.rename(self._clock)

    def start(self):
        self.agent = start(
            self.folder, KITH, "agent", "--state", str(self.state), "--address", self.address, "--port", str(self.port),
            *self._options, env=self._env)  # fmt: skip
        self._reader = threading.Thread(target=self._read, args=(self.agent,), daemon=True)
        self._reader.start()
        wait_for("the agent", self.is_up)

    def _read(self, agent):
        both = [threading.Thread(target=self._keep, args=(pipe,), daemon=True) for pipe in (agent.stdout, agent.stderr)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()

    def _keep(self, pipe):
        for line in pipe:
            self.log += line

    def is_up(self):
        expect(self.agent.poll() is None, f"the agent has ended: {self.log}")
        try:
            return self.operator.ask("GET", "/v1/status")[0] == 200
        except OSError:
            return False

    def end(self, kill=False):
        if kill:
            self.agent.kill()
            self.agent.wait()
        else:
            stop(self.agent)

    def restart(self, kill=False):
        self.end(kill)
        self.start()

    def device(self, source=None):
        return Device(self.address, self.port, source)

    def begin(self, **terms):
        """A pairing: its id, and what its code holds."""
        status, pairing = self.operator.ask("POST", "/v1/pairings", terms)
        expect_equal(status, 201, f"status of a new pairing ({pairing})")
        return pairing["id"], pairing["join_url"]

    def verify(self, pairing, pin):
        return self.operator.ask("POST", f"/v1/pairings/{pairing}/verify", {"pin": pin})

    def admit(self, source, device=None, **terms):
        """A device that is in; its claim stays in `device.claim_text`."""
        pairing, url = self.begin(**terms)
        device = device or self.device(source)
        claimed = device.claim(url)
        expect_equal(claimed.status, 201, f"status of the claim ({claimed.text})")
        status, answer = self.verify(pairing, claimed.json["pin"])
        expect_equal(status, 200, f"status of the PIN ({answer})")
        device.claim_text = claimed.json["claim"]
        told = device.outcome(device.claim_text)[1]
        device.token, device.peer, device.pairing = told["token"], told["peer_id"], pairing
        return device

    def events(self, *kinds):
        """What was written down of these kinds."""
        found, after = [], 0
        while after is not None:
            types = f"&type={','.join(kinds)}" if kinds else ""
            page = self.operator.ask("GET", f"/v1/events?limit=500&after={after}{types}")[1]
            found += page["events"]
            after = page["next"]
        return found

    def holds(self):
        """Who is in, with what: all that an attack must leave as it is."""
        return [
            query(self.state, sql)
            for sql in (
                "SELECT id, name, person, address, user_agent, expires_at, ended_at FROM peers ORDER BY id",
                "SELECT peer, hex(key), origin, retired_at FROM peer_keys ORDER BY id",
                "SELECT peer, scope, expires_at, ended_at FROM permissions ORDER BY peer, scope",
                "SELECT count(*) FROM events WHERE type = 'token_renewed'",
                "SELECT id, state, hex(key), wrong_pins FROM pairings ORDER BY id",
            )
        ]

    def expect_works(self, device):
        """The honest one is served as ever."""
        answer = device.ask("GET", "/v1/self")
        if answer.code == "invalid_token":
            device.token = device.ask("POST", "/v1/self/token", token=None).json["token"]
            answer = device.ask("GET", "/v1/self")
        expect_equal((answer.status, answer.json.get("id")), (200, device.peer), "the honest device")


def send_raw(data, source=None, to=NODE, port=None, within=10):
    """Bytes as they are, from an address; the status of the answer and its code."""
    family = socket.AF_INET6 if ":" in to else socket.AF_INET
    with socket.socket(family) as connection:
        connection.settimeout(within)
        if source:
            connection.bind((source, 0))
        connection.connect((to, port))
        connection.sendall(data)
        return read_answer(connection)


Brief = collections.namedtuple("Brief", "status code body")


def read_answer(connection):
    """Only as much as there is to read of an answer that may be a stream."""
    reader = connection.makefile("rb")
    status = reader.readline().split()
    if len(status) < 2:
        return Brief(0, "closed", b"")
    fields = {}
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        fields[name.lower()] = value.strip()
    body = reader.read(int(fields[b"content-length"])) if b"content-length" in fields else b""
    code = json.loads(body).get("code") if b"problem+json" in fields.get(b"content-type", b"") else None
    return Brief(int(status[1]), code, body)


class Wire:
    """Every packet of the network, as somebody with a receiver in the corner hears it."""

    def __init__(self, port):
        self._port = port
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self._socket.setsockopt(socket.SOL_SOCKET, 33, 256 << 20)  # SO_RCVBUFFORCE
        self._socket.bind(("lo", 0))
        self._socket.settimeout(0.2)
        self._flows = collections.defaultdict(dict)
        self._is_on = True
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def _hear(self):
        while True:
            try:
                packet, (_, _, kind, *_) = self._socket.recvfrom(1 << 17)
            except TimeoutError:
                if not self._is_on:
                    return
                continue
            # Each passes twice, on its way out and in.
            if kind != socket.PACKET_OUTGOING:
                self._note(packet[14:])

    def _note(self, packet):
        if packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_TCP:
            return
        length, start = int.from_bytes(packet[2:4]), (packet[0] & 15) * 4
        segment = packet[start:length]
        ports = int.from_bytes(segment[0:2]), int.from_bytes(segment[2:4])
        if self._port in ports and (data := segment[(segment[12] >> 4) * 4 :]):
            flow = (socket.inet_ntoa(packet[12:16]), ports[0], ports[1])
            self._flows[flow].setdefault(int.from_bytes(segment[4:8]), data)

    def end(self):
        """From now on it is known what was said."""
        time.sleep(0.3)
        self._is_on = False
        self._thread.join()
        self._socket.close()

    def said(self):
        """All of it, one way after the other."""
        return {flow: b"".join(parts[number] for number in sorted(parts)) for flow, parts in self._flows.items()}

    def requests(self):
        """Each request with the address that it came from, as bytes."""
        found = []
        for (source, _, to), data in self.said().items():
            while to == self._port and data:
                head, mark, rest = data.partition(b"\r\n\r\n")
                expect(mark, f"the wire was not heard whole: {data[:80]!r}")
                length = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
                found.append((source, head + mark + rest[:length]))
                # Behind an upgrade there are frames.
                data = b"" if b"upgrade: websocket" in head.lower() else rest[length:]
        return found
