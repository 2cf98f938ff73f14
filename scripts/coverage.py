"""Adds up what llvm-cov exports: covered lines by module, and whether that is enough."""

import json
import pathlib
import sys

# The modules that decide who may do what, that store it, and that send it to devices.
AT_LEAST = {"Access": 95.0, "Core": 95.0, "Credentials": 95.0, "Live": 95.0, "SQLiteStore": 95.0}


def main():
    sources = pathlib.Path("Sources").resolve()
    modules = {}
    for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if path.is_relative_to(sources):
            module = modules.setdefault(path.relative_to(sources).parts[0], [0, 0])
            module[0] += file["summary"]["lines"]["covered"]
            module[1] += file["summary"]["lines"]["count"]
    short = AT_LEAST.keys() - modules.keys()
    for module, (covered, count) in sorted(modules.items()):
        share = 100 * covered / count if count else 100.0
        wanted = AT_LEAST.get(module)
        if wanted and share < wanted:
            short.add(module)
        print(f"{share:6.1f} %  {covered:5} of {count:5} lines  {module}{f'  (at least {wanted:.0f} %)' if wanted else ''}")
    # Such a module is not linked into the tests, so nothing is counted. Tests/EndToEnd runs it.
    others = {folder.name for folder in sources.iterdir() if any(folder.rglob("*.swift"))} - modules.keys()
    print(f"     –    without its own tests: {', '.join(sorted(others))}")
    if short:
        sys.exit(f"coverage: not enough in {', '.join(sorted(short))}")


main()
