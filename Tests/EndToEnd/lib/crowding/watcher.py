"""Asks a server for one small thing after the other until standard input ends, and then tells how long that took.

python -m crowding.watcher PORT PATH [established]

On one connection that stays, and every eighth time (unless `established`) on a new one from another address. Answers
are waited for as long as a person might: 10 s.
"""

import json
import select
import socket
import sys
import time

PATIENCE, PAUSE = 10, 0.004

port, path = int(sys.argv[1]), sys.argv[2]
only_established = sys.argv[3:] == ["established"]
request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def connect(source):
    return socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))


def ask(connection):
    connection.sendall(request)
    answer = connection.recv(65_536)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ConnectionError(f"it answered {answer[:40]!r}")


def ask_anew():
    with connect("127.0.0.3") as connection:
        ask(connection)


def main():
    times, failures = [], []
    staying = connect("127.0.0.2")
    ask(staying)
    print("watching", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        is_new = not only_established and len(times) % 8 == 7
        began = time.monotonic()
        try:
            ask_anew() if is_new else ask(staying)
        except OSError as error:
            name = "a new" if is_new else "the staying"
            failures.append(f"{name} connection, after {time.monotonic() - began:.1f} s: {error}")
            staying = connect("127.0.0.2")
        times.append((time.monotonic() - began) * 1_000)
    times.sort()
    count = len(times)
    told = {"requests": count, "failures": failures, "median": times[count // 2], "p99": times[count * 99 // 100]}
    print(json.dumps(told | {"longest": times[-1]}))


main()
