"""Floods a server in the network where it is run, and tells how many of its connections were taken.

python -m crowding.flooder networks|addresses|churn PORT SECONDS

`networks`: one connection from each of 5,000 networks of 64 bits. `addresses`: one from each of 3,000 addresses of one
network. These stay until standard input ends. `churn`: from all of them, each left at once, for SECONDS.
"""

import contextlib
import json
import random
import resource
import sys
import time

from .server import connect, is_over, reset

SERVER = "2001:db8:1::1"


def network(number):
    return f"2001:db8:1:{number % 65_535 + 1:x}::{number // 65_535 + 1:x}"


def address(number):
    return f"2001:db8:1:7::{number + 1:x}"


def hold(port, source, count):
    """So many, and how many of them are still there once those that were too many have been let go."""
    crowd = [connect(port, source(number), to=SERVER) for number in range(count)]
    held, before = crowd, None
    while len(held) != before:
        before = len(held)
        time.sleep(0.5)
        held = [connection for connection in held if not is_over(connection)]
    print(json.dumps({"tried": count, "held": len(held)}), flush=True)
    sys.stdin.read()


def churn(port, seconds):
    deadline, done = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        source = network(random.randrange(1 << 20)) if done % 2 else address(random.randrange(60_000))
        with contextlib.suppress(OSError):
            reset(connect(port, source, to=SERVER))
        done += 1
    print(json.dumps({"tried": done, "held": 0}), flush=True)


def main():
    kind, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    match kind:
        case "networks":
            hold(port, network, 5_000)
        case "addresses":
            hold(port, address, 3_000)
        case "churn":
            churn(port, seconds)


main()
