"""Pairs a phone with kith as a new user does, and takes a picture of each step. Started by scripts/screenshots.

No text of kith is named here: the words on the screens can change, and the pictures are then made again.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from PIL import Image

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Tests/EndToEnd/lib"))

from film import LOOK, Film, camera, handset, window
from join_page_support import CHROMIUM, Visit, launch_options, pixel, playwright
from support import JOIN_URL, KITH, ROOT, expect, wait_for
from terminal import Terminal, paint, read_with_opencv

PICTURES = ROOT / "docs/pictures"
# A web page shows these at once with its text: none may be heavy.
FILM_BYTES, PICTURE_BYTES = 1_000_000, 150_000
FILM_SECONDS = (15, 25)
NODE, PHONE, NAME, DEVICE = "192.168.1.20", "192.168.1.77", "study", "Anna's phone"
# An ordinary user runs kith, whose folder may be on the screen. Nothing of this machine's users is.
HOMES, USER, USER_ID = pathlib.Path("/home"), "anna", 1000
# The node's own address answers; what is sent to it comes from the phone's.
NETWORK = f"""
    ip link set lo up
    ip link add lan type veth peer name far
    ip link set far up
    ip address add {NODE}/24 dev lan
    ip link set lan up
    ip route add default via 192.168.1.1
    ip address add {PHONE}/32 dev lo
    ip route replace local {NODE} dev lan table local src {PHONE}
"""
SCREEN = {"width": 360, "height": 760}


def main():
    subprocess.run(["sh", "-ec", NETWORK], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "none", str(HOMES)], check=True)
    PICTURES.mkdir(exist_ok=True)
    film = Film()
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        take(pathlib.Path(folder), film)
    film.save(PICTURES / "pairing.png")
    expect(FILM_SECONDS[0] <= film.seconds <= FILM_SECONDS[1], f"the moving picture lasts {film.seconds} s")
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}: {size} bytes")
        most = FILM_BYTES if picture.name == "pairing.png" else PICTURE_BYTES
        expect(size <= most, f"{picture.name} is too large for a web page: {size} bytes, of {most}")


def take(folder, film):
    terminal = Terminal(folder, *shell())
    # With a profile on the disk, as on a phone: a page may warn a private window.
    context = playwright().chromium.launch_persistent_context(
        folder / "profile", executable_path=f"/usr/bin/{CHROMIUM}", **launch_options(),
        **pixel(viewport=SCREEN, screen=SCREEN, device_scale_factor=1.5))  # fmt: skip
    try:
        pair(terminal, Visit(context), film)
    finally:
        context.close()
        leave(terminal)


def shell():
    """The user's shell, in which kith is on PATH and the node has the name that the pictures show."""
    home = HOMES / USER
    (home / "bin").mkdir(parents=True)
    shutil.copy(KITH, home / "bin/kith")
    for path in (home, home / "bin"):
        os.chown(path, USER_ID, USER_ID)
    user = ("setpriv", f"--reuid={USER_ID}", f"--regid={USER_ID}", "--clear-groups")
    variables = (f"HOME={home}", f"USER={USER}", f"PATH={home / 'bin'}:/usr/bin:/bin", f"KITH_NAME={NAME}", "PS1=$ ")
    return *user, "env", "-C", str(home), *variables, "bash", "--noprofile", "--norc"


def pair(terminal, phone, film):
    def show(caption, seconds, phone_shows):
        film.show(caption, screen(terminal), phone_shows, seconds)

    wait_for("a prompt", lambda: "$" in terminal.words())
    caption = "Run kith pair on your Linux machine"
    show(caption, 1.0, camera(None))
    for letter in "kith pair":
        terminal.press("Space" if letter == " " else letter)
        settle(terminal)
        show(caption, 0.09, camera(None))
    terminal.press("Enter")
    url = terminal.wait_for_match(JOIN_URL)
    settle(terminal)
    show("It shows a code", 2.2, camera(None))

    caption = "Scan the code with the phone's camera: no app, no account"
    code = paint(terminal.screen(), LOOK, terminal.columns, terminal.rows)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        code.save(file.name)
        expect(read_with_opencv(file.name) == url, "the code in the picture cannot be read")
    show(caption, 2.0, camera(code, link=NODE))
    show(caption, 0.4, camera(code, link=NODE, is_pressed=True))
    phone.open(url)
    pin = phone.pin()
    name_it(phone)
    wait_for("the phone on the terminal's screen", lambda: PHONE in terminal.words())
    settle(terminal)
    caption = "The phone shows a PIN. Type it at the machine"
    shown = photograph(phone)
    show(caption, 2.8, shown)
    for count, digit in enumerate(pin, 1):
        terminal.press(digit)
        wait_for("the digits of the PIN", lambda: pin[:count] in terminal.words().replace(" ", ""))
        show(caption, 0.35, shown)
    film.still(PICTURES / "pairing-still.png")
    terminal.press("Enter")
    phone.shows("registered")
    settle(terminal)
    caption = "Paired. The phone keeps its own key"
    show(caption, 3.0, photograph(phone))
    link = phone.page.locator("a[href='/']:visible").first
    link.scroll_into_view_if_needed()
    show(caption, 0.4, photograph(phone, press=link))
    link.click()
    phone.page.wait_for_selector("#line.live")
    show("The page of this phone, live. You decide what it may do, and for how long", 4.0, photograph(phone))


def name_it(phone):
    """As a person does where the page asks for a name."""
    field = phone.page.locator("input:visible")
    if field.count() == 0:
        return
    field.first.fill(DEVICE)
    field.first.press("Enter")
    field.first.blur()
    # It saves the name, and says so.
    phone.page.wait_for_timeout(1500)


def leave(terminal):
    """Ends what runs there, so that the next node gets the port."""
    terminal.press("C-c")
    try:
        wait_for("the end of kith pair", lambda: terminal.words().endswith("$"))
    finally:
        terminal.close()


def settle(terminal):
    """Waits until the screen is drawn: twice the same, but for the seconds that count down."""
    seen = []

    def is_still():
        seen.append("".join(letter for letter in terminal.words() if not letter.isdigit()))
        time.sleep(0.1)
        return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]

    wait_for("a screen that stays as it is", is_still)


def screen(terminal):
    """The terminal's window. How long a picture is shown does not depend on how long it took."""
    picture = paint(terminal.screen(), LOOK, terminal.columns, terminal.rows)
    return window(picture, terminal.cursor(), NAME)


def photograph(phone, press=None):
    # What moves into view is there then.
    phone.page.wait_for_timeout(500)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        phone.page.screenshot(path=file.name)
        picture = Image.open(file.name).convert("RGB")
    box = press.bounding_box() if press else None
    return handset(picture, NODE, box and (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), SCREEN["width"])



main()
