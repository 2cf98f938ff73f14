"""kith on a terminal: a tmux of its own to run it in, and eyes to read the QR code on its screen."""

import contextlib
import dataclasses
import shutil
import subprocess

import cv2
import pyte
from PIL import Image, ImageDraw, ImageFont

from support import Failure, at_end, environment, expect, expect_equal, wait_for


class Terminal:
    """One command in a tmux server of its own, 80 by 24 where no other size is named."""

    # Writes its exit code to a file: tmux does not always notice a child that ends. Ctrl-C is only for the command.
    _RECORD = 'trap : INT; "$@"; echo $? >"$EXIT_CODE"'

    def __init__(self, folder, *command, columns=80, rows=24):
        self.folder = folder
        self.columns, self.rows = columns, rows
        self._code = folder / "exit_code"
        command = ("env", f"EXIT_CODE={self._code}", "sh", "-c", self._RECORD, "sh", *command)
        # The server is a daemon: it would stay after the test.
        at_end(self.close)
        # On a busy machine a server may end before its first session is there.
        with contextlib.suppress(Failure):
            return self._begin(columns, rows, command)
        self._begin(columns, rows, command)

    def _begin(self, columns, rows, command):
        self._tmux(
            "-f", "/dev/null", "start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";",
            "new-session", "-d", "-x", str(columns), "-y", str(rows), "--", *command)  # fmt: skip

    def _tmux(self, *words):
        # A separate socket in the folder of the test, so that no other server is used.
        command = [shutil.which("tmux"), "-S", str(self.folder / "tmux"), *words]
        done = subprocess.run(command, env=environment(self.folder), capture_output=True, text=True, timeout=10)
        expect(done.returncode == 0, f"tmux {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def screen(self):
        """What a person sees, colours as escape sequences."""
        return self._tmux("capture-pane", "-e", "-p")

    def text(self):
        """All that was ever shown, without colours, broken lines joined."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-")

    def words(self):
        """What is shown now and is no code, as one line: wherever it was broken, it can be found."""
        return " ".join(self._tmux("capture-pane", "-p").translate(str.maketrans("█▀▄", "   ")).split())

    def bell(self):
        """Whether the bell has rung. A window that nobody looks at keeps it in mind."""
        return self._tmux("display-message", "-p", "#{window_bell_flag}").strip() == "1"

    def cursor(self):
        """Its column and row."""
        return tuple(int(place) for place in self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split())

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def type(self, line):
        self._tmux("send-keys", "-l", line)
        self._tmux("send-keys", "Enter")

    def press(self, key):
        self._tmux("send-keys", key)

    def wait_for(self, text):
        try:
            wait_for(f"{text!r} on the screen", lambda: text in self.text())
        except Exception as failure:
            failure.args = (f"{failure}; there is: {self.text().strip()!r}",)
            raise

    def wait_for_words(self, words, within=15):
        try:
            wait_for(f"{words!r} on the screen", lambda: words in self.words(), within)
        except Exception as failure:
            failure.args = (f"{failure}; there is: {self.words()!r}",)
            raise

    def expect_code(self, url, themes=("dark", "light")):
        """Two readers see this URL in the code, whatever the theme."""
        for theme in themes:
            expect_equal(self._read(theme, read_with_zbar), url, f"zbar, {theme} theme")
            expect_equal(self._read(theme, read_with_opencv), url, f"OpenCV, {theme} theme")

    def wait_for_code(self, url):
        """The same after the screen was drawn anew, which may still be under way."""
        readers = (read_with_zbar, read_with_opencv)
        wait_for("a code that can be read", lambda: all(self._read("dark", reader) == url for reader in readers))
        self.expect_code(url)

    def _read(self, theme, reader):
        file = self.folder / f"{theme}.png"
        paint(self.screen(), THEMES[theme], self.columns, self.rows).save(file)
        return reader(file)

    def wait_for_match(self, pattern):
        return wait_for(pattern.pattern, lambda: pattern.search(self.text())).group()

    def exit_code(self):
        """The command's, once it has ended."""
        wait_for("the end of the command", lambda: self._code.exists() and self._code.read_text())
        return int(self._code.read_text())

    def close(self):
        self._tmux("kill-server")


@dataclasses.dataclass
class Look:
    """How a terminal shows its cells. Without a font, as small and plain as can be read."""

    ink: str
    ground: str
    width: int = 8
    height: int = 16
    font: ImageFont.ImageFont | None = None
    bold: ImageFont.ImageFont | None = None


THEMES = {"dark": Look("#d0d0d0", "#101010"), "light": Look("#101010", "#fdfdfd")}
_NAMED = {"black": "#000000", "brightwhite": "#ffffff", "red": "#cd0000", "white": "#e5e5e5"}
# The parts of a cell that a block character fills: left, top, right, bottom.
_BLOCKS = {"█": (0, 0, 1, 1), "▀": (0, 0, 1, 0.5), "▄": (0, 0.5, 1, 1)}


def paint(screen, look, columns, rows):
    """A picture of the screen, as a terminal that looks so shows it."""
    emulator = pyte.Screen(columns, rows)
    pyte.Stream(emulator).feed(screen.rstrip("\n").replace("\n", "\r\n"))
    picture = Image.new("RGB", (columns * look.width, rows * look.height), look.ground)
    draw = ImageDraw.Draw(picture)
    for row in range(rows):
        for column in range(columns):
            cell = emulator.buffer[row][column]
            front, back = _colour(cell.fg, look.ink), _colour(cell.bg, look.ground)
            if cell.reverse:
                front, back = back, front
            _fill(draw, look, row, column, (0, 0, 1, 1), back)
            if cell.data in _BLOCKS:
                _fill(draw, look, row, column, _BLOCKS[cell.data], front)
            elif cell.data.strip():
                font = look.bold if cell.bold else look.font
                draw.text((column * look.width, row * look.height), cell.data, fill=front, font=font)
    return picture


def _colour(name, default):
    if name == "default":
        return default
    return _NAMED.get(name) or f"#{name}"


def _fill(draw, look, row, column, part, colour):
    left, top, right, bottom = part
    x, y = column * look.width, row * look.height
    box = (x + left * look.width, y + top * look.height, x + right * look.width - 1, y + bottom * look.height - 1)
    draw.rectangle(box, fill=colour)


def read_with_zbar(file):
    command = ["zbarimg", "--quiet", "--raw", "--set", "*.disable", "--set", "qrcode.enable", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip()


def read_with_opencv(file):
    """As strict as a phone: without a quiet zone it reads none, which zbar forgives."""
    # Its older QRCodeDetector misses two of a hundred codes, however flawless.
    return cv2.QRCodeDetectorAruco().detectAndDecode(cv2.imread(str(file)))[0]
