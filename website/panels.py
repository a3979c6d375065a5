"""On a phone the panels of a figure stand one below the other: a second picture, made of the first."""

import re
from pathlib import Path

import imagesize
from PIL import Image

PHONE = "(max-width: 600px)"
WIDE, GAP, BETWEEN = (
    1100,
    12,
    24,
)  # pixels: of a figure with two panels, between them, and once they are stacked


def cut(image):
    """Return the column between two panels: the middle of the widest empty stretch near the middle."""
    profile = image.getchannel("A").resize((image.width, 1), Image.Resampling.BOX).tobytes()
    low, high = int(0.3 * image.width), int(0.7 * image.width)
    gaps = [match.span() for match in re.finditer(b"\0{%d,}" % GAP, profile[low:high])]
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0, 0))
    return low + (start + end) // 2 if end else None


def stacked(image):
    """Return the panels of a picture one below the other, or None if it has but one."""
    place = cut(image) if image.width > WIDE and image.mode == "RGBA" else None
    if place is None:
        return None
    parts = [image.crop((0, 0, place, image.height)), image.crop((place, 0, *image.size))]
    whole = Image.new("RGBA", (max(part.width for part in parts), 2 * image.height + BETWEEN))
    for number, part in enumerate(parts):
        whole.paste(part, (0, number * (image.height + BETWEEN)))
    return whole


def offer(app, pagename, templatename, context, doctree):
    """Give every picture with panels a second one for narrow screens."""
    files = {target: source for source, target in app.builder.images.items()}
    folder = Path(app.outdir, app.builder.imagedir)

    def offered(match):
        name = Path(match["src"]).name
        if not name.endswith(".png") or name not in files:
            return match[0]
        path = folder / f"{name.removesuffix('.png')}-stacked.png"
        if not path.exists():
            with Image.open(Path(app.srcdir, files[name])) as image:
                whole = stacked(image)
            if whole is None:
                return match[0]
            folder.mkdir(parents=True, exist_ok=True)
            whole.save(path, optimize=True)
        width, height = imagesize.get(str(path))
        source = match["src"].replace(name, path.name)
        size = f'width="{width}" height="{height}"'
        return f'<picture><source media="{PHONE}" srcset="{source}" {size}>{match[0]}</picture>'

    context["body"] = re.sub(r'<img\b[^>]*?\bsrc="(?P<src>[^"]+)"[^>]*>', offered, context.get("body", ""))


def setup(app):
    """Offer the second pictures when all else of a page is complete."""
    app.connect("html-page-context", offer, priority=200)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
