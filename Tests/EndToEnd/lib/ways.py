"""The ways on which requests come to a node: a plain network, the machine itself, a proxy with TLS, one that nobody trusts.

In a network of its own, so the file that uses it calls `private_network.enter()` first.
"""

import re
import urllib.parse

import private_network
from device import Device
from operator_client import Operator
from support import *

NODE, PHONE, PROXY, STRANGER = "10.78.0.1", "10.78.0.2", "10.78.0.9", "10.78.0.66"
PUBLIC = "kith.home.example"


class Proxied(Device):
    """Asks through a proxy, which puts its fields on what it passes on."""

    def __init__(self, port, source, scheme="https", host=PUBLIC):
        super().__init__(NODE, port, source)
        self.scheme, self.public = scheme, host

    @property
    def origin(self):
        return f"{self.scheme}://{self.public}"

    def send(self, method, path, body=None, **fields):
        noted = {"Host": self.public, "X_Forwarded_Proto": self.scheme, "X_Forwarded_For": PHONE}
        return super().send(method, path, body, **(noted | fields))


class Distrusted(Proxied):
    def send(self, method, path, body=None, **fields):
        return super().send(method, path, body, **({"X_Forwarded_Proto": "https"} | fields))


def running(folder, *options, env=None):
    """An agent on that network, its operator, and its port."""
    private_network.make([f"{address}/24" for address in (NODE, PHONE, PROXY, STRANGER)])
    agent = start(
        folder, KITH, "agent", "--state", str(folder / "state"), "--address", NODE, "--port", "0", "--trusted-proxies",
        PROXY, *options, env=env or {})  # fmt: skip
    port = int(re.search(rf"http://{NODE}:(\d+)", agent.stdout.readline())[1])
    return agent, Operator(folder), port


WITH_DOMAIN = ("--public-url", f"https://{PUBLIC}", "--cookie-domain", "home.example")


def plain(port, source=PHONE):
    return Device(NODE, port, source)


def loopback(port):
    return Device("127.0.0.1", port)


def tls(port):
    return Proxied(port, PROXY)


def distrusted(port):
    """Says what a trusted proxy would say, and is none: to the node it asks over plain HTTP."""
    return Distrusted(port, STRANGER, "http")


def let_in(operator, device, **terms):
    """Registers this device by the way on which it comes."""
    pairing = operator.ask("POST", "/v1/pairings", terms)[1]
    claimed = device.claim(pairing["join_url"])
    expect_equal(claimed.status, 201, f"status of the claim ({claimed.text})")
    pin = {"pin": claimed.json["pin"], "on_conflict": "keep_both"}
    status, answer = operator.ask("POST", f"/v1/pairings/{pairing['id']}/verify", pin)
    expect_equal(status, 200, f"status of the PIN ({answer})")
    device.token = device.outcome(claimed.json["claim"])[1]["token"]
    device.id = answer["peer"]["id"]
    return device


def like(device, other):
    """The same browser on another way."""
    device.key, device.token, device.id = other.key, other.token, other.id
    return device


def signed_in(device, port, host):
    """The session at a service's host that a device gets by way of kith's page: the value of its cookie."""
    proxy = Proxied(port, PROXY, host=host)
    begun = proxy.send("GET", "/.kith/start", Accept="text/html", X_Forwarded_Method="GET", X_Forwarded_Uri="/a")
    expect_equal(begun.status, 302, f"at {host} ({begun.text})")
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(begun.fields["location"]).query)
    told = device.ask("POST", "/v1/self/sign-in", {"to": asked["to"][0], "start": asked["start"][0]})
    expect_equal(told.status, 201, f"the code for {host} ({told.text})")
    place = urllib.parse.urlsplit(told.json["location"])
    cookie = f"__Host-kith-start={begun.cookies['__Host-kith-start']}"
    back = proxy.send("GET", f"{place.path}?{place.query}", Cookie=cookie)
    expect_equal((back.status, back.fields["location"]), (302, f"https://{host}/a"), f"back at {host}")
    return back.cookies["__Host-kith-forward"]


def session_name(names):
    """The name of the session's cookie: it ends in eight characters of the node's id."""
    return next(name for name in names if re.fullmatch("__Host-kith-[0-9a-z]{8}", name))


def cookie_of(answer, name=None):
    name = name or session_name(answer.cookies)
    return f"{name}={answer.cookies[name]}"
