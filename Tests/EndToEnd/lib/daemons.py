"""Other web servers, unpacked by scripts/peers and run from there, and kith's by itself (server-driver).

nginx and Caddy listen on sockets in the folder of the test: no port can be taken, and no two tests meet.
"""

import json
import socket

from support import *

SERVER_DRIVER = str(pathlib.Path(KITH).parent / "server-driver")


def unpacked(name):
    """The program, downloaded and unpacked the first time."""
    done = subprocess.run([str(ROOT / "scripts/peers"), name], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(done.stderr.strip() or f"scripts/peers {name} failed")
    return str(ROOT / ".build/peers/bin" / name)


class Driver:
    """kith's HTTP server, and all the requests that it has seen. With the two paths of a certificate also over TLS."""

    def __init__(self, folder, name="driver", certificate=None):
        self.log, self.is_tls = folder / f"{name}.log", certificate is not None
        env = dict(zip(("KITH_CERTIFICATE", "KITH_KEY"), map(str, certificate or ())))
        with self.log.open("w") as output:
            self.process = start(folder, SERVER_DRIVER, "listen", stdout=output, env=env)
        self.port = wait_for("the port of server-driver", self._lines)[0]["port"]

    def connect(self, number=0):
        """From one of many addresses: the limit for each stays on."""
        return socket.create_connection(("127.0.0.1", self.port), 5, (f"127.1.0.{number % 8 + 1}", 0))

    def seen(self):
        return self._lines()[1:]

    def _lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]


class Daemon:
    """A server that listens on sockets of its folder."""

    def __init__(self, folder, command, sockets):
        self.folder = folder
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
        with (folder / "output.log").open("w") as output:
            self.process = start(folder, *command, cwd=folder, env=homes, stdout=output, stderr=output)
        for name in sockets:
            wait_for(f"{command[0]} on {name}", lambda: self._listens(name))

    def connect(self, name):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        connection.connect(str(self.folder / name))
        return connection

    def _listens(self, name):
        expect_equal(self.process.poll(), None, f"exit code, before it listened ({self.output()})")
        with contextlib.suppress(OSError):
            self.connect(name).close()
            return True
        return False

    def output(self):
        return (self.folder / "output.log").read_text()[-500:]


NGINX_CONF = """
worker_processes 1; daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_timeout 60s; keepalive_requests 100000;
    client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
    {http}
}}
"""


def start_nginx(folder, http, sockets):
    """nginx with one worker; `http` stands in that block of its settings."""
    program = unpacked("nginx")
    (folder := folder / "nginx").mkdir()
    (folder / "nginx.conf").write_text(NGINX_CONF.format(http=http))
    return Daemon(folder, [program, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"], sockets)


TRAEFIK_YML = """
entryPoints:
  websecure:
    address: ":443"
providers:
  file:
    filename: services.yml
global:
  checkNewVersion: false
  sendAnonymousUsage: false
log:
  level: ERROR
"""


def start_traefik(folder, services, sockets):
    """Traefik with one entry point, `websecure`; `services` is the file of its file provider."""
    program = unpacked("traefik")
    (folder := folder / "traefik").mkdir()
    (folder / "traefik.yml").write_text(TRAEFIK_YML)
    (folder / "services.yml").write_text(services)
    return Daemon(folder, [program, "--configFile=traefik.yml"], sockets)


CADDYFILE = """
{{
    admin off
    auto_https off
    log {{
        level ERROR
    }}
    storage file_system storage
    servers {{
        protocols h1
        max_header_size 16KiB
    }}
}}
{sites}
"""


def start_caddy(folder, sites, sockets):
    program = unpacked("caddy")
    (folder := folder / "caddy").mkdir()
    (folder / "Caddyfile").write_text(CADDYFILE.format(sites=sites))
    return Daemon(folder, [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], sockets)
