"""Other nodes, as one node lists them: asked over its control socket, which is a file, so that no namespace is needed."""

import http.client
import json
import socket

from lan import *

# Seconds after which something hangs. The budgets are a fifth of it at most.
BUDGETS = {"announced": 1.5, "stopped": 1.5, "killed": 15, "returned": 2}


class ControlConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("kith", timeout=10)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(self.path)


def ask(host, target, state="state"):
    connection = ControlConnection(host.folder / state / "control.sock")
    connection.request("GET", target)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def others(host, state="state"):
    """The sighted nodes by name: a list of each."""
    return [node for node in ask(host, "/v1/nodes", state)["nodes"] if node["relation"] == "sighted"]


def names(host, state="state"):
    return sorted(node["name"] for node in others(host, state))


def until(host, wanted, within, state="state"):
    """How many seconds pass until the host lists exactly these names."""
    start = time.monotonic()
    while names(host, state) != wanted:
        if time.monotonic() > start + within:
            raise AssertionError(f"{host.name} lists {names(host, state)} after {within} s, not {wanted}")
        time.sleep(0.01)
    return time.monotonic() - start


def node_events(host, state="state"):
    page = ask(host, "/v1/events?type=node_found,node_lost&limit=200", state)
    return [(event["type"], event["data"]["name"]) for event in page["events"]]


def cut(host):
    """No packet reaches it or leaves it; its card still has a carrier."""
    set_port(host, 0)


def heal(host):
    set_port(host, 3)


def set_port(host, state):
    command = ("bridge", "link", "set", "dev", f"port{host.number}", "state", str(state))
    done = run(host.lan.folder, "nsenter", f"--net=/proc/{host.lan.switch.pid}/ns/net", *command)
    expect_equal(done.returncode, 0, f"exit code of bridge ({done.stderr!r})")


def kill(process):
    process.kill()
    process.wait()


def power_cut(host, agent):
    cut(host)
    for process in (agent, host.avahi, host.bus):
        kill(process)


def power_on(host):
    heal(host)
    host.start_bus()
    host.start_avahi()
