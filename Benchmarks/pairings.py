#!/usr/bin/env python3
"""Whole pairings over HTTP, one after the other, without the time that people take:

    pairings.py CONTROL-SOCKET COUNT

From the operator's request to the token on the device: the code, the claim, the PIN, the outcome; then the device is
revoked, and its next request is refused. Prints, in milliseconds, the median and the 99th percentile of the pairing,
and of the time from the command to the refused request. Both ends are in it: this program is a good part of it.
"""

import http.client
import json
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Tests/EndToEnd/lib"))

from device import Device


class Control(http.client.HTTPConnection):
    """The control socket, on one connection."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def ask(self, method, path, body=None):
        fields = {"Content-Type": "application/json"} if body is not None else {}
        self.request(method, path, json.dumps(body) if body is not None else None, fields)
        answer = self.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def measure(control, host, port):
    device = Device(host, port)
    begin = time.monotonic()
    pairing = control.ask("POST", "/v1/pairings", {})[1]
    claimed = device.claim(pairing["join_url"]).json
    status, answer = control.ask("POST", f"/v1/pairings/{pairing['id']}/verify", {"pin": claimed["pin"]})
    device.token = device.outcome(claimed["claim"])[1]["token"]
    paired = time.monotonic() - begin
    assert status == 200 and device.ask("GET", "/v1/self").status == 200, answer
    begin = time.monotonic()
    assert control.ask("DELETE", f"/v1/peers/{answer['peer']['id']}")[0] == 204
    assert device.ask("GET", "/v1/self").status == 401
    return paired, time.monotonic() - begin


def report(what, times):
    times.sort()
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
    print(f"{what:44} {p50 * 1000:8.1f} {p99 * 1000:8.1f}")


control = Control(sys.argv[1])
host, port = control.ask("GET", "/v1/status")[1]["join"]["host"].rsplit(":", 1)
measure(control, host, int(port))
results = [measure(control, host, int(port)) for _ in range(int(sys.argv[2]))]
report("pairing, without the human", [paired for paired, _ in results])
report("from revoking to the refused request", [revoked for _, revoked in results])
