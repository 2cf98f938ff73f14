"""How soon nodes notice each other, and what that costs. Run by scripts/bench-nodes.

Usage: finding.py FOLDER ROUNDS SECONDS_IDLE
"""

import pathlib
import sys

from nodes import *
import support

HANGS = 60


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def line(what, values, budget):
    p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
    print(f"{what:<44} {p50:8.2f} {p99:8.2f} {max(values):8.2f}   <= {budget}", flush=True)


def switches(process):
    total = 0
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        for row in (task / "status").read_text().splitlines():
            if row.startswith("voluntary_ctxt_switches"):
                total += int(row.split()[1])
    return total


def cpu(process):
    """In seconds."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder, rounds, seconds):
    alder, birch, cedar = Lan(folder, "alder", "birch", "cedar").boot()
    watcher = alder.start_agent(stderr=subprocess.DEVNULL)
    cedar.start_agent(stderr=subprocess.DEVNULL)
    until(alder, ["cedar"], HANGS)
    print(f"{f'seconds, {rounds} rounds':<44} {'p50':>8} {'p99':>8} {'longest':>8}   budget")
    times = {"seen": [], "gone": [], "lost": [], "back": []}
    for _ in range(rounds):
        agent = birch.start_agent(stderr=subprocess.DEVNULL)
        times["seen"].append(until(alder, ["birch", "cedar"], HANGS))
        asked = time.monotonic()
        agent.terminate()
        until(alder, ["cedar"], HANGS)
        times["gone"].append(time.monotonic() - asked)
        agent.wait()
    line("announce -> seen", times["seen"], 1.5)
    line("orderly stop -> gone", times["gone"], 1.5)
    agent = birch.start_agent(stderr=subprocess.DEVNULL)
    until(alder, ["birch", "cedar"], HANGS)
    for _ in range(rounds):
        asked = time.monotonic()
        kill(agent)
        until(alder, ["cedar"], HANGS)
        times["lost"].append(time.monotonic() - asked)
        agent = birch.start_agent(stderr=subprocess.DEVNULL)
        times["back"].append(until(alder, ["birch", "cedar"], HANGS))
    line("kill -9 -> lost", times["lost"], 15)
    line("back after kill -9 -> seen", times["back"], 2)
    times = {"lost": [], "back": []}
    for _ in range(max(1, rounds // 3)):
        asked = time.monotonic()
        power_cut(birch, agent)
        until(alder, ["cedar"], HANGS)
        times["lost"].append(time.monotonic() - asked)
        power_on(birch)
        agent = birch.start_agent(stderr=subprocess.DEVNULL)
        times["back"].append(until(alder, ["birch", "cedar"], HANGS))
    line("power cut -> lost", times["lost"], 15)
    line("back after a power cut -> seen", times["back"], 2)
    times = {"lost": [], "back": []}
    for _ in range(max(1, rounds // 3)):
        asked = time.monotonic()
        cut(birch)
        until(alder, ["cedar"], HANGS)
        times["lost"].append(time.monotonic() - asked)
        heal(birch)
        times["back"].append(until(alder, ["birch", "cedar"], HANGS))
    line("partition -> lost", times["lost"], 15)
    line("healed -> seen", times["back"], 2)
    time.sleep(10)
    before = {name: (switches(process), cpu(process)) for name, process in (("kith", watcher), ("avahi", alder.avahi))}
    time.sleep(seconds)
    print(f"idle for {seconds} s, two other nodes there:")
    for name, process in (("kith", watcher), ("avahi", alder.avahi)):
        wakes, used = switches(process) - before[name][0], cpu(process) - before[name][1]
        print(f"  {name:<8} {wakes / seconds:6.2f} wake-ups a second, {used / seconds * 100:5.2f} % of a processor")


if __name__ == "__main__":
    try:
        measure(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except Skipped as skipped:
        print(f"skipped: {skipped}")
    finally:
        support._end_processes()
