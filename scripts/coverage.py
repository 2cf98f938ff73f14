"""Adds up what llvm-cov exports: covered lines by room, and whether that is enough."""

import json
import pathlib
import sys

# The modules that decide who may do what, that store it, and that tell devices of it.
AT_LEAST = {"Access": 95.0, "Core": 95.0, "Credentials": 95.0, "Live": 95.0, "SQLiteStore": 95.0}


def main():
    sources = pathlib.Path("Sources").resolve()
    rooms = {}
    for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if path.is_relative_to(sources):
            room = rooms.setdefault(path.relative_to(sources).parts[0], [0, 0])
            room[0] += file["summary"]["lines"]["covered"]
            room[1] += file["summary"]["lines"]["count"]
    short = AT_LEAST.keys() - rooms.keys()
    for room, (covered, count) in sorted(rooms.items()):
        share = 100 * covered / count if count else 100.0
        wanted = AT_LEAST.get(room)
        if wanted and share < wanted:
            short.add(room)
        print(f"{share:6.1f} %  {covered:5} of {count:5} lines  {room}{f'  (at least {wanted:.0f} %)' if wanted else ''}")
    # Such a room is not linked into the tests, so nothing is counted; Tests/EndToEnd runs it.
    others = {folder.name for folder in sources.iterdir() if any(folder.rglob("*.swift"))} - rooms.keys()
    print(f"     –    no test of its own: {', '.join(sorted(others))}")
    if short:
        sys.exit(f"coverage: not enough in {', '.join(sorted(short))}")


main()
