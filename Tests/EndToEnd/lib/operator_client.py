"""The side of the operator, for tests that ask the routes themselves; and devices that it lets in."""

import http.client
import json
import socket
import threading

from device import Answer, Device
from support import *


class _ControlConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Operator:
    """The routes of the control socket: the socket is the credential."""

    def __init__(self, folder):
        self.socket = str(folder / "state/control.sock")

    def ask(self, method, path, body=None):
        """Status and JSON, if there is a body."""
        answer = self.send(method, path, body)
        return answer.status, answer.json if answer.text else None

    def send(self, method, path, body=None):
        connection = self.connection()
        try:
            self._request(connection, method, path, body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def connection(self):
        return _ControlConnection(self.socket)

    def _request(self, connection, method, path, body):
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})


def port_of(operator):
    return int(operator.ask("GET", "/v1/status")[1]["join"]["host"].rsplit(":", 1)[1])


def running(folder):
    """An agent, its operator and its port."""
    agent = start_agent(folder / "state")
    operator = Operator(folder)
    return agent, operator, port_of(operator)


def admit(operator, port, source=None, **terms):
    """A device that is in, and the event that told it so."""
    pairing = operator.ask("POST", "/v1/pairings", terms)[1]
    device = Device("127.0.0.1", port, source)
    claimed = device.claim(pairing["join_url"])
    expect_equal(claimed.status, 201, f"status of the claim ({claimed.text})")
    told = []
    waiting = threading.Thread(target=lambda: told.append(device.outcome(claimed.json["claim"])))
    waiting.start()
    status, answer = operator.ask("POST", f"/v1/pairings/{pairing['id']}/verify", {"pin": claimed.json["pin"]})
    expect_equal(status, 200, f"status of the PIN ({answer})")
    waiting.join(10)
    expect(told, "the device was not told")
    kind, data = told[0]
    expect_equal(kind, "pairing_completed", "what the device was told")
    device.token = data["token"]
    return device, data
