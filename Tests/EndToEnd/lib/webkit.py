"""WebKitGTK, of the browsers here the closest to an iPhone's, by its own WebDriver, which tells of no console."""

import base64
import glob
import http.client
import json
import socket
import subprocess

from join_page_support import SCREENSHOTS
from support import Skipped, expect_equal, start, wait_for

NEEDS = ("WebKitWebDriver", "Xvfb", "dbus-daemon")


class WebKit:
    """One window, 390 by 844 as a phone's. It accepts any certificate, and names lead to this machine."""

    def __init__(self, folder, names=()):
        browsers = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
        if not browsers:
            raise Skipped("there is no MiniBrowser")
        silent = {"stderr": subprocess.DEVNULL}
        display = start(folder, "Xvfb", "-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp", **silent)
        bus = start(folder, "dbus-daemon", "--session", "--nofork", "--print-address=1", **silent)
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        # Software only, and without its sandbox, which does not work for root.
        environment = {
            "DISPLAY": f":{display.stdout.readline().strip()}",
            "DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip(),
            "XDG_RUNTIME_DIR": str(runtime),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        silent["stdout"] = subprocess.DEVNULL
        start(folder, *self._named(folder, names), "WebKitWebDriver", f"--port={self._port}", env=environment, **silent)
        options = {"binary": browsers[0], "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options, "acceptInsecureCerts": True}}
        wait_for("the driver", self._listens)
        self._session = ""
        self._session = "/session/" + self.ask("POST", "/session", {"capabilities": capabilities})["sessionId"]
        self.ask("POST", "/window/rect", {"width": 390, "height": 844})

    @staticmethod
    def _named(folder, names):
        """The beginning of a command that sees another /etc/hosts."""
        if not names:
            return ()
        hosts = folder / "hosts"
        hosts.write_text(f"127.0.0.1 localhost {' '.join(names)}\n")
        return ("unshare", "--mount", "sh", "-ec", f'mount --bind {hosts} /etc/hosts; exec "$@"', "sh")

    def _listens(self):
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self._port)) == 0

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, self._session + path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
            expect_equal(answer.status, 200, f"{method} {path}: {value}")
            return value
        finally:
            connection.close()

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def reload(self):
        self.ask("POST", "/refresh", {})

    def value(self, expression):
        return self.ask("POST", "/execute/sync", {"script": f"return {expression}", "args": []})

    def picture(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))

    def close(self):
        self.ask("DELETE", "")
