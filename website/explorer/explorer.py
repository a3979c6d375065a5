"""The page of the loss explorer: its directive, and the files that it asks for."""

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent


class Explorer(SphinxDirective):
    """Puts the loss explorer on its page."""

    def run(self):
        from website.explorer import (
            loss_formulas,  # with SymPy, which a build that leaves this page alone does not need
        )

        chapters = [loss_formulas.BOOK / f"{chapter}.ipynb" for chapter, _ in loss_formulas.shown().values()]
        for path in (*chapters, HERE / "explorer.html", loss_formulas.__file__):
            self.env.note_dependency(str(path))
        # Kept with the page, so that a page read before keeps its script.
        self.env.loss_formulas = loss_formulas.script()
        return [nodes.raw("", loss_formulas.form(), format="html")]


def merge(app, env, docnames, other):
    """Take the script over from a process that has read the page."""
    if hasattr(other, "loss_formulas"):
        env.loss_formulas = other.loss_formulas


def load(app, pagename, templatename, context, doctree):
    """Let the page, and no other, ask for its style sheets and scripts."""
    if pagename == "book/explorer":
        context["page_styles"] = ["explorer/uPlot.min.css", "explorer/explorer.css"]
        context["page_scripts"] = [
            f"explorer/{name}.js" for name in ("uPlot.iife.min", "formulas", "explorer")
        ]


def write(app, error):
    """Write what the page asks for into a folder of the site."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "explorer"
        shutil.copytree(HERE / "uplot", folder, dirs_exist_ok=True)  # as it is distributed
        for name in ("explorer.js", "explorer.css"):
            shutil.copy(HERE / name, folder)
        (folder / "formulas.js").write_text(app.env.loss_formulas, encoding="utf-8")


def setup(app):
    """Register the directive `loss-explorer`."""
    app.add_directive("loss-explorer", Explorer)
    app.connect("env-merge-info", merge)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
