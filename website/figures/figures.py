"""Figures that move: the directive `moving-figure`, and what a page with one asks for.

A figure is drawn while the book is built, so that it stands without a script too. The script of its name
then lets a reader move it.
"""

import importlib
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent
KEY = "moving-figure"


class MovingFigure(SphinxDirective):
    """Puts the figure on its page."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        figure = importlib.import_module(f"website.figures.{name}")
        self.env.note_dependency(figure.__file__)
        self.env.metadata[self.env.docname][KEY] = name
        return [nodes.raw("", figure.html(), format="html")]


def load(app, pagename, templatename, context, doctree):
    """Let the page, and no other, ask for the style sheet and the script."""
    name = app.env.metadata.get(pagename, {}).get(KEY)
    if name:
        context["page_styles"] = [*context.get("page_styles", []), "figures/figures.css"]
        context["page_scripts"] = [*context.get("page_scripts", []), f"figures/{name}.js"]


def write(app, error):
    """Write what the pages ask for into a folder of the site."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "figures"
        folder.mkdir(exist_ok=True)
        for path in (*HERE.glob("*.js"), *HERE.glob("*.css")):
            shutil.copy(path, folder)


def setup(app):
    """Register the directive."""
    app.add_directive("moving-figure", MovingFigure)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
