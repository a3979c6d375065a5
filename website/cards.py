"""The cards of the first page: every chapter with its question and its first picture.

The pictures of all cards are one file, and few bytes.
"""

import re
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from tests.support.contents import PAGES, PARTS, TOC
from website.pages import spoken

WIDTH, HEIGHT = 320, 132  # of a picture in the file; it is shown smaller


class _Cards(nodes.General, nodes.Element):
    """The place of the cards."""


class ChapterCards(SphinxDirective):
    """Keeps a place for the cards, and has its page built again when a page that has one changes."""

    def run(self):
        for path in PAGES:
            self.env.note_dependency(str(path))
        return [_Cards()]


def question(document):
    """Return the questions of the first paragraph of a page, one alone with what leads to it."""
    paragraph = next(p for p in document.findall(nodes.paragraph) if "minutes" not in p["classes"])
    sentences = re.findall(r"\S.*?[.?!](?=\s|$)", " ".join(spoken(paragraph).split()))
    asked = [number for number, sentence in enumerate(sentences) if sentence.endswith("?")]
    if len(asked) == 1:
        asked.insert(0, max(asked[0] - 1, 0))
    return " ".join(sentences[number] for number in dict.fromkeys(asked or [0]))


def picture(document):
    """Return the address of the first picture of a page, or nothing."""
    image = next(document.findall(nodes.image), None)
    return image and image["uri"]


def sheet(paths):
    """Return small copies of pictures, one below the other."""
    whole = Image.new("RGBA", (WIDTH, HEIGHT * len(paths)))
    for number, path in enumerate(paths):
        with Image.open(path) as image:
            small = image.convert("RGBA")
        small.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        whole.paste(small, (0, HEIGHT * number + (HEIGHT - small.height) // 2))
    return whole.quantize(48, method=Image.Quantize.FASTOCTREE)


def card(app, page, name, pictures):
    """Return the card of a page."""
    document = app.env.get_doctree(name)
    link = make_refnode(app.builder, page, name, "", nodes.Text(app.env.titles[name].astext()))
    found = nodes.container("", classes=["chapter-card"])
    if uri := picture(document):
        place = f"background-position: 0 calc({-len(pictures)} * var(--height))"
        found += nodes.raw("", f'<div class="chapter-picture" style="{place}"></div>', format="html")
        pictures.append(Path(app.srcdir, uri))
    found += [nodes.paragraph("", "", link), nodes.paragraph("", question(document))]
    return found


def fill(app, doctree, docname):
    """Put the cards into their place, a section for every part."""
    for place in list(doctree.findall(_Cards)):
        parts, pictures = [], []
        for caption, names in PARTS.items():
            if names == [TOC["root"]]:
                continue
            cards = nodes.container("", classes=["chapter-cards"])
            cards += [card(app, docname, name, pictures) for name in names]
            parts.append(nodes.section("", nodes.title("", caption), cards, ids=[nodes.make_id(caption)]))
        place.replace_self(parts)
        if app.builder.format == "html":
            folder = Path(app.outdir, "figures")
            folder.mkdir(parents=True, exist_ok=True)
            sheet(pictures).save(folder / "cards.png", optimize=True)


def setup(app):
    """Register the directive `chapter-cards`."""
    app.add_directive("chapter-cards", ChapterCards)
    app.add_node(_Cards)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
