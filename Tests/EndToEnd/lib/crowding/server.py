"""A server, as the system sees it, and clients of it from many addresses."""

import json
import os
import pathlib
import re
import resource
import socket
import ssl
import struct
import subprocess
import sys
import time

from support import KITH, ROOT, Skipped, start

SOAK = os.environ.get("KITH_SOAK") == "1"
DRIVER = os.environ.get("KITH_DRIVER_UNDER_TEST", str(ROOT / ".build/debug/server-driver"))

IP_BIND_ADDRESS_NO_PORT = 24


def sample_or(full, sample):
    return full if SOAK else sample


def need_descriptors(count):
    """For this process and what it starts. Where the machine allows fewer, the crowd would be none."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < count:
        raise Skipped(f"a process may have {most} descriptors here, and this takes {count}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))


class Server:
    """A running server, as the system sees it."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def _status(self, name):
        """In KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(name + r":\s+(\d+)", status)[1])

    @property
    def memory(self):
        return self._status("VmRSS")

    @property
    def most_memory(self):
        """Since the last `forget_peak`, as the kernel noted it: no sample misses it."""
        return self._status("VmHWM")

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def settle(self):
        """Until it has opened what it opens at its start, and closed what it closes."""
        seen = [None]
        while len(seen) < 8 or len(set(seen[-8:])) > 1:
            seen.append(self.descriptors)
            time.sleep(0.05)

    @property
    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_agent_on_any_port(folder, *prefix, options=()):
    """A running agent, by a command that runs it in its own place (nsenter, prlimit)."""
    state = folder / "state"
    command = (*prefix, KITH, "agent", "--state", str(state), "--address", "127.0.0.1", "--port", "0")
    process = start(folder, *command, *options)
    return Server(process, int(re.search(r":(\d+),", process.stdout.readline())[1]))


def start_driver(folder, *prefix):
    """The server by itself: what is posted to /send goes to all streams, of /ws and /events."""
    process = start(folder, *prefix, DRIVER, "streams", stdout=subprocess.PIPE)
    return Server(process, json.loads(process.stdout.readline())["port"])


def program(*prefix, name, arguments):
    """One of the programs of this folder, in a process of its own."""
    return start(ROOT, *prefix, sys.executable, "-m", f"crowding.{name}", *arguments, cwd=ROOT / "Tests/EndToEnd/lib")


def neighbour(number):
    """All of 127/8 is this machine: as many addresses as a test wants, and the limits for each stay on."""
    return f"127.1.{number // 250 % 250}.{number % 250 + 1}"


def connect(port, source="127.0.0.1", narrow=False, to="127.0.0.1"):
    """A narrow one takes little: the server's kernel, which counts in segments, then holds tens of KiB for it and not
    megabytes, and the server soon has to hold the rest itself."""
    connection = socket.socket(socket.AF_INET6 if ":" in to else socket.AF_INET)
    connection.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    if narrow:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.bind((source, 0))
    connection.connect((to, port))
    return connection


def trusting_anybody():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def secure(connection):
    """The same in TLS, with whoever is there."""
    return trusting_anybody().wrap_socket(connection)


def reset(connection):
    """Closes it so that the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def is_over(connection):
    """Whether the other side has ended it; what has come before that is thrown away."""
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def request(port, target="/healthz", method="GET", body=b"", *fields):
    head = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", *fields]
    if body:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def ask(connection, target="/healthz", method="GET", body=b""):
    """A small answer, whole."""
    connection.sendall(request(connection.getpeername()[1], target, method, body))
    return connection.recv(65_536)


def is_served(connection):
    try:
        return ask(connection).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


def counts(server):
    """What server-driver has counted."""
    with connect(server.port, "127.0.0.9") as connection:
        return json.loads(ask(connection, "/counts").split(b"\r\n\r\n", 1)[1])
