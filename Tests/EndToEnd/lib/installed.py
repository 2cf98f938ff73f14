"""The service as it is installed on a machine (machine.py), and what the tests ask of it."""

import json
import sys

import machine
from support import ROOT, expect_equal, expect_text, read_join_url, run, start, wait_for

SOCKET = "/run/kith/control.sock"
UNITS = ("kith.service", "kith.socket", "kith-control.socket")


def journal(host):
    """Lines of the service itself: their priority and their text."""
    text = host.run("journalctl", "-u", "kith.service", "-o", "json", "_COMM=kith").stdout
    return [(int(line["PRIORITY"]), line["MESSAGE"]) for line in map(json.loads, text.splitlines())]


def journal_text(host):
    return host.run("journalctl", *(f"-u{unit}" for unit in UNITS), "--no-pager", "-n", "30").stdout


def main_pid(host):
    """Once it is up; 0 is nobody's."""
    return wait_for("a running service", lambda: active_pid(host), within=30)


def active_pid(host):
    state, pid = host.show("kith.service", "ActiveState", "MainPID")
    return pid if state == "active" and pid != "0" else None


def health(host, address=machine.ADDRESS, port=6969):
    """As the neighbour sees it."""
    found = run(host.folder, *host.neighbour("curl", "-sS", "-m", "10", f"http://{address}:{port}/healthz"))
    return found.stdout or found.stderr


def send(host, signal, pid):
    # By the shell: a small system has no other kill.
    expect_equal(host.run("sh", "-c", f"kill -s {signal} {int(pid)}").returncode, 0, f"exit code of kill -s {signal}")


def as_user(name):
    return "setpriv", "--reuid", name, "--regid", name, "--init-groups", "env", f"HOME=/home/{name}"


class Visitors:
    """Neighbours that ask for the health of the node one after the other, each on a connection of its own."""

    PROGRAM = """
import http.client, select, sys
answered = refused = ended = 0
while not select.select([sys.stdin], [], [], 0.005)[0]:
    node = http.client.HTTPConnection(sys.argv[1], 6969, timeout=20)
    try:
        node.connect()
    except OSError:
        refused += 1
        continue
    try:
        node.request("GET", "/healthz")
        answered += node.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        ended += 1
    finally:
        node.close()
print(answered, refused, ended)
"""

    def __init__(self, host):
        self._process = start(host.folder, *host.neighbour("python3", "-c", self.PROGRAM, machine.ADDRESS))

    def counts(self):
        """How many were answered, refused, and ended without an answer."""
        return [int(word) for word in self._process.communicate("end\n", timeout=30)[0].split()]


# A phone next to the machine: it pairs. Then, for each line that it reads, it shows itself with a fresh token.
PHONE = """
import http.client, json, sys, time
from device import Device
device = Device(sys.argv[1], 6969, *sys.argv[3:])
claimed = device.claim(sys.argv[2]).json
print(claimed["pin"], flush=True)
while not device.token:
    try:
        device.token = device.outcome(claimed["claim"])[1]["token"]
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)  # The agent restarts.
print("paired", flush=True)
for _ in sys.stdin:
    answer = device.ask("POST", "/v1/self/token", token=None)
    device.token = answer.json.get("token")
    seen = device.ask("GET", "/v1/self") if device.token else answer
    print(json.dumps([answer.status, seen.json.get("name"), seen.json.get("id")]), flush=True)
"""


class ScriptedPhone:
    """`before_pin` is called when the phone shows the PIN, and nobody has typed it."""

    def __init__(self, host, name, *operator, before_pin=lambda: None, source=machine.NEIGHBOUR):
        command = start(host.folder, *host.inside(*operator, "kith", "pair", "--name", name))
        url = read_join_url(command)
        lib = {"PYTHONPATH": str(ROOT / "Tests/EndToEnd/lib")}
        self._process = start(host.folder, *host.neighbour(sys.executable, "-c", PHONE, machine.ADDRESS, url, source), env=lib)
        pin = self._process.stdout.readline().strip()
        before_pin()
        print(pin, file=command.stdin, flush=True)
        expect_equal(self._process.stdout.readline(), "paired\n", f"what the phone says ({name})")
        expect_text(command.communicate(timeout=20)[0], f"'{name}' is paired. It belongs to ")

    def who(self):
        """The answer to POST /v1/self/token; its name and id, by the token that came with it."""
        print(file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())
