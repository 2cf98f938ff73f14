"""The inputs that are kept, as text: one in a line, in two files for each fuzzer of Tests/Fuzz/Corpus.

NAME.seeds is written by people: how things look when they are right, and every input that ever found a fault. NAME.corpus
is written by scripts/fuzz: what reaches something that the seeds do not. Unprintable bytes are written as in a Python
string; a line that begins with # is a remark.
"""

import hashlib
import heapq
import pathlib
import shutil
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "Tests/Fuzz/Corpus"
# More would make the repository larger and add little: the first inputs reach the most.
MOST_INPUTS, MOST_BYTES = 150, 200_000


def line(data):
    text = data.decode("latin-1").encode("unicode_escape").decode("ascii")
    if text.startswith("#"):
        text = "\\x23" + text[1:]
    # Some editors remove a blank at the end of a line.
    return text[:-1] + "\\x20" if text.endswith(" ") else text


def data(text):
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")


def lines(path):
    text = path.read_text() if path.exists() else ""
    return [data(line) for line in text.splitlines() if line and not line.startswith("#")]


def unpack(name, folder):
    """Each input as a file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for kind in ("seeds", "corpus"):
        for content in lines(CORPUS / f"{name}.{kind}"):
            (folder / f"{kind}-{hashlib.sha1(content).hexdigest()}").write_bytes(content)


def measure(name):
    """How many inputs are kept, and how many bytes they take in the repository."""
    files = [CORPUS / f"{name}.{kind}" for kind in ("seeds", "corpus")]
    return sum(len(lines(file)) for file in files), sum(file.stat().st_size for file in files if file.exists())


def keep(name, known, found, merge):
    """Writes NAME.corpus from the known inputs and the new ones."""
    with tempfile.TemporaryDirectory() as scratch:
        control = pathlib.Path(scratch, "control")
        if merge("-merge=1", f"-merge_control_file={control}", scratch, known, found) != 0:
            return
        inputs = read_control(control)
    seeds = [input for input in inputs if input.path.name.startswith("seeds-")]
    kept = choose([input for input in inputs if input not in seeds], seeds)
    texts = sorted({line(content) for content in kept}, key=lambda text: (len(text), text))
    (CORPUS / f"{name}.corpus").write_text("".join(f"{text}\n" for text in texts))


class Input:
    """An input and what it reaches: edges of the program, and how often each, in libFuzzer's features."""

    def __init__(self, path):
        self.path, self.edges, self.features = path, set(), set()


def read_control(control):
    """What libFuzzer notes when it merges: two counts, the files, then FT and COV with the number of a file."""
    rows = control.read_text().splitlines()
    inputs = [Input(pathlib.Path(row)) for row in rows[2 : 2 + int(rows[0])]]
    for row in rows[2 + len(inputs) :]:
        kind, number, *values = row.split()
        if kind == "FT":
            inputs[int(number)].features = set(map(int, values))
        elif kind == "COV":
            inputs[int(number)].edges = set(map(int, values))
    return inputs


def choose(inputs, seeds):
    """Contents that, with the seeds, reach every edge, and then as many features as still fit."""
    kept, size = [], 0
    for aspect in ("edges", "features"):
        seen = {item for input in seeds + kept for item in getattr(input, aspect)}
        for input in greedy([input for input in inputs if input not in kept], aspect, seen):
            size += len(line(input.path.read_bytes())) + 1
            if len(kept) == MOST_INPUTS or size > MOST_BYTES:
                break
            kept.append(input)
    return [input.path.read_bytes() for input in kept]


def greedy(inputs, aspect, seen):
    """Each time the one that adds most; of equals, what is known already, then the shortest."""

    def entry(index):
        path = inputs[index].path
        return -len(getattr(inputs[index], aspect) - seen), path.parent.name != "known", path.stat().st_size, index

    # The gain of an input never grows, so only the first of the queue must be checked again.
    queue = [entry(index) for index in range(len(inputs))]
    heapq.heapify(queue)
    while queue:
        index = heapq.heappop(queue)[-1]
        again = entry(index)
        if again[0] == 0:
            continue
        if queue and again > queue[0]:
            heapq.heappush(queue, again)
            continue
        seen |= getattr(inputs[index], aspect)
        yield inputs[index]
