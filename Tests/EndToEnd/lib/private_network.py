"""A network for one test file, with as many addresses as it likes: the file starts itself once more inside.

Traffic stays in it. Only root can make one; for others the tests that need it are skipped.
"""

import os
import shutil
import subprocess
import sys

from support import Skipped

_MARK = "KITH_TEST_NETWORK"


def enter():
    """To be called first of all."""
    if os.geteuid() == 0 and shutil.which("unshare") and _MARK not in os.environ:
        os.environ[_MARK] = "own"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])


def interface(addresses):
    """Shell commands that make the interface `lan`, and end when nothing about it changes any more.

    Without these precautions the kernel adds v6 addresses of its own one to two seconds later. A browser then ends what it
    loads with ERR_NETWORK_CHANGED.
    """
    return [
        "ip link set lo up", "ip link add lan type veth peer name far",
        "echo 0 >/proc/sys/net/ipv6/conf/lan/accept_dad",
        *(f"ip link set {name} addrgenmode none" for name in ("lan", "far")),
        *(f"ip address add {address} dev lan" for address in addresses),
        *(f"ip link set {name} up" for name in ("lan", "far")),
        "for i in $(seq 100); do",
        '  [ "$(ip -o link show up | grep -cE "(lan|far)@.* state UP ")" = 2 ] && break; sleep 0.05',
        "done",
    ]  # fmt: skip


def make(addresses, neighbours=()):
    """An interface with these addresses, once; of the networks of neighbours each address can be had, too."""
    if _MARK not in os.environ:
        raise Skipped("only root can make a network")
    if os.environ[_MARK] == "made":
        return
    commands = interface(addresses)
    commands += [f"ip route add local {network} dev lo" for network in neighbours]
    made = subprocess.run(["sh", "-ec", "\n".join(commands)], capture_output=True, text=True)
    if made.returncode != 0:
        raise Skipped(f"no network can be made here: {made.stderr}")
    os.environ[_MARK] = "made"
