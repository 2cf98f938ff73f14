"""sslyze, which scans servers for weak TLS. Only the soak has it: it needs packages of PyPI that nothing else needs."""

import json
import re
import subprocess

from support import ROOT, Skipped, run

# It needs an older cryptography than the tests do.
PACKAGES = (
    "sslyze==6.3.1 annotated-types==0.8.0 cffi==2.1.1 cryptography==46.0.7 nassl==5.4.0 pycparser==3.12 pydantic==2.14.4"
    " pydantic_core==2.50.5 tls_parser==2.0.2 typing_extensions==4.16.0 typing_inspection==0.4.5"
)
FOLDER = ROOT / ".build/sslyze"


def program():
    """Installed the first time. The list is written last, so that an interrupted installation counts as none."""
    written = FOLDER / "packages"
    if not written.exists() or written.read_text() != PACKAGES:
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", FOLDER], check=True)
        pip = [FOLDER / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run([*pip, *PACKAGES.split()], capture_output=True, text=True)
        if done.returncode != 0:
            raise Skipped(f"sslyze cannot be installed: {done.stderr.strip()[-200:]}")
        written.write_text(PACKAGES)
    return str(FOLDER / "bin/sslyze")


def scan(folder, name, port, store):
    """The result of each of its checks, and where Mozilla's intermediate settings are not met."""
    output = folder / "scan.json"
    result = run(
        folder, program(), f"--json_out={output}", "--mozilla_config=intermediate", "--early_data", "--resum", "--certinfo",
        "--certinfo_ca_file", str(store), f"{name}:{port}{{127.0.0.1}}")  # fmt: skip
    (server,) = json.loads(output.read_text())["server_scan_results"]
    checks = {check: found["result"] for check, found in server["scan_result"].items()}
    return checks, re.findall(r"^ {8}\* (\w+): ", result.stdout.partition("COMPLIANCE")[2], re.MULTILINE)


def accepted(suites):
    return sorted(each["cipher_suite"]["openssl_name"] for each in suites["accepted_cipher_suites"])
