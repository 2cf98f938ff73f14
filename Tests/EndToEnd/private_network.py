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


def make(addresses, neighbours=()):
    """An interface with these addresses, once; of the networks of neighbours each address can be had, too."""
    if _MARK not in os.environ:
        raise Skipped("only root can make a network")
    if os.environ[_MARK] == "made":
        return
    commands = ["ip link set lo up", "ip link add lan type veth peer name far", "ip link set far up"]
    commands += [f"ip address add {address} dev lan" for address in addresses] + ["ip link set lan up"]
    commands += [f"ip route add local {network} dev lo" for network in neighbours]
    made = subprocess.run(["sh", "-ec", "\n".join(commands)], capture_output=True, text=True)
    if made.returncode != 0:
        raise Skipped(f"no network can be made here: {made.stderr}")
    os.environ[_MARK] = "made"
