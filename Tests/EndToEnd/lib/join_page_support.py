"""What the tests of the join page share: a node with its operator, and a phone, which is a browser that minds its console."""

import atexit
import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.parse

import private_network
from playwright.sync_api import sync_playwright

from support import KITH, ROOT, Skipped, expect, expect_equal, start, wait_for

CHROMIUM = "chromium"
SCREENSHOTS = ROOT / ".build/screenshots"


class Node:
    """A running agent, and its operator, who asks over the control socket."""

    def __init__(self, folder, address="127.0.0.1", inside=()):
        self.folder, self.address, self.inside = folder, address, inside
        self.state = folder / "state"
        self.port = 0
        self.begin()

    def begin(self):
        command = [*self.inside, KITH, "agent", "--state", str(self.state), "--address", self.address]
        self.process = start(self.folder, *command, "--port", str(self.port))
        first = self.process.stdout.readline()
        expect(f"http://{self.address}:" in first, f"the agent said {first!r}")
        self.port = int(first.split(f"http://{self.address}:")[1].split(",")[0])
        self.origin = f"http://{self.address}:{self.port}"

    def kill(self):
        """As a power cut would; it can begin again at the same port."""
        self.process.kill()
        self.process.wait()

    def ask(self, method, path, body=None):
        """Status and JSON of the answer."""
        connection = _ControlSocket(self.state / "control.sock")
        fields = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def invite(self, **terms):
        """A new pairing: its id and its join URL."""
        status, pairing = self.ask("POST", "/v1/pairings", terms)
        expect_equal(status, 201, f"status of a new pairing ({pairing})")
        return pairing["id"], pairing["join_url"]

    def verify(self, pairing, pin):
        status, answer = self.ask("POST", f"/v1/pairings/{pairing}/verify", {"pin": pin})
        return answer["peer"] if status == 200 else answer["code"]

    def admit(self, pairing, pin):
        peer = self.verify(pairing, pin)
        expect(isinstance(peer, dict), f"the PIN was refused: {peer}")
        return peer

    def facts(self, type):
        """How many events of this type there are."""
        _, page = self.ask("GET", "/v1/events?limit=500")
        return sum(event["type"] == type for event in page["events"])

    def live_peers(self):
        return self.ask("GET", "/v1/peers")[1]["peers"]


class _ControlSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


_kept = {}


def playwright():
    if "playwright" not in _kept:
        _kept["playwright"] = sync_playwright().start()
        atexit.register(_kept["playwright"].stop)
    return _kept["playwright"]


def launch_options():
    # Its own sandbox does not work for root.
    return {
        "args": ["--no-sandbox"] if os.geteuid() == 0 else [],
        "env": os.environ | {"HOME": tempfile.gettempdir()},
    }


def browser():
    """One Chromium for all tests of a file; each test has a context of its own, which shares nothing."""
    if "browser" not in _kept:
        options = launch_options()
        _kept["browser"] = playwright().chromium.launch(executable_path=f"/usr/bin/{CHROMIUM}", **options)
    return _kept["browser"]


def pixel(**more):
    """What a common phone says of itself."""
    device = dict(playwright().devices["Pixel 7"])
    device.pop("default_browser_type", None)
    return {**device, "locale": "en-GB"} | more


class Visit:
    """A page, and all that it complained of."""

    def __init__(self, context, allowed=()):
        self.page = context.new_page()
        self.complaints, self.requests = [], []
        self.allowed = allowed
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}"))
        self.page.on("request", lambda request: self.requests.append((request.method, request.url)))

    def _hear(self, message):
        place = urllib.parse.urlsplit(message.location.get("url", "")).path
        # A browser notes each answer that is no success. These are what the page is there for.
        is_answer = "Failed to load resource" in message.text and place.startswith(("/join", "/v1/"))
        if message.type in ("error", "warning") and not is_answer and not any(a in message.text for a in self.allowed):
            self.complaints.append(f"{message.text} ({place})")

    def open(self, url):
        self.page.goto(url)
        return self

    def shows(self, view, within=15):
        """Waits until that view is on the screen, and no other."""
        self.page.wait_for_selector(f"#{view}", state="visible", timeout=within * 1000)
        seen = self.page.evaluate("[...document.querySelectorAll('section[id]')].filter(v => !v.hidden).map(v => v.id)")
        expect_equal(seen, [view], "what is on the screen")
        return self

    def pin(self):
        self.shows("waiting")
        pin = self.page.text_content("#pin")
        expect(len(pin) == 6 and pin.isdigit(), f"the PIN is {pin!r}")
        return pin

    def sees(self, *texts):
        text = self.page.inner_text("main")
        for part in texts:
            expect(part in text, f"{part!r} is not on the screen: {text!r}")

    def is_visible(self, id):
        return self.page.is_visible(f"#{id}")

    def kept(self, storage):
        """What the page keeps there, by name."""
        return json.loads(self.page.evaluate(f"JSON.stringify({{...{storage}}})"))

    def identity(self):
        return json.loads(self.kept("localStorage")["kith.identity"])

    def picture(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def expect_quiet(self, origin):
        """Nothing on the console, nothing asked of anybody else."""
        expect_equal(self.complaints, [], "complaints on the console")
        others = [url for _, url in self.requests if not url.startswith(origin + "/")]
        expect_equal(others, [], "requests to others")
        if origin.startswith("http://"):
            expect_equal(self.asked("/v1/self/session"), 0, "requests for cookies, which the node sets over TLS only")

    def asked(self, path):
        """How many requests it has sent for this path."""
        return sum(urllib.parse.urlsplit(url).path == path for _, url in self.requests)

    def cookies(self):
        """The names of kith's, in all of the browser."""
        return sorted(cookie["name"] for cookie in self.page.context.cookies() if "kith" in cookie["name"])


@contextlib.contextmanager
def phone(node, url=None, in_browser=None, allowed=(), **options):
    """A phone of its own, with the page open."""
    context = (in_browser or browser()).new_context(**pixel(**options))
    try:
        visit = Visit(context, allowed)
        if url:
            visit.open(url)
        yield visit
        visit.expect_quiet(node.origin)
    finally:
        context.close()


def wrong(pin):
    return "100000" if pin != "100000" else "100001"


def wait_until_claimed(node, pairing):
    wait_for("the claim", lambda: node.ask("GET", f"/v1/pairings/{pairing}")[1]["state"] == "device_connected")


# A file that calls run_in_own_network() has a network to itself, and in it an address that is not loopback: there a page is
# plain HTTP in the eyes of a browser.
LAN = "10.78.0.1"
_HERE = "KITH_TEST_NETWORK"


def run_in_own_network():
    if os.geteuid() == 0 and shutil.which("unshare") and _HERE not in os.environ:
        os.environ[_HERE] = "own"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    if os.environ.get(_HERE) == "own":
        made = subprocess.run(["sh", "-ec", "\n".join(private_network.interface([f"{LAN}/16"]))], capture_output=True, text=True)
        os.environ[_HERE] = made.stderr.strip() if made.returncode else "made"


def needs_own_network():
    found = os.environ.get(_HERE, "only root can make one")
    if found != "made":
        raise Skipped(f"there is no network of its own: {found}")


def expect_main_path(browser, node, name):
    """From the code to the registered key in a browser that knows to open, reload, evaluate and take a picture; then to the
    device's own page, live; then once more by the same one."""
    is_loopback = node.address.startswith("127.")

    def wait_for_view(view):
        seen = "[...document.querySelectorAll('section[id]')].filter((one) => !one.hidden).map((one) => one.id).join()"
        wait_for(f"the view {view}", lambda: browser.value(seen) == view)

    def pin():
        wait_for_view("waiting")
        return browser.value("document.getElementById('pin').textContent")

    pairing, url = node.invite()
    browser.open(url)
    first_pin = pin()
    expect_equal(browser.value("isSecureContext"), is_loopback, "a secure context")
    expect_equal(browser.value("location.href"), url.split("#")[0], "the address bar")
    browser.picture(f"{name}-waiting")
    browser.reload()
    expect_equal(pin(), first_pin, "the PIN after a refresh")
    first = node.admit(pairing, first_pin)
    wait_for_view("registered")
    browser.picture(f"{name}-registered")
    expect_equal(first["keys"][0]["origin"], "secure" if is_loopback else "plain_http", "where the key was made")
    identity = json.loads(browser.value("localStorage.getItem('kith.identity')"))
    # WebKit's database now and then fails where two of them run; the page then keeps a seed, as it does without one.
    kept = list(identity["key"])
    expect(kept == ["seed"] or is_loopback and kept == ["name"], f"how the key is kept: {kept}")
    browser.reload()
    wait_for_view("registered")
    browser.open(node.origin + "/")
    wait_for_view("home")
    wait_for("a stream", lambda: browser.value("document.getElementById('line').className") == "live")
    node.ask("PATCH", f"/v1/peers/{first['id']}", {"name": "<b>Berta</b>"})
    wait_for("the new name", lambda: browser.value("document.getElementById('name').textContent") == "<b>Berta</b>")
    # Only where a browser would install it, and the app would know the key.
    is_offered = is_loopback and not browser.value("navigator.vendor").startswith("Apple")
    expect_equal(browser.value("document.querySelectorAll('link[rel=manifest]').length"), int(is_offered), "manifests")
    browser.picture(f"{name}-home")
    pairing, url = node.invite()
    browser.open(url)
    second = node.admit(pairing, pin())
    wait_for_view("registered")
    expect_equal(second["id"], first["id"], "the peer that came back")
    expect_equal(node.facts("second_claim"), 0, "alarms")


# Texts whose contrast with what is behind them is less than WCAG's AA wants.
PALE = """() => {
    const parts = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = (colour) => {
        const [r, g, b] = colour.map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
        const colour = parts(getComputedStyle(element).backgroundColor);
        return (colour[3] ?? 1) === 1 ? colour : ground(element.parentElement);
    };
    const pale = [];
    for (const element of document.querySelectorAll('body *')) {
        const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!hasText || !element.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(parts(style.color)), light(ground(element))].sort((a, b) => b - a);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < 4.5) pale.push(`${element.tagName} ${element.textContent.trim()}: ${contrast.toFixed(2)}`);
    }
    return pale;
}"""
