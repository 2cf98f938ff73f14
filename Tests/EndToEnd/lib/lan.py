"""A local network for a test: a switch and hosts in network namespaces of their own, each host with its own name, system
bus and avahi-daemon. The switch has no uplink, so no packet leaves it. Needs root.

dbus-daemon, avahi-daemon and avahi-browse are those of the machine, or are unpacked by scripts/peers. None is installed.
"""

import threading

from daemons import unpacked
from support import *

SWITCH = """
ip link set lo up
# Floods like a plain switch, and forwards at once.
ip link add br0 type bridge mcast_snooping 0 stp_state 0 forward_delay 0
ip link set br0 up
echo ready
exec sleep 600
"""

# Its own /run, and users: avahi-daemon keeps its files there, and wants a user of its name even where it stays root.
# Without the check for duplicates, addresses count at once.
HOST = """
hostname {name}
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/avahi-daemon
for file in passwd group; do
    {{ cat /etc/$file; echo avahi:x:64999:64999::/:/bin/false; }} >/run/$file
    mount --bind /run/$file /etc/$file
done
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
echo ready
exec sleep 600
"""

CABLE = """
link add name port{number} type veth peer name eth0 netns {pid}
link set port{number} master br0 up
"""

CARD = """
link set lo up
addr add {address}/24 dev eth0
link set eth0 up
route add 224.0.0.0/4 dev eth0
"""

BUS_CONF = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={bus}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_type="method_call"/>
    <allow send_type="signal"/> <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/> <allow receive_type="method_call"/>
    <allow receive_type="method_return"/> <allow receive_type="error"/> <allow receive_type="signal"/>
  </policy>
  {policy}
</busconfig>
"""

AVAHI_CONF = """
[server]
host-name={name}
use-ipv4=yes
use-ipv6=yes
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""


# Seconds. All of it takes one or two, but of a machine that does much else at the time.
WITHIN = 30


def program(name):
    return shutil.which(name) or unpacked(name)


class Lan:
    """Hosts that reach each other and nobody else."""

    def __init__(self, folder, *names):
        if os.geteuid() != 0:
            raise Skipped("only root can make a network")
        self.folder = folder
        self.switch = holder(folder, SWITCH)
        self.hosts = [Host(self, number, name) for number, name in enumerate(names, 1)]
        for host in self.hosts:
            host.plug_in()

    def boot(self):
        """Each host's bus and avahi-daemon. At once, but of two that have one name: theirs take long to agree."""
        for number, host in enumerate(self.hosts):
            for namesake in self.hosts[:number]:
                if namesake.name == host.name:
                    namesake.wait_for_avahi()
            host.start_bus()
            host.start_avahi(wait=False)
        for host in self.hosts:
            host.wait_for_avahi()
        return self.hosts


class Host:
    """One machine on the network. What it runs are children of the test, which it ends by their numbers."""

    def __init__(self, lan, number, name):
        self.lan, self.number, self.name = lan, number, name
        self.address = f"10.77.0.{number}"
        self.folder = lan.folder / f"host{number}"
        self.folder.mkdir()
        self.bus_path = self.folder / "bus"
        self.holder = holder(lan.folder, HOST.format(name=name), "--mount", "--uts")

    def plug_in(self):
        ip(self.lan.folder, self.lan.switch, CABLE.format(number=self.number, pid=self.holder.pid))
        ip(self.lan.folder, self.holder, CARD.format(address=self.address))

    def start(self, *command, **more):
        env = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.bus_path}"} | more.pop("env", {})
        namespaces = [f"--{kind}=/proc/{self.holder.pid}/ns/{file}" for kind, file in NAMESPACES]
        return start(self.folder, "nsenter", *namespaces, *command, env=env, **more)

    def start_bus(self, policy=""):
        """In place of one that died. `policy` stands in its settings."""
        self.bus_path.unlink(missing_ok=True)
        conf = self.folder / "bus.conf"
        conf.write_text(BUS_CONF.format(bus=self.bus_path, policy=policy))
        self.bus = self.start(
            program("dbus-daemon"), f"--config-file={conf}", "--nofork", "--nopidfile", "--nosyslog",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        wait_for(f"the bus of {self.name}", self.bus_path.exists)

    def start_avahi(self, wait=True):
        conf = self.folder / "avahi.conf"
        conf.write_text(AVAHI_CONF.format(name=self.name))
        self.avahi_log = self.folder / "avahi.log"
        with self.avahi_log.open("w") as log:
            self.avahi = self.start(
                program("avahi-daemon"), "-f", str(conf), "--no-rlimits", "--no-drop-root", "--no-chroot",
                stdout=log, stderr=log)  # fmt: skip
        if wait:
            self.wait_for_avahi()

    def wait_for_avahi(self):
        wait_for(f"avahi-daemon of {self.name}", lambda: "startup complete" in self.avahi_log.read_text(), WITHIN)

    def start_agent(self, *options, state="state", port=6969, **more):
        """A node of this host, once it is reachable."""
        command = (KITH, "agent", "--state", str(self.folder / state), "--port", str(port))
        agent = self.start(*command, *options, **more)
        expect_text(agent.stdout.readline(), "kith agent: reachable at ", f":{port}")
        return agent

    def browse(self):
        return Browser(self)

    def with_fresh_eyes(self):
        """What is seen where nobody remembers what was: others may still know what is long gone."""
        self.avahi.terminate()
        self.avahi.wait()
        self.start_avahi()
        return Browser(self)


NAMESPACES = (("net", "net"), ("mount", "mnt"), ("uts", "uts"))


class Browser:
    """What avahi-browse on a host sees of kith, and when."""

    def __init__(self, host):
        self.process = host.start(
            "stdbuf", "-oL", program("avahi-browse"), "-p", "-r", "-k", "_kith._tcp", stderr=subprocess.DEVNULL)
        self._lines = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.append((time.monotonic(), line.rstrip("\n").split(";")))

    def mark(self):
        """Where it is now: what came before is no answer to what is done next."""
        return len(self._lines)

    def found(self, name, after=0, port=None):
        """When a service was resolved, and as what; the last time, on v4."""

        def seen():
            return [one for one in self._sightings("=", name, after) if port in (None, one.port)][-1:]

        return wait_for(f"{name!r} in the list of services", seen, WITHIN)[0]

    def lost(self, name, after=0):
        """When it was taken back."""
        return wait_for(f"the goodbye of {name!r}", lambda: self._sightings("-", name, after)[-1:], WITHIN)[0]

    def first_seen(self, name):
        return self._sightings("+", name)[0].at

    def names(self):
        """Those that are there now."""
        present = {}
        for _, fields in list(self._lines):
            if fields[0] in "+-":
                present[fields[2], unescaped(fields[3])] = fields[0]
        return sorted(map(unmarked, {name for (_, name), sign in present.items() if sign == "+"}))

    def ever(self):
        """The names of all that were there at some time."""
        return {unescaped(fields[3]) for _, fields in list(self._lines) if fields[0] == "+"}

    def _sightings(self, sign, name, after=0):
        lines = [Sighting(*line) for line in self._lines[after:] if line[1][0] == sign and line[1][2] == "IPv4"]
        return [sighting for sighting in lines if sighting.name == name]


class Sighting:
    def __init__(self, at, fields):
        self.whole = unescaped(fields[3])
        self.at, self.name = at, unmarked(unescaped(fields[3]))
        if fields[0] == "=":
            # Not the address, which may be any of the host's.
            self.host, self.port = fields[6], int(fields[8])
            self.texts = dict(text.split("=", 1) for text in re.findall(r'"([^"]*)"', fields[9]))


def unmarked(name):
    """The name of a service without the beginning of the node's id, which differs in each test."""
    return re.sub(r" \([0-9a-z]{6}\)", "", name)


def unescaped(text):
    r"""avahi-browse writes a blank as \032: bytes in decimal."""
    parts = re.split(r"\\(\d{3}|.)", text)
    raw = b"".join(
        part.encode() if index % 2 == 0 or not part.isdigit() else bytes([int(part)]) for index, part in enumerate(parts))
    return raw.decode()


def holder(folder, script, *namespaces):
    """A process that keeps namespaces open. They go with it."""
    process = start(folder, "unshare", "--net", *namespaces, "sh", "-ec", script)
    if process.stdout.readline() != "ready\n":
        raise Skipped(f"no network can be made here: {process.stderr.read()}")
    return process


def ip(folder, process, batch):
    done = subprocess.run(
        ["nsenter", f"--net=/proc/{process.pid}/ns/net", "ip", "-batch", "-"], input=batch, capture_output=True, text=True)
    expect_equal(done.returncode, 0, f"exit code of ip ({done.stderr!r})")
