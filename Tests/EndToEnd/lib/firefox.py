"""Firefox, by the WebDriver BiDi that is built into it."""

import base64
import contextlib
import json
import re
import subprocess
import threading

from join_page_support import SCREENSHOTS
from support import expect, expect_equal, start
from websockets.sync.client import connect

PREFERENCES = {
    # It shall ask nobody for anything by itself.
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
}


class Firefox:
    """One window, 412 by 915 as a phone's. It accepts any certificate."""

    def __init__(self, socket):
        self.complaints = []
        self._socket, self._count = socket, 0
        self.ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self._window = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        size = {"width": 412, "height": 915}
        self.ask("browsingContext.setViewport", context=self._window, viewport=size, devicePixelRatio=2.0)

    @classmethod
    @contextlib.contextmanager
    def running(cls, folder, names=()):
        """Names lead to this machine."""
        profile = folder / "profile"
        profile.mkdir()
        preferences = PREFERENCES | {"network.dns.localDomains": ",".join(names)}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
        (profile / "user.js").write_text("".join(lines))
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
        process = start(folder, *command, stdout=subprocess.DEVNULL)
        address = next((found[0] for line in process.stderr if (found := re.search(r"ws://\S+", line))), None)
        expect(address, "Firefox ended before it listened")
        # Nobody reads on: what it says from here must not fill the pipe.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        with connect(f"{address}/session", max_size=None, open_timeout=20) as socket:
            firefox = cls(socket)
            yield firefox
            firefox.ask("browser.close")

    def ask(self, method, **parameters):
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=20))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] in ("error", "warn"):
                self.complaints.append(message["params"]["text"])
            if message.get("id") == self._count:
                expect_equal(message["type"], "success", f"{method}: {message}")
                return message["result"]

    def open(self, url):
        self.ask("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def reload(self):
        self.ask("browsingContext.reload", context=self._window, wait="complete")

    def value(self, expression):
        target = {"context": self._window}
        found = self.ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        expect_equal(found["type"], "success", f"{expression}: {found}")
        return found["result"].get("value")

    def picture(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = self.ask("browsingContext.captureScreenshot", context=self._window)["data"]
        (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(picture))
