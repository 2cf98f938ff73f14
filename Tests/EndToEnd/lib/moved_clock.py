"""An agent whose clocks a test moves, so that nobody waits for days."""

import signal

from device import TLS_PROXY
from operator_client import Operator, port_of
from support import *

DAY = 86_400
HOUR = 3_600


class Calendar:
    """What day it is for the agent."""

    def __init__(self, folder):
        self.shim, self.moved = folder / "clock.so", folder / "moved"
        source = str(ROOT / "Tests/Faults/clock.c")
        expect_exit(run(folder, "cc", "-shared", "-fPIC", "-o", str(self.shim), source), DONE)
        self.folder, self.wall, self.machine = folder, 0, 0
        self.turn_to(0)

    def turn_to(self, seconds):
        """The wall clock, so long after the beginning."""
        self.wall = seconds
        whole = self.moved.with_suffix(".new")
        whole.write_text(f"{self.wall} {self.machine}")
        whole.rename(self.moved)

    def pass_by(self, seconds):
        """Time that really passes: both clocks go on."""
        self.machine += seconds
        self.turn_to(self.wall + seconds)

    @property
    def environment(self):
        """What an agent needs to have these clocks."""
        return {"LD_PRELOAD": str(self.shim), "CLOCK_MOVED": str(self.moved)}

    def start_agent(self, port=0, options=(), **more):
        self.agent = start(
            self.folder, KITH, "agent", "--state", str(self.folder / "state"), "--address", "127.0.0.1", "--port",
            str(port), "--trusted-proxies", TLS_PROXY, *options, env=self.environment, **more)  # fmt: skip
        expect_text(self.agent.stdout.readline(), "kith agent: reachable at http://127.0.0.1:")
        self.operator = Operator(self.folder)
        return self.agent, self.operator, port_of(self.operator)

    def rounds(self):
        """How many rounds of the jobs there were."""
        text = self.operator.send("GET", "/metrics").text
        return sum(int(number) for number in re.findall(r"^kith_jobs_total\{.*\} (\d+)$", text, re.MULTILINE))

    def round(self, passing=61):
        """The next round of the jobs."""
        wait_for("the round before", lambda: self.rounds() > 0)
        before = self.rounds()
        self.pass_by(passing)
        self.agent.send_signal(signal.SIGHUP)
        wait_for("a round of the jobs", lambda: self.rounds() > before)

    def run(self, seconds):
        """The agent runs for that long, with its rounds, though not one each minute."""
        for _ in range(seconds // 600):
            self.round(600)
