"""Builds fuzzers with the compiler only: each module that they import, then each fuzzer.

With internal names open (`-enable-testing`) and for libFuzzer and AddressSanitizer, so nothing of another build can be
used; and SwiftPM would build every module, one fuzzer a package. What has not changed is not built again.
"""

import concurrent.futures
import dataclasses
import hashlib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ROOT / "Sources"
IMPORT = re.compile(r"^(?:@\w+ )?(?:public )?import (\w+)", re.MULTILINE)
COMPILED_WITH = re.compile(r"^// Compiled with: (.*)$", re.MULTILINE)
# Optimised, because a fuzzer is as good as its number of inputs. Faults are still reported as text, as in a debug
# build.
FAST = ("-O", "-g")
# The rest is how Package.swift builds.
FLAGS = (
    "-wmo -assert-config Debug -parse-as-library -enable-testing -sanitize=fuzzer,address -package-name kith"
    " -swift-version 6 -strict-memory-safety -warnings-as-errors -enable-upcoming-feature ExistentialAny"
    " -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility"
    " -enable-upcoming-feature NonisolatedNonsendingByDefault"
).split()


@dataclasses.dataclass(frozen=True)
class Plan:
    """Where things are built, and from what: of some files a copy, and in some modules one file more."""

    folder: pathlib.Path
    flags: tuple = FAST
    copies: dict = dataclasses.field(default_factory=dict)
    additions: dict = dataclasses.field(default_factory=dict)

    @property
    def modules(self):
        return self.folder / "modules"

    def files(self, module):
        more = [self.additions[module]] if module in self.additions else []
        return [self.copies.get(file, file) for file in module_files(module)] + more


def build(files, plan):
    """Each of the files as a program: NAME/fuzzer in the plan's folder."""
    plan.modules.mkdir(parents=True, exist_ok=True)
    embed()
    modules = closure({module for file in files for module in imports(parts(file))})
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # In this order: a build that waits for another waits for one that began earlier.
        begun = {}
        for module in modules:
            needed = [begun[other] for other in imports(module_files(module))]
            begun[module] = pool.submit(build_module, module, plan, needed)
        programs = [pool.submit(build_fuzzer, file, plan, begun) for file in files]
        for program in programs:
            program.result()


def embed():
    """Lets SwiftPM write down the embedded files as they are by now."""
    result = subprocess.run(["swift", "build", "--target", "WebPages"], cwd=ROOT, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"fuzz: the embedded files cannot be had:\n{result.stdout}{result.stderr}")


def imports(files):
    """The modules among what these files import. C libraries have module maps, and are found by those."""
    names = {name for file in files for name in IMPORT.findall(file.read_text())}
    return sorted(name for name in names if module_files(name))


def module_files(module):
    # With what SwiftPM has made of embedded files, if the module has any.
    embedded = ROOT / f".build/debug/{module}.build/DerivedSources/embedded_resources.swift"
    return sorted((SOURCES / module).rglob("*.swift")) + ([as_texts(module, embedded)] if embedded.exists() else [])


def as_texts(module, file):
    """The same resources as text literals: to instrument an array of so many numbers takes the compiler minutes."""
    texts = ROOT / f".build/fuzz/{module}.embedded.swift"
    texts.parent.mkdir(parents=True, exist_ok=True)
    resources = re.findall(r"^static let (\w+): \[UInt8\] = \[([0-9,]*)\]$", file.read_text(), re.MULTILINE)
    lines = [f"static let {name}: [UInt8] = octets({literal(map(int, octets.split(',')))})" for name, octets in resources]
    if len(lines) != file.read_text().count("static let"):
        sys.exit(f"fuzz: {file} has another form than this script knows")
    lines.append("static func octets(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }")
    text = "struct PackageResources {\n" + "\n".join(lines) + "\n}\n"
    if not texts.exists() or texts.read_text() != text:
        texts.write_text(text)
    return texts


def literal(octets):
    """A Swift string in which each character is one octet."""
    plain = {octet: chr(octet) for octet in range(0x20, 0x7F) if chr(octet) not in '"\\'}
    return '"' + "".join(plain.get(octet) or f"\\u{{{octet:x}}}" for octet in octets) + '"'


def closure(modules):
    """Those and all that they know, each behind what it knows."""
    ordered = []

    def add(module):
        for other in imports(module_files(module)):
            add(other)
        if module not in ordered:
            ordered.append(module)

    for module in sorted(modules):
        add(module)
    return ordered


def parts(file):
    """A fuzzer's own file, the entry, and what it says that it is compiled with."""
    more = [ROOT / name for names in COMPILED_WITH.findall(file.read_text()) for name in names.split()]
    return [file, ROOT / "Tests/Fuzz/Entry.swift", *more]


def build_module(module, plan, needed):
    keys = [other.result() for other in needed]
    output = plan.modules / f"{module}.o"
    emit = ["-emit-module", "-emit-module-path", plan.modules / f"{module}.swiftmodule", "-c"]
    return compiled(module, plan.files(module), output, plan, emit, keys)


def build_fuzzer(file, plan, begun):
    modules = closure(imports(parts(file)))
    keys = [begun[module].result() for module in modules]
    (plan.folder / file.stem).mkdir(exist_ok=True)
    link = ["-use-ld=lld", *(plan.modules / f"{module}.o" for module in modules)]
    compiled(f"Fuzz{file.stem}", parts(file), plan.folder / file.stem / "fuzzer", plan, link, keys)


def compiled(module, files, output, plan, more, keys):
    """Unless the same was compiled before. The key of all that went into it."""
    libraries = sorted(path.parent for path in SOURCES.glob("*/module.modulemap"))
    folders = [f"-I{folder}" for folder in (plan.modules, *libraries)]
    folders += ["-module-cache-path", plan.modules / "cache"]
    command = ["swiftc", *plan.flags, *FLAGS, "-module-name", module, *folders, *more, "-o", output, *files]
    headers = sorted(header for library in libraries for header in library.iterdir())
    key = key_of(command, [*files, *headers], keys)
    stamp = output.with_suffix(".key")
    if output.exists() and stamp.exists() and stamp.read_text() == key:
        return key
    stamp.unlink(missing_ok=True)
    # In that folder, because the compiler writes files where it runs.
    result = subprocess.run([str(part) for part in command], cwd=plan.modules, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"fuzz: {module} cannot be built:\n{result.stdout}{result.stderr}")
    stamp.write_text(key)
    return key


def key_of(command, files, keys):
    hashed = hashlib.sha256(repr((command, keys)).encode())
    for file in files:
        hashed.update(file.read_bytes())
    return hashed.hexdigest()
