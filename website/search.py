"""Lets the search find a chapter by the names of practice; `scorer.js` puts chapters before lists.

The names are those of the page *Names of practice*; each becomes an entry of the index of its chapter.
"""

import re
from pathlib import Path

from sphinx import addnodes

NAMES = "book/names"
_ROW = re.compile(r"^\| (.+) \| \[\]\((.+)\.ipynb\) \|$", re.MULTILINE)


def names(page):
    """Return the names of practice of each chapter, by its path from the folder of the page."""
    return {chapter: words.split(", ") for words, chapter in _ROW.findall(page.read_text(encoding="utf-8"))}


def add_names(app, doctree):
    """Enter the names of practice of a chapter into its index."""
    page = Path(app.srcdir, NAMES).with_suffix(".md")
    found = names(page).get(app.env.docname.removeprefix("book/"), [])
    if found:
        app.env.note_dependency(str(page))
        entries = [("single", name, "", "main", None) for name in found]
        doctree.insert(0, addnodes.index(entries=entries))


def setup(app):
    """Connect the names to the reading of a chapter."""
    app.connect("doctree-read", add_names)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
