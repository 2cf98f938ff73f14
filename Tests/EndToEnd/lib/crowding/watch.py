"""A server under watch, and the figures."""

import json
import time

from support import expect, expect_equal, wait_for

from .server import program, sample_or


class Watch:
    """Somebody who asks for one small thing after the other, in a process of its own, while others crowd the server.
    Every answer must come."""

    def __init__(self, server, *prefix, established_only=False, path="/healthz"):
        self.server = server
        server.settle()
        server.forget_peak()
        self.cpu, self.began = server.cpu_seconds, time.monotonic()
        self.memory, self.descriptors = server.memory, server.descriptors
        options = ("established",) if established_only else ()
        self.process = program(*prefix, name="watcher", arguments=(str(server.port), path, *options))
        expect_equal(self.process.stdout.readline(), "watching\n", "what the watcher says")

    def end(self):
        """No more watching."""
        self.peak = self.server.most_memory
        self.cpu = self.server.cpu_seconds - self.cpu
        self.took = time.monotonic() - self.began
        out, err = self.process.communicate()
        expect(out, f"the watcher failed: {err}")
        self.seen = json.loads(out)
        expect(not self.seen["failures"], f"others were not served: {self.seen['failures'][:3]}")
        expect(self.seen["requests"] > 0, "others were not served: no request was done")

    def grew(self):
        return self.peak - self.memory

    def expect_back(self, slack, within=30):
        """Descriptors are all back, and of the memory all but so many KiB."""
        wait_for("the descriptors as before", lambda: self.server.descriptors <= self.descriptors, within)
        # The server gives memory back at times; a soak can wait until it has.
        time.sleep(sample_or(12, 0))
        deadline = time.monotonic() + within
        while (left := self.server.memory - self.memory - slack) > 0:
            expect(time.monotonic() < deadline, f"{left} KiB more than {slack} have stayed of {self.grew()}")
            time.sleep(0.1)

    def tell(self, name, *more):
        seen, server = self.seen, self.server
        served = f"{seen['requests']} requests of others served (median {seen['median']:.1f} ms, "
        served += f"99th of 100 {seen['p99']:.1f} ms, longest {seen['longest']:.1f} ms)"
        memory = f"memory {self.memory} KiB before, {self.peak} at most, {server.memory} after"
        descriptors = f"descriptors {self.descriptors} before, {server.descriptors} after"
        cpu = f"CPU {self.cpu:.1f} s of {self.took:.1f} s"
        print(f"figures {name}: " + "; ".join((served, memory, descriptors, cpu, *more)), flush=True)
