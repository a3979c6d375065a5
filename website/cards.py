"""The cards of the first page: every chapter with its question and its first picture."""

import re

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from tests.support.contents import NOTEBOOKS, PARTS, TOC
from website.pages import spoken


class _Cards(nodes.General, nodes.Element):
    """The place of the cards."""


class ChapterCards(SphinxDirective):
    """Keeps a place for the cards, and has its page built again when a chapter changes."""

    def run(self):
        for path in NOTEBOOKS:
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


def card(app, page, name):
    """Return the card of a page."""
    document = app.env.get_doctree(name)
    link = make_refnode(app.builder, page, name, "", nodes.Text(app.env.titles[name].astext()))
    found = nodes.container("", classes=["chapter-card"])
    picture = next(document.findall(nodes.image), None)
    if picture is not None:
        attributes = {"uri": picture["uri"], "candidates": dict(picture["candidates"]), "alt": ""}
        found += nodes.image("", **attributes)
    found += [nodes.paragraph("", "", link), nodes.paragraph("", question(document))]
    return found


def fill(app, doctree, docname):
    """Put the cards into their place, a section for every part."""
    for place in list(doctree.findall(_Cards)):
        parts = []
        for caption, names in PARTS.items():
            if names == [TOC["root"]]:
                continue
            cards = nodes.container(
                "", *(card(app, docname, name) for name in names), classes=["chapter-cards"]
            )
            parts.append(nodes.section("", nodes.title("", caption), cards, ids=[nodes.make_id(caption)]))
        place.replace_self(parts)


def setup(app):
    """Register the directive `chapter-cards`."""
    app.add_directive("chapter-cards", ChapterCards)
    app.add_node(_Cards)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
