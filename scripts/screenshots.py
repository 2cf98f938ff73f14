"""Pairs a phone with kith in the present network, and takes a picture of each step. Started by scripts/screenshots."""

import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw, ImageFont

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Tests/EndToEnd/lib"))

from join_page_support import Visit, browser, pixel
from support import JOIN_URL, KITH, ROOT, expect, expect_text, start
from terminal import Look, Terminal, paint, read_with_opencv

PICTURES = ROOT / "docs/pictures"
# GitHub and others show a page with all its pictures, so each must be small.
MOST_BYTES = 150_000
NODE, PHONE, NAME = "192.168.1.20", "192.168.1.77", "study"
# The node's own address answers. Packets to it come from the phone's address.
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

FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono{}.ttf"
# Twice as many pixels as points, for sharp screens. A character of this font is as wide as a cell.
LOOK = Look(
    "#dfe6e3", "#141b1f", width=18, height=36,
    font=ImageFont.truetype(FONTS.format(""), 30), bold=ImageFont.truetype(FONTS.format("-Bold"), 30))  # fmt: skip
BAR, PADDING, CORNER = 72, 32, 24
EDGE = "#8b9a99"


def main():
    subprocess.run(["sh", "-ec", NETWORK], check=True)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        for scheme in ("light", "dark"):
            state = pathlib.Path(folder, scheme, "state")
            state.parent.mkdir()
            take(state, scheme)
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}: {size} bytes")
        expect(size < MOST_BYTES, f"{picture.name} is too large for a page")


def take(state, scheme):
    agent = start(state.parent, KITH, "agent", "--state", str(state), env={"KITH_NAME": NAME})
    expect_text(agent.stdout.readline(), f"http://{NODE}:6969")
    terminal = Terminal(state.parent, KITH, "pair", "--state", str(state), "--name", "Anna's phone", "--for", "anna")
    context = browser().new_context(
        **pixel(color_scheme=scheme, viewport={"width": 390, "height": 844}, screen={"width": 390, "height": 844},
                device_scale_factor=1.5))  # fmt: skip
    try:
        url = terminal.wait_for_match(JOIN_URL)
        phone = Visit(context).open(url)
        pin = phone.pin()
        photograph(phone, f"phone-pin-{scheme}")
        terminal.wait_for_words("PIN on its screen?")
        terminal.press(pin[:3])
        terminal.wait_for_words(f"PIN on its screen? {pin[:3]}")
        if scheme == "dark":
            save(window(terminal), "terminal")
            expect(read_with_opencv(PICTURES / "terminal.png") == url, "the code in the picture cannot be read")
        terminal.type(pin[3:])
        phone.shows("registered")
        photograph(phone, f"phone-registered-{scheme}")
        phone.page.click("a[href='/']")
        phone.page.wait_for_selector("#line.live")
        photograph(phone, f"phone-home-{scheme}")
    finally:
        context.close()
        terminal.close()
        agent.terminate()
        agent.wait(10)


def photograph(phone, name):
    # The step brings this into view.
    phone.page.wait_for_timeout(500)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        phone.page.screenshot(path=file.name)
        save(rounded(Image.open(file.name), 54), name)


def window(terminal):
    """The screen inside a window frame."""
    screen = paint(terminal.screen(), LOOK, terminal.columns, terminal.rows)
    draw = ImageDraw.Draw(screen)
    x, y = (place * size for place, size in zip(terminal.cursor(), (LOOK.width, LOOK.height)))
    draw.rectangle((x, y + 2, x + LOOK.width - 1, y + LOOK.height - 3), fill=LOOK.ink)
    picture = Image.new("RGB", (screen.width + 2 * PADDING, screen.height + BAR + PADDING), LOOK.ground)
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(("#ec6a5e", "#f4bf4f", "#61c554")):
        x = PADDING + 12 + number * 40
        draw.ellipse((x - 12, BAR / 2 - 12, x + 12, BAR / 2 + 12), fill=colour)
    draw.text((picture.width / 2, BAR / 2), "kith pair", fill=EDGE, font=LOOK.font, anchor="mm")
    picture.paste(screen, (PADDING, BAR))
    return rounded(picture, CORNER)


def rounded(picture, radius):
    """With an edge and a transparent outside, for light and dark pages."""
    # Drawn larger and reduced, which smooths the corners.
    scale, box = 4, (0, 0, picture.width * 4 - 1, picture.height * 4 - 1)
    shape = Image.new("L", (picture.width * scale, picture.height * scale), 0)
    ImageDraw.Draw(shape).rounded_rectangle(box, radius * scale, fill=255)
    edge = Image.new("L", shape.size, 0)
    ImageDraw.Draw(edge).rounded_rectangle(box, radius * scale, outline=255, width=2 * scale)
    shape, edge = (mask.resize(picture.size, Image.Resampling.LANCZOS) for mask in (shape, edge))
    picture = picture.convert("RGBA")
    picture.paste(EDGE, mask=edge)
    picture.putalpha(shape)
    return picture


def save(picture, name):
    picture.save(PICTURES / f"{name}.png", optimize=True)


main()
