"""Services behind a real proxy, which asks kith about each request, and browsers that open them.

The file that uses it has entered a private network.
"""

import contextlib
import http.client
import http.server
import socket
import socketserver
import ssl
import threading
import urllib.parse

import certificates
from daemons import start_caddy, start_nginx, start_traefik
from ways import *

TOOLS = ("unshare", "ip")
PROXIES = {"nginx": start_nginx, "caddy": start_caddy, "traefik": start_traefik}
MEDIA, PAPERS = "media.home.example", "papers.home.example"
PAGE = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Mode": "navigate"}
TRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE
TOLD = ("X-Kith-Peer", "X-Kith-Name", "X-Kith-Person", "X-Kith-Scopes", "Remote-User")


class Service(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Answers everything, and keeps what it got."""

    daemon_threads = True

    def __init__(self):
        self.seen = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        got = 0
        while got < length and (piece := self.rfile.read(min(1 << 20, length - got))):
            got += len(piece)
        self.server.seen.append((self.command, self.path, self.headers, got))
        if self.headers.get("Upgrade") == "echo":
            self.send_response(101)
            self.send_header("Upgrade", "echo")
            self.send_header("Connection", "upgrade")
            self.end_headers()
            self.wfile.write(self.rfile.readline())
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"opened")

    do_POST = do_PUT = do_GET

    def log_message(self, *_):
        pass


class Secure(http.client.HTTPSConnection):
    """To the proxy, under any name."""

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", 443), 10)
        self.sock = TRUSTING.wrap_socket(plain, server_hostname=self.host)


class Outside(Device):
    """A device that knows the public name alone."""

    def __init__(self):
        super().__init__(PUBLIC, 443)

    origin = f"https://{PUBLIC}"

    def connect(self):
        return Secure(PUBLIC, timeout=20)


class Browser:
    """Opens services with the cookies that it got at each host, and follows nothing by itself."""

    def __init__(self, device):
        self.device = device
        self.cookies = {}

    def open(self, host, path="/", method="GET", body=None, raw=(), **fields):
        connection = Secure(host, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in ({**PAGE, **fields}).items():
            connection.putheader(name.replace("_", "-"), value)
        if self.cookies.get(host):
            connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies[host].items()))
        for name, value in raw:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        try:
            connection.endheaders(body)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        for field in answer.headers.get_all("Set-Cookie") or []:
            name, value = field.split(";")[0].split("=", 1)
            expect_text(field, "; Secure", "; HttpOnly", "; SameSite=Lax", "Path=/")
            expect("Domain" not in field, f"a cookie for more than {host}: {field}")
            here = self.cookies.setdefault(host, {})
            if value:
                here[name] = value
            else:
                here.pop(name, None)
        return answer.status, answer.headers, text

    def sign_in(self, host, path="/", passed=None):
        """The way from the service to kith's page and back. Returns the status at the end, and the path. The proxy may pass
        on another path than it got."""
        status, fields, _ = self.open(host, path)
        expect_equal(status, 302, f"{host}, not signed in")
        query = self.asked(fields["Location"])
        expect_equal(query["to"], [f"https://{host}{passed or path}"], "where it wants to go")
        told = self.device.ask("POST", "/v1/self/sign-in", {"to": query["to"][0], "start": query["start"][0]})
        if told.status != 201:
            return told.code, None
        place = urllib.parse.urlsplit(told.json["location"])
        expect_equal((place.scheme, place.netloc), ("https", host), "where the code leads")
        status, fields, _ = self.open(host, f"{place.path}?{place.query}")
        self.used = (host, f"{place.path}?{place.query}")
        place = urllib.parse.urlsplit(fields["Location"])
        expect_equal((place.scheme, place.netloc), ("https", host), "where the browser is led in the end")
        return status, fields["Location"].removeprefix(f"https://{host}")

    @staticmethod
    def asked(location):
        place = urllib.parse.urlsplit(location)
        expect_equal((place.scheme, place.netloc, place.path), ("https", PUBLIC, "/sign-in"), "the page of kith")
        return urllib.parse.parse_qs(place.query)


def passes_on():
    """Whether the proxy has read its configuration, and reaches kith."""
    connection = Secure(PUBLIC, timeout=10)
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


class House:
    """kith, two services in two areas, and a proxy before all of them."""

    def __init__(self, folder, proxy):
        private_network.make([f"{NODE}/24"])
        certificates.write(folder, PUBLIC)
        self.folder, self.state = folder, folder / "state"
        self.begin()
        self.operator = Operator(folder)
        self.media, self.papers = Service(), Service()
        self.areas = {name: self.made("/v1/areas", name=name)["id"] for name in ("Media", "Office")}
        for name, host, area in (("Films", MEDIA, "Media"), ("Papers", PAPERS, "Office")):
            self.made("/v1/services", name=name, url=f"https://{host}/start", areas=[self.areas[area]])
        printed = kith_on(
            self.state, "proxy-config", proxy, f"films={self.media.url}", f"PAPERS={self.papers.url}", "--certificate",
            f"{folder}/certificate.pem", "--key", f"{folder}/key.pem")  # fmt: skip
        expect_exit(printed, DONE, "kith proxy-config")
        self.proxy = proxy
        self.daemon = PROXIES[proxy](folder, printed.stdout, [])
        wait_for(proxy, passes_on)

    def begin(self):
        self.agent = start(
            self.folder, KITH, "agent", "--state", str(self.state), "--address", NODE, "--port", "6969", "--public-url",
            f"https://{PUBLIC}", "--trusted-proxies", "127.0.0.1")  # fmt: skip
        expect_text(self.agent.stdout.readline(), "reachable")

    def restart(self):
        """As after a power cut, at the same port."""
        self.agent.kill()
        self.agent.wait()
        self.begin()

    def made(self, path, **body):
        status, answer = self.operator.ask("POST", path, body)
        expect_equal(status, 201, f"{path}: {answer}")
        return answer

    def phone(self, name="Phone", areas=("Media",), **terms):
        ids = [self.areas[area] for area in areas]
        return Browser(let_in(self.operator, Outside(), name=name, scopes=["view", "use"], areas=ids, **terms))


def got(service):
    _, _, fields, _ = service.seen[-1]
    return fields
