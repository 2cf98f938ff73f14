#!/usr/bin/env python3
"""Pairs devices, and writes the requests that open their streams:

    listeners.py STATE DEVICES admit          pairs them, and keeps their keys in STATE/devices.json
    listeners.py STATE DEVICES node           makes the first one a node, whose events all receive; stop the agent first
    listeners.py STATE STREAMS open HEADS     writes a signed request for each stream, and prints the port and the node's path
    listeners.py STATE CHANGES areas          puts all devices into one area, opens a stream of each, and disables and enables
                                              the area: milliseconds from the request until each device has its event, as
                                              median, 99th percentile and most
    listeners.py STATE STREAMS revoke         opens them itself, revokes each device, and prints how long the last stream
                                              took to end: milliseconds, median and 99th percentile
"""

import contextlib
import json
import pathlib
import select
import socket
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Tests/EndToEnd/lib"))

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from device import Device, decode, encode
from operator_client import Operator, admit, port_of

state, count, what = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
operator = Operator(state.parent)
kept = state / "devices.json"


def raw(key):
    encoding = serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    return encode(key.private_bytes(*encoding))


def devices():
    port = port_of(operator)
    for known in json.loads(kept.read_text()):
        device = Device("127.0.0.1", port)
        device.key, device.token = Ed25519PrivateKey.from_private_bytes(decode(known["key"])), known["token"]
        device.ask("GET", "/v1/self")
        yield device, known["peer"]


def head(device):
    proof = device.proof("GET", "/v1/events", device.token)
    return (
        f"GET /v1/events HTTP/1.1\r\nHost: {device.host}:{device.port}\r\nAccept: text/event-stream\r\n"
        f"Authorization: DPoP {device.token}\r\nDPoP: {proof}\r\n\r\n")


def place(index):
    """An address for 200 connections: those of one are limited. So crowd.c has it."""
    return f"127.1.0.{1 + index // 200}"


def move(device, index):
    """A nonce is valid for the address that requested it."""
    if device.source != place(index):
        device.source = place(index)
        device.ask("GET", "/v1/self")


def open_all(device, number):
    streams = []
    for index in range(number):
        move(device, index)
        stream = socket.create_connection((device.host, device.port), source_address=(device.source, 0))
        stream.sendall(head(device).encode())
        told = b""
        while b"connected" not in told:
            told += stream.recv(4096)
            if not told.startswith(b"HTTP/1.1 200"):
                sys.exit(f"stream {index} was refused: {told.decode()}")
        stream.setblocking(False)
        streams.append(stream)
    return streams


def watch(streams):
    """Reads only their ends: reading everything before would take most of the time."""
    poll = select.epoll()
    for stream in streams:
        poll.register(stream, select.EPOLLRDHUP | select.EPOLLET)
    return poll


def changes(area, streams):
    """How long each device waits for each change. One loop reads all streams: threads would wait for each other."""
    control = operator.connection()
    control.connect()
    request = f"PATCH /v1/areas/{area}/toggle HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode()
    by_descriptor = {stream.fileno(): stream for stream in streams}
    poll = select.epoll()
    for descriptor in by_descriptor:
        poll.register(descriptor, select.EPOLLIN)
    for number in range(count):
        event = b"event: area_enabled\n" if number % 2 else b"event: area_disabled\n"
        got = dict.fromkeys(by_descriptor, b"")
        missing = set(got)
        begin = time.monotonic()
        control.sock.sendall(request)
        while missing:
            for descriptor, _ in poll.poll(10):
                got[descriptor] += by_descriptor[descriptor].recv(65536)
                if descriptor in missing and event in got[descriptor]:
                    missing.remove(descriptor)
                    yield (time.monotonic() - begin) * 1000
        answer = control.sock.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        # The next change waits until nothing of this one is under way.
        time.sleep(0.1)


if what == "admit":
    known = [admit(operator, port_of(operator), name=f"Robot {number}") for number in range(count)]
    kept.write_text(json.dumps([{"key": raw(d.key), "token": d.token, "peer": told["peer_id"]} for d, told in known]))
elif what == "node":
    with contextlib.closing(sqlite3.connect(state / "kith.db")) as database:
        database.execute("UPDATE peers SET kind = 'node' WHERE name = 'Robot 0'")
        database.commit()
elif what == "open":
    known = list(devices())
    heads = []
    for index in range(count):
        device = known[index % len(known)][0]
        move(device, index)
        heads.append(head(device))
    pathlib.Path(sys.argv[4]).write_text("\0".join(heads) + "\0")
    print(known[0][0].port, f"/v1/peers/{known[0][1]}")
elif what == "areas":
    known = list(devices())
    status, area = operator.ask("POST", "/v1/areas", {"name": "Watched"})
    assert status == 201, area
    for _, peer in known:
        assert operator.ask("PUT", f"/v1/areas/{area['id']}/peers/{peer}")[0] == 200
    streams = [stream for device, _ in known for stream in open_all(device, 1)]
    time.sleep(1)
    times = sorted(changes(area["id"], streams))
    assert len(times) == count * len(known)
    print(f"{times[len(times) // 2]:.1f} {times[len(times) * 99 // 100]:.1f} {times[-1]:.1f}")
elif what == "revoke":
    times = []
    for device, peer in devices():
        streams = open_all(device, count)
        poll, missing = watch(streams), count
        time.sleep(1)
        begin = time.monotonic()
        assert operator.ask("DELETE", f"/v1/peers/{peer}")[0] == 204
        while missing:
            missing -= len(poll.poll(10, count))
        assert device.ask("GET", "/v1/self").status == 401
        times.append((time.monotonic() - begin) * 1000)
        for stream in streams:
            stream.close()
    times.sort()
    print(f"{times[len(times) // 2]:.1f} {times[min(len(times) - 1, len(times) * 99 // 100)]:.1f}")
