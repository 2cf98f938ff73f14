"""Draws the moving picture of scripts/screenshots: a terminal and a phone side by side, and a line that says what happens."""

from PIL import Image, ImageDraw, ImageFont

from terminal import Look

FONTS = "/usr/share/fonts/truetype/dejavu/DejaVu{}.ttf"


def font(name, size):
    return ImageFont.truetype(FONTS.format(name), size)


# A character of the monospaced font is as wide as a cell.
LOOK = Look("#dfe6e3", "#141b1f", width=12, height=24, font=font("SansMono", 20), bold=font("SansMono-Bold", 20))
DESK, INK, EDGE, ACCENT = "#e4ebe8", "#1d2b2a", "#8b9a99", "#f4bf4f"
BAR, PADDING, CORNER = 46, 20, 16
PHONE_WIDTH, PHONE_BAR, PHONE_CORNER = 340, 44, 36
MARGIN, CAPTION = 28, 64
# A picture of few colours is small, and these screens have few.
COLOURS = 256


class Film:
    """Pictures, each with the time for which it is shown."""

    def __init__(self):
        self._pictures, self._times = [], []

    @property
    def seconds(self):
        return round(sum(self._times) / 1000, 1)

    def show(self, caption, terminal, phone, seconds):
        self._pictures.append(_side_by_side(caption, terminal, phone))
        self._times.append(round(seconds * 1000))

    def still(self, file):
        """The picture that was shown last."""
        self._pictures[-1].quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)

    def save(self, file):
        palette = _montage(self._pictures).quantize(COLOURS)
        first, *others = (picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in self._pictures)
        first.save(
            file, format="PNG", save_all=True, append_images=others, duration=self._times, loop=0, default_image=False,
            optimize=True)  # fmt: skip


def _side_by_side(caption, terminal, phone):
    height = max(terminal.height, phone.height) + CAPTION
    picture = Image.new("RGB", (terminal.width + phone.width + 3 * MARGIN, height + 2 * MARGIN), DESK)
    middle = MARGIN + CAPTION + (height - CAPTION) // 2
    ImageDraw.Draw(picture).text(
        (picture.width / 2, MARGIN + CAPTION / 2 - 10), caption, fill=INK, font=font("Sans-Bold", 28), anchor="mm")  # fmt: skip
    _put(picture, rounded(terminal, CORNER), MARGIN, middle - terminal.height // 2)
    _put(picture, rounded(phone, PHONE_CORNER), 2 * MARGIN + terminal.width, middle - phone.height // 2)
    return picture


def _put(picture, part, x, y):
    picture.paste(part, (x, y), part)


def _montage(pictures):
    """All of them, smaller, so that one palette serves them all."""
    width, height = (size // 2 for size in pictures[0].size)
    montage = Image.new("RGB", (width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        montage.paste(picture.resize((width, height), Image.Resampling.NEAREST), (0, number * height))
    return montage


def window(screen, cursor, title):
    """The screen of a terminal, in the window of a desktop."""
    screen = screen.copy()
    draw = ImageDraw.Draw(screen)
    x, y = (place * size for place, size in zip(cursor, (LOOK.width, LOOK.height)))
    draw.rectangle((x, y + 1, x + LOOK.width - 1, y + LOOK.height - 2), fill=LOOK.ink)
    picture = Image.new("RGB", (screen.width + 2 * PADDING, screen.height + BAR + PADDING), LOOK.ground)
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(("#ec6a5e", "#f4bf4f", "#61c554")):
        x = PADDING + 8 + number * 26
        draw.ellipse((x - 8, BAR / 2 - 8, x + 8, BAR / 2 + 8), fill=colour)
    draw.text((picture.width / 2, BAR / 2), title, fill=EDGE, font=LOOK.font, anchor="mm")
    picture.paste(screen, (PADDING, BAR))
    return picture


def handset(page, address, press, page_width):
    """A page in the browser of a phone. press is where a finger is, in the points of a page of that width."""
    height = round(page.height * PHONE_WIDTH / page.width)
    picture = Image.new("RGB", (PHONE_WIDTH, height + PHONE_BAR), "#f3f5f4")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((16, 8, PHONE_WIDTH - 17, PHONE_BAR - 6), 15, fill="#dde4e1")
    draw.text((PHONE_WIDTH / 2, PHONE_BAR / 2 + 1), address, fill="#3c4a48", font=font("Sans", 16), anchor="mm")
    picture.paste(page.resize((PHONE_WIDTH, height), Image.Resampling.LANCZOS), (0, PHONE_BAR))
    if press:
        x, y = (place * PHONE_WIDTH / page_width for place in press)
        _finger(picture, x, y + PHONE_BAR)
    return picture


def camera(screen, link=None, is_pressed=False):
    """The camera of a phone: before something dark, or before the code on that screen."""
    height = round(PHONE_WIDTH * 760 / 360) + PHONE_BAR
    picture = Image.new("RGB", (PHONE_WIDTH, height), "#0d1113")
    draw = ImageDraw.Draw(picture)
    if screen:
        # The code is at the top left, and about as high as half the columns are wide.
        side = screen.width * 42 // 80
        view = screen.crop((0, 0, side, side)).resize((262, 262), Image.Resampling.LANCZOS)
        turned = view.rotate(4, Image.Resampling.BICUBIC, expand=True, fillcolor="#0d1113")
        picture.paste(turned, ((PHONE_WIDTH - turned.width) // 2, 335 - turned.height // 2))
    _corners(draw, (24, 170, PHONE_WIDTH - 25, 500))
    draw.ellipse((PHONE_WIDTH / 2 - 32, height - 100, PHONE_WIDTH / 2 + 32, height - 36), outline="#e8ecea", width=5)
    if link:
        draw.rounded_rectangle((PHONE_WIDTH / 2 - 92, 540, PHONE_WIDTH / 2 + 92, 582), 21, fill=ACCENT)
        draw.text((PHONE_WIDTH / 2, 561), link, fill="#20210f", font=font("Sans-Bold", 18), anchor="mm")
    if is_pressed:
        _finger(picture, PHONE_WIDTH / 2, 561)
    return picture


def _corners(draw, box):
    left, top, right, bottom = box
    for x, inward in ((left, 40), (right, -40)):
        for y, down in ((top, 40), (bottom, -40)):
            draw.line((x, y, x + inward, y), fill=ACCENT, width=4)
            draw.line((x, y, x, y + down), fill=ACCENT, width=4)


def _finger(picture, x, y):
    touch = Image.new("L", picture.size, 0)
    ImageDraw.Draw(touch).ellipse((x - 26, y - 26, x + 26, y + 26), fill=110)
    picture.paste("#5b6b69", mask=touch)


def rounded(picture, radius):
    """With an edge, and nothing outside: it fits light pages and dark ones."""
    # Drawn larger and made small again, which smooths the corners.
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
