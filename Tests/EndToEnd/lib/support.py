"""What the tests of the running program share.

A test is a function marked with @test; it gets a fresh folder. `run_tests()` runs all of a file, each within its time
limit, ends every process that it started (by its number), removes the folder, and prints one line a test:
`ok NAME`, `not ok NAME: why` or `skip NAME: why`.
"""

import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[3]
KITH = os.environ.get("KITH_UNDER_TEST", str(ROOT / ".build/debug/kith"))
CLAIM = str(ROOT / "scripts/claim")

DONE, FAILED, USAGE, NOT_REACHABLE, REFUSED = range(5)

_tests = []
_ends = []
_processes = []


class Failure(Exception):
    """What the program did was not what it should do."""


class Skipped(Exception):
    """This machine lacks what the test needs."""


class OutOfTime(BaseException):
    """A BaseException, so that no test takes it for an answer."""


def test(limit=60, needs=()):
    """Marks a test: its time limit in seconds, and the programs it cannot do without."""

    def mark(function):
        _tests.append((function.__name__, function, limit, needs))
        return function

    return mark


def run_tests():
    suite = pathlib.Path(sys.argv[0]).stem
    signal.signal(signal.SIGALRM, _out_of_time)
    failures = 0
    for name, function, limit, needs in _tests:
        started = time.monotonic()
        verdict, why = _run(function, limit, needs)
        failures += verdict == "not ok"
        print(f"{verdict} {suite}/{name}{': ' + why if why else ''}  [{time.monotonic() - started:.2f} s]", flush=True)
    sys.exit(1 if failures else 0)


def _out_of_time(*_):
    raise OutOfTime


def _run(function, limit, needs):
    # Short: it contains the control socket, and the path of a socket has at most 107 bytes.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kith-"))
    try:
        absent = [program for program in needs if not shutil.which(program)]
        if absent:
            raise Skipped(f"there is no {' and no '.join(absent)}")
        signal.alarm(limit)
        function(folder)
        return "ok", ""
    except Skipped as reason:
        return "skip", str(reason)
    except Failure as failure:
        return "not ok", str(failure)
    except OutOfTime:
        traceback.print_exc()
        return "not ok", f"not done in {limit} s"
    except Exception as error:
        traceback.print_exc()
        return "not ok", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
        while _ends:
            # What a test has ended itself may refuse.
            with contextlib.suppress(Exception):
                _ends.pop()()
        _end_processes()
        shutil.rmtree(folder, ignore_errors=True)


def at_end(end):
    """Calls it when the test is over, however it ended."""
    _ends.append(end)


def _end_processes():
    while _processes:
        process = _processes.pop()
        for end in (process.terminate, process.kill):
            if process.poll() is not None:
                break
            end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)


def expect(condition, why):
    if not condition:
        raise Failure(why)


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what}: {found!r}, not {wanted!r}")


def expect_text(text, *parts):
    for part in parts:
        expect(part in text, f"{part!r} is missing from: {text!r}")


def wait_for(what, look, within=15):
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        expect(time.monotonic() < deadline, f"{what}: not within {within} s")
        time.sleep(0.05)


def environment(folder):
    """Nothing of the settings of whoever runs the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KITH_", "XDG_", "TMUX")) and name not in ("NO_COLOR", "TERM", "KEY", "AGENT")
    }
    # And no bus of the machine: by it a node would be advertised on the machine's own network.
    bus = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/no-bus"}
    terminal = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    # Without a default area: most tests are about devices that do not see each other. Those in areas/ have one.
    settings = {"KITH_CONFIG": "/dev/null", "KITH_DEFAULT_AREA": ""}
    return kept | bus | terminal | settings | {"HOME": str(folder)}


def start(folder, *command, **more):
    """A process that goes when the test ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=environment(folder) | more.pop("env", {}), **(pipes | more))
    _processes.append(process)
    return process


def run(folder, *command, **more):
    """A process that ends by itself. Its standard input is empty."""
    process = start(folder, *command, stdin=subprocess.DEVNULL, **more)
    process.stdout, process.stderr = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, process.stdout, process.stderr)


def kith(folder, *arguments, **more):
    return run(folder, KITH, *arguments, **more)


def kith_on(state, *arguments):
    """kith on a state folder, whose parent is the folder of the test."""
    return kith(state.parent, *arguments, "--state", str(state))


def expect_exit(result, code, *texts):
    """The exit code, and what stands on standard output and error together."""
    text = result.stdout + result.stderr
    expect_equal(result.returncode, code, f"exit code (it said {text!r})")
    expect_text(text, *texts)


def free_port():
    """Below those that the kernel gives to whoever asks for any: there, tests with many connections leave no free one."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("", port))
            return port


def start_agent(state):
    """An agent on a free port of loopback, once it is reachable."""
    agent = start(state.parent, KITH, "agent", "--state", str(state), "--address", "127.0.0.1", "--port", "0")
    expect_text(agent.stdout.readline(), "kith agent: reachable at http://127.0.0.1:")
    return agent


def stop(process):
    """Asked to end, it does, and well."""
    process.terminate()
    try:
        expect_equal(process.wait(10), 0, "exit code after SIGTERM")
    except subprocess.TimeoutExpired:
        raise Failure("it does not end on SIGTERM") from None


JOIN_URL = re.compile(r"http://[0-9.]+:[0-9]+/join\?token=[0-9A-Z]{10}#[A-Za-z0-9_-]{22}")


class Phone:
    """scripts/claim, which plays the phone."""

    def __init__(self, folder, url, **env):
        self.process = start(folder, CLAIM, url, env=env)
        first = self.process.stdout.readline().strip()
        self.pin = first.removeprefix("PIN: ") if first.startswith("PIN: ") else None

    @property
    def refusal(self):
        """What it was told instead of a PIN."""
        expect(self.pin is None, f"it got the PIN {self.pin}")
        expect_equal(self.process.wait(10), 1, "exit code of a refused claim")
        return self.process.stderr.read()

    def outcome(self):
        """The event that tells how it went, as it came."""
        text = self.process.stdout.read()
        expect_equal(self.process.wait(10), 0, "exit code of the claim")
        return text


def pair(state, *options, agent_runs=True):
    """Registers a device without a terminal; gives the claimant's outcome."""
    more = () if agent_runs else ("--address", "127.0.0.1", "--port", "0")
    command = start(state.parent, KITH, "pair", "--state", str(state), *more, *options)
    phone = Phone(state.parent, read_join_url(command))
    expect(phone.pin, "the claim got no PIN")
    print(phone.pin, file=command.stdin, flush=True)
    outcome = phone.outcome()
    expect_text(command.communicate()[0], "is paired. It belongs to ")
    expect_equal(command.returncode, DONE, "exit code of kith pair")
    return outcome


def read_join_url(command):
    for line in command.stdout:
        if found := JOIN_URL.search(line):
            return found.group()
    raise Failure(f"kith pair ended without a URL: {command.stderr.read()!r}")


def query(state, sql):
    """Rows of the node's database, read beside whoever uses it."""
    with contextlib.closing(sqlite3.connect(f"file:{state}/kith.db?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def stored_bytes(state):
    """All that lies in the state folder, as bytes."""
    return b"".join(path.read_bytes() for path in sorted(state.rglob("*")) if path.is_file())
