"""Opens connections to a server on loopback, asks once on each, and holds them idle until standard input ends.

python3 Benchmarks/idle.py PORT plain|tls COUNT
"""

import resource
import socket
import ssl
import sys

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def main(port, kind, count):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    kept = []
    for number in range(count):
        # From many addresses: one has a limit.
        connection = socket.create_connection(("127.0.0.1", port), 10, (f"127.1.0.{number % 100 + 1}", 0))
        if kind == "tls":
            connection = context.wrap_socket(connection)
        connection.sendall(REQUEST)
        if not connection.recv(65_536).startswith(b"HTTP/1.1 200 "):
            sys.exit("idle: not answered")
        kept.append(connection)
    print(len(kept), flush=True)
    sys.stdin.read()


main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
