"""A machine with a real systemd as its first process: a container of systemd-nspawn over a root file system that is made
once, of Debian's packages (.build/peers/machine), and never written to. Beside it, in a network namespace of its own, stands a neighbour.

Needs root, and a Debian whose packages can be fetched.
"""

import concurrent.futures
import contextlib
import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from support import ROOT, Skipped, expect, wait_for

BASE = ROOT / ".build/peers/machine"
PACKAGES = (
    "systemd systemd-sysv dbus base-files base-passwd bash coreutils dash diffutils findutils grep sed hostname libc-bin login mount"
    " passwd perl-base tar util-linux apt dpkg init-system-helpers libqrencode4 libsqlite3-0 libssl3"
)
# What waits for networks or for the clock, or asks for packages: nothing that is looked at here.
SILENT = (
    "systemd-networkd-wait-online.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service "
    "systemd-firstboot.service getty@tty1.service console-getty.service apt-daily.timer apt-daily-upgrade.timer "
    "dpkg-db-backup.timer e2scrub_all.timer fstrim.timer"
).split()
ADDRESS, NEIGHBOUR = "10.79.0.1", "10.79.0.2"
ADDRESS_V6, NEIGHBOUR_V6 = "fd79::1", "fd79::2"


def _run(*command, limit=60, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=limit, **more)


def root_file_system():
    """Where it is; made where it is not there yet. What stands in the way is found out once."""
    if reason := _why_not():
        raise Skipped(reason)
    return BASE


@functools.cache
def _why_not():
    try:
        _make_unless_there()
    except Skipped as reason:
        return str(reason)
    return ""


def _make_unless_there():
    if os.geteuid() != 0:
        raise Skipped("only root can make a machine")
    if (BASE / "packages").exists() and (BASE / "packages").read_text() == PACKAGES:
        return
    partial = BASE.with_suffix(".partial")
    for folder in (BASE, partial):
        shutil.rmtree(folder, ignore_errors=True)
    archives = partial / "archives"
    (archives / "partial").mkdir(parents=True)
    _download(archives)
    _unpack(archives, partial)
    shutil.rmtree(archives)
    _quieten(partial)
    (partial / "packages").write_text(PACKAGES)
    partial.rename(BASE)


def _download(archives):
    """What these packages need on a system that has none. apt checks their signatures, as always."""
    command = (
        "apt-get", "-qq", "-y", "install", "--download-only", "--no-install-recommends", "-o", "Dir::State::status=/dev/null",
        "-o", f"Dir::Cache::archives={archives}", *PACKAGES.split())  # fmt: skip
    if _run(*command, limit=120).returncode != 0:
        # The lists may be old, or not there at all.
        _run("apt-get", "-qq", "update", limit=120)
        done = _run(*command, limit=120)
        if done.returncode != 0:
            raise Skipped(f"the packages of a machine cannot be downloaded: {done.stderr[-300:]!r}")


def _unpack(archives, root):
    """Their files as they are. Their scripts are not run: they take half a minute, and what they do that matters here is in
    the last lines."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    # dpkg -x would put a folder in place of the links.
    unpack = 'dpkg-deb --fsys-tarfile "$0" | tar -x -p -C "$1" --keep-directory-symlink'
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(_run, "bash", "-o", "pipefail", "-c", unpack, str(file), str(root)) for file in archives.glob("*.deb")]
        for done in [job.result() for job in jobs]:
            expect(done.returncode == 0, f"unpacking: {done.stderr!r}")
    _note_as_installed(archives, root)
    for name in ("bin", "lib", "sbin", "share"):
        (root / "usr/local" / name).mkdir(parents=True)
    for name in ("passwd", "group"):
        shutil.copy(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)
    (root / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\nhosts: files\n")
    for command in (("ldconfig",), ("systemd-sysusers",), ("pwconv",)):
        done = _run("chroot", str(root), *command)
        expect(done.returncode == 0, f"{command[0]}: {done.stderr!r}")


def _note_as_installed(archives, root):
    """So that dpkg and apt know what a package can depend on."""
    folder = root / "var/lib/dpkg"
    for name in ("info", "updates", "triggers", "alternatives"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    notes = []
    for file in sorted(archives.glob("*.deb")):
        text = _run("dpkg-deb", "--field", str(file)).stdout
        name, architecture = (re.search(rf"^{field}: (.*)", text, re.M).group(1) for field in ("Package", "Architecture"))
        shared = re.search(r"^Multi-Arch: same", text, re.M)
        notes.append(text.replace("\n", "\nStatus: install ok installed\n", 1))
        # Its files are not needed to install another package, but dpkg expects a list.
        (folder / "info" / f"{name}{f':{architecture}' if shared else ''}.list").write_text("/.\n")
    (folder / "status").write_text("\n".join(notes))


def _quieten(root):
    (root / "etc/machine-id").write_text("")
    for unit in SILENT:
        (link := root / "etc/systemd/system" / unit).unlink(missing_ok=True)
        link.symlink_to("/dev/null")
    (default := root / "etc/systemd/system/default.target").unlink(missing_ok=True)
    default.symlink_to("/lib/systemd/system/multi-user.target")


def _cgroups(name):
    """A group of its own in each hierarchy that systemd uses: the first process takes its group for the root."""
    base = pathlib.Path("/sys/fs/cgroup")
    trees = [base / "systemd", base / "unified"] if (base / "systemd").exists() else [base]
    return [tree / name for tree in trees if tree.exists()]


class Machine:
    """Booted, with the files of `install(root)` in place; gone when the block ends."""

    def __init__(self, folder, install):
        self.name = f"kith-{os.getpid()}"
        self.folder, self.root = folder / "machine", folder / "machine/root"
        self._install = install
        self._stack = contextlib.ExitStack()
        self.pid = None

    def __enter__(self):
        below = root_file_system()
        try:
            self._make_network()
            self._make_root(below)
            self._install(self.root)
            self._boot()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _do(self, *command):
        done = _run(*command)
        expect(done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()}")

    def _later(self, *command):
        self._stack.callback(_run, *command)

    def _make_network(self):
        """Two hosts on one wire, without a way out."""
        for host, address in (("a", ADDRESS), ("b", NEIGHBOUR)):
            space = f"{self.name}-{host}"
            self._do("ip", "netns", "add", space)
            self._later("ip", "netns", "del", space)
            self._do("ip", "-n", space, "link", "set", "lo", "up")
            if host == "b":
                self._do("ip", "-n", f"{self.name}-a", "link", "add", "eth0", "type", "veth", "peer", "eth0", "netns", space)
        for host, address, v6 in (("a", ADDRESS, ADDRESS_V6), ("b", NEIGHBOUR, NEIGHBOUR_V6)):
            self._do("ip", "-n", f"{self.name}-{host}", "addr", "add", f"{address}/24", "dev", "eth0")
            self._do("ip", "-n", f"{self.name}-{host}", "addr", "add", f"{v6}/64", "dev", "eth0", "nodad")
            self._do("ip", "-n", f"{self.name}-{host}", "link", "set", "eth0", "up")

    def _make_root(self, below):
        self.folder.mkdir()
        self._do("mount", "-t", "tmpfs", "-o", "size=512m", "kith-machine", str(self.folder))
        self._later("umount", "-l", str(self.folder))
        for name in ("up", "work", "root"):
            (self.folder / name).mkdir()
        layers = f"lowerdir={below},upperdir={self.folder}/up,workdir={self.folder}/work"
        self._do("mount", "-t", "overlay", "kith-machine", "-o", layers, str(self.root))
        self._later("umount", "-l", str(self.root))
        (self.root / "etc/hostname").write_text("testhost\n")

    def switch_off_and_on(self):
        """Without a warning, as by pulling the plug. The files stay."""
        self._end(self._container)
        for group in _cgroups(self.name):
            _remove_group(group)
        self._boot()

    def _boot(self):
        groups = _cgroups(self.name)
        for group in groups:
            group.mkdir()
            self._stack.callback(_remove_group, group)

        def enter():
            for group in groups:
                (group / "cgroup.procs").write_text(str(os.getpid()))

        command = (
            "systemd-nspawn", "-q", "--register=no", "--keep-unit", "-M", self.name, "-D", str(self.root), "-b",
            f"--network-namespace-path=/run/netns/{self.name}-a", "--resolv-conf=off", "--timezone=off",
            "--console=pipe")  # fmt: skip
        log = (self.folder / "log").open("wb")
        container = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=enter)  # fmt: skip
        self._container = container
        self._stack.callback(self._end, container)
        self.pid = wait_for("the first process", lambda: self._first_process(container))
        wait_for("the end of booting", self._is_running, within=60)

    def _first_process(self, container):
        expect(container.poll() is None, f"no container: {(self.folder / 'log').read_text()[-500:]!r}")
        children = pathlib.Path(f"/proc/{container.pid}/task/{container.pid}/children").read_text().split()
        for child in children:
            # Of another namespace of processes, and there the first.
            status = pathlib.Path(f"/proc/{child}/status").read_text()
            if re.search(r"^NSpid:\s+\d+\s+1$", status, re.MULTILINE):
                return int(child)
        return None

    def _is_running(self):
        return self.run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def _end(self, container):
        """With its first process all others go."""
        if self.pid and container.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            container.wait(10)
        if container.poll() is None:
            container.kill()
            container.wait(10)

    def inside(self, *command):
        """The command that runs this one in the machine."""
        return (
            "nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "-C", "--", "env", "-i",
            "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=dumb", "LANG=C.UTF-8", *command)  # fmt: skip

    def run(self, *command, limit=60):
        return _run(*self.inside(*command), limit=limit)

    def neighbour(self, *command):
        """The command that runs this one beside it."""
        return ("ip", "netns", "exec", f"{self.name}-b", *command)

    def show(self, unit, *properties):
        text = self.run("systemctl", "show", unit, "-p", ",".join(properties)).stdout
        found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        return [found.get(name, "") for name in properties]


def _remove_group(group):
    # The kernel needs a moment until it holds no more processes.
    for _ in range(100):
        if not group.exists():
            return
        with contextlib.suppress(OSError):
            for inner in sorted(group.rglob("*"), key=lambda path: -len(path.parts)):
                if inner.is_dir():
                    inner.rmdir()
            group.rmdir()
        time.sleep(0.05)


def add_libraries(root, binary):
    """What the program is linked with and the system lacks."""
    found = re.findall(r"=> (/\S+)", _run("ldd", str(binary)).stdout)
    for library in map(pathlib.Path, found):
        if re.match(r"(libc|libm|libpthread|libdl|librt)\.so", library.name):
            continue
        shutil.copy(library, root / "usr/local/lib" / library.name)
    done = _run("chroot", str(root), "/sbin/ldconfig")
    expect(done.returncode == 0, f"ldconfig: {done.stderr!r}")
