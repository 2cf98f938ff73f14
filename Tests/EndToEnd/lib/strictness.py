"""Where kith and two other servers make something else of the same bytes: the list, and the page that is made from it."""

import json
import pathlib
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[3]
LIST = ROOT / "Tests/EndToEnd/lib/strictness.json"
PAGE = ROOT / "docs/http-strictness.md"
BEGIN = "<!-- From here on made by scripts/http-strictness from Tests/EndToEnd/lib/strictness.json. -->\n"
SERVERS = ("kith", "nginx", "caddy")

# Most cases are a field or a body behind the same lines.
SHORT = [
    ("POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n", "[chunked] "),
    ("POST / HTTP/1.1\\r\\nHost: h\\r\\n", "[POST] "),
]


def groups():
    return json.loads(LIST.read_text())


def explained():
    """What each server is said to do, by the name of the case."""
    return {name: dict(zip(SERVERS, rest)) for group in groups() for name, *rest in group["cases"]}


def doubles():
    """Names that stand in the list twice."""
    names = [case[0] for group in groups() for case in group["cases"]]
    return sorted({name for name in names if names.count(name) > 1})


def page():
    """As it should be: the words at its beginning are its own."""
    words = PAGE.read_text().partition(BEGIN)[0]
    return words + BEGIN + "".join(map(_section, groups()))


def _section(group):
    rows = [[_code(name), *rest] for name, *rest in group["cases"]]
    table = [["sent", "kith", "nginx", "Caddy"], ["---"] * 4, *rows]
    lines = [f"| {' | '.join(row)} |" for row in table]
    why = textwrap.wrap(f"*{group['rfc']}.* {group['why']}", 120, break_long_words=False, break_on_hyphens=False)
    return "\n".join(["", f"## {group['title']}", "", *why, "", *lines, ""])


def _code(name):
    text = name.partition(": ")[2]
    for long, short in SHORT:
        text = text.replace(long, short)
    text = text.replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"
