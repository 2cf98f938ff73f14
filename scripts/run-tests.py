"""Builds and runs the tests, prints what failed, what was skipped, the ten slowest, and the count.

Usage: scripts/run-tests.py [--modules | NAME...]    With --modules: only the tests in Swift. With names: only those files
of Tests/EndToEnd, or all files of those folders.

What passes is silent: all output goes to .build/logs. The count is the last line, and is also in .build/logs/summary.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

LOGS = pathlib.Path(".build/logs")
EVENTS = LOGS / "swift-test.events"
END_TO_END = pathlib.Path("Tests/EndToEnd")
# Seconds that each file took in an earlier run. After a run of all files, .build/logs/durations has the new table.
TABLE = END_TO_END / "durations"
# These measure memory and time of thousands of connections, so they run by themselves.
LOUD = {"crowds", "stream_crowds", "tls_crowds"}
SWIFT_TESTS = "swift-tests"
# No test takes this long. A test that hangs must not block the machine.
SWIFT_LIMIT, FILE_LIMIT = 600, 300

# A crash reports only the thread where it happened.
os.environ.setdefault("SWIFT_BACKTRACE", "color=no,threads=crashed,registers=none,images=none")

passed, failed, skipped = [], [], []  # (name, why)
durations = {}
seconds_of_files = {}


def main(arguments):
    LOGS.mkdir(parents=True, exist_ok=True)
    only_modules = arguments == ["--modules"]
    names = [] if only_modules else arguments
    files = [] if only_modules else end_to_end_files(names)
    started = time.monotonic()
    if build() and (not needs_release(files) or build_release()):
        run_all(files, [] if names else [SWIFT_TESTS])
    if not arguments:
        remember()
    report(time.monotonic() - started)


def build():
    say("building")
    log = LOGS / "build"
    if run(["swift", "build", "--build-tests"], log, limit=1_500) == 0:
        return True
    print(log.read_text())
    failed.append(("build", f"see {log}"))
    return False


def needs_release(files):
    """The package has the program as it is released."""
    return any(file.name == "package" for file in files)


def build_release():
    say("building as released")
    log = LOGS / "build-release"
    if run(["scripts/build"], log, limit=1_500) == 0:
        return True
    print(log.read_text())
    failed.append(("release build", f"see {log}"))
    return False


def run_swift_tests():
    say("testing the modules")
    # More than in scripts/check: see RosterPropertyTests.
    os.environ.setdefault("KITH_ROSTER_SETS", "10000")
    EVENTS.unlink(missing_ok=True)
    log = LOGS / "swift-test"
    command = ["swift", "test", "--skip-build", "--event-stream-version", "0", "--event-stream-output-path", str(EVENTS)]
    code = run(command, log, SWIFT_LIMIT)
    before = len(failed)
    read_events()
    if code != 0 and len(failed) == before:
        failed.append(("swift test", f"it ended with {code}"))
    if any(name == "swift test" for name, _ in failed):
        # A crash: its message is only at the end of the log.
        print("".join(log.read_text().splitlines(keepends=True)[-40:]))


def read_events():
    """The events that Swift Testing writes for tools. By case, because a test "starts" long before its cases run."""
    tests, issues, running = {}, {}, {}
    lines = EVENTS.read_text().splitlines() if EVENTS.exists() else []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue  # The process ended in the middle of a line.
        event = record["payload"]
        if record["kind"] == "test":
            if event["kind"] == "function":
                tests[event["id"]] = readable(event["id"])
            continue
        test, instant = event.get("testID"), event["instant"]["absolute"]
        case = (test, event.get("_testCase", {}).get("id"))
        match event["kind"]:
            case "testCaseStarted":
                running[case] = instant
            case "testCaseEnded":
                name = readable(test)
                durations[name] = durations.get(name, 0) + instant - running.pop(case, instant)
            case "issueRecorded":
                issues.setdefault(test, []).append(event)
            case "testSkipped" if test in tests:
                skipped.append((tests.pop(test), text_of(event) or "no reason given"))
            case "testEnded" if test in tests:
                close(tests.pop(test), issues.pop(test, []))
    for test, found in issues.items():  # Of suites, or of tests that did not end.
        close(tests.pop(test, readable(test or "swift test")), found)
    if tests:  # The process ended too soon. Tests that had started are suspects; the others are one line.
        suspects = {readable(test) for test, _ in running if test in tests}
        failed.extend((name, "it was running when the tests ended") for name in sorted(suspects))
        if others := len(tests) - len(suspects):
            failed.append(("swift test", f"it ended before {others} tests had reported a result"))


def readable(identifier):
    """JSONTests.JSONWriterTests/depth()/JSONWriterTests.swift:12:6 -> JSONTests.JSONWriterTests/depth()"""
    return re.sub(r"/[^/]+\.swift:\d+:\d+$", "", identifier)


def close(name, issues):
    real = [issue for issue in issues if not issue["issue"].get("isKnown") and is_error(issue)]
    if not real:
        passed.append((name, ""))
        return
    for issue in real:
        place = issue["issue"].get("sourceLocation") or {}
        print(f"FAILED {name}\n  {place.get('fileID', '?')}:{place.get('line', '?')}: {text_of(issue)}")
    failed.append((name, text_of(real[0])))


def is_error(issue):
    return issue["issue"].get("severity", issue["issue"].get("_severity", "error")) == "error"


def text_of(event):
    return " ".join(message["text"] for message in event.get("messages", []))


def end_to_end_files(names):
    """A name is that of a file, or of a folder: all of its files."""
    files = sorted(file for file in END_TO_END.glob("*/*") if file.is_file() and os.access(file, os.X_OK))
    unknown = set(names) - {name for file in files for name in (file.name, file.parent.name)}
    if unknown:
        sys.exit(f"Tests/EndToEnd has no {', '.join(sorted(unknown))}")
    return [file for file in files if not names or {file.name, file.parent.name} & set(names)]


RESULT = re.compile(r"^(ok|not ok|skip) (\S+?)(?:: (.*?))?(?:  \[([0-9.]+) s\])?$")


def run_all(files, more):
    """One more at once than there are processors, since they wait more than they work; the longest first. The loud ones run
    one after the other, when the rest is done."""
    known = read_table()
    by_name = {file.name: file for file in files}
    quiet = [*more, *(name for name in by_name if name not in LOUD)]
    # A file that is not in the table may be slow.
    quiet.sort(key=lambda name: -known.get(name, 30))
    with concurrent.futures.ThreadPoolExecutor((os.cpu_count() or 1) + 1) as lanes:
        for done in [lanes.submit(run_one, name, by_name.get(name)) for name in quiet]:
            done.result()
    for name in sorted(LOUD & set(by_name)):
        run_one(name, by_name.get(name))


def run_one(name, file):
    started = time.monotonic()
    if name == SWIFT_TESTS:
        run_swift_tests()
    else:
        run_file(file)
    seconds_of_files[name] = time.monotonic() - started


def read_table():
    lines = TABLE.read_text().splitlines() if TABLE.exists() else []
    return {name: float(seconds) for name, seconds in map(str.split, lines)}


def remember():
    longest_first = sorted(seconds_of_files.items(), key=lambda item: -item[1])
    (LOGS / "durations").write_text("".join(f"{name} {seconds:.0f}\n" for name, seconds in longest_first))


def run_file(file):
    """Each of its lines is a verdict. Other output is for readers of the log."""
    say(f"testing the program: {file.name}")
    log = LOGS / f"EndToEnd-{file.name}"
    code = run([str(file)], log, FILE_LIMIT)
    failures = 0
    verdicts = [found for line in log.read_text().splitlines() if (found := RESULT.match(line))]
    for verdict, name, why, seconds in (found.groups() for found in verdicts):
        {"ok": passed, "not ok": failed, "skip": skipped}[verdict].append((name, why or ""))
        durations[name] = float(seconds or 0)
        failures += verdict == "not ok"
    if (code != 0 and failures == 0) or not verdicts:
        failures += 1
        failed.append((file.name, f"it ended with {code} after {len(verdicts)} tests"))
    if failures:
        print(log.read_text())


def run(command, log, limit):
    """Runs a command with its output in a log, in its own session, so that all of it can be ended. Returns its exit code."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            output.write(f"\nended: not done in {limit} s\n")
            return -9
        except KeyboardInterrupt:
            os.killpg(process.pid, 15)
            process.wait()
            sys.exit(130)


def report(seconds):
    print("\nSlowest:")
    for name, duration in sorted(durations.items(), key=lambda item: -item[1])[:10]:
        print(f"  {duration:6.2f} s  {name}")
    for title, results in (("Skipped", skipped), ("Failed", failed)):
        if results:
            print(f"\n{title}:")
            for name, why in results:
                print(f"  {name}: {why}" if why else f"  {name}")
    summary = f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped"
    print(f"\nIn {seconds:.0f} s:")
    print(summary, flush=True)
    (LOGS / "summary").write_text(summary + "\n")
    sys.exit(1 if failed or not passed or (skipped and os.environ.get("CI") == "true") else 0)


def say(text):
    print(f"{text} …", flush=True)


main(sys.argv[1:])
