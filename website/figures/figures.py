"""Figures that move: the directive `moving-figure`, the moving figures of chapters, and their files.

A figure stands without a script too. On the first page it is drawn while the book is built; in a chapter
the picture of the notebook stands, and a cell with the metadata `moving` names the script, the picture and
what the script is told.
"""

import ast
import html
import importlib
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent
KEY = "moving-figure"
FORMULA = re.compile(r"^lossFormulas\.(\w+)\.(\w+) = \[.*?^\];$", re.MULTILINE | re.DOTALL)


class MovingFigure(SphinxDirective):
    """Puts the figure on its page."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        figure = importlib.import_module(f"website.figures.{name}")
        self.env.note_dependency(figure.__file__)
        self.env.metadata[self.env.docname][KEY] = name
        return [nodes.raw("", figure.html(), format="html")]


class Moving(SphinxTransform):
    """Set the frame of a moving figure into a figure of a chapter, and hide its cell."""

    default_priority = 895  # after the cells have been counted

    def apply(self, **kwargs):
        for cell in list(self.document.findall(nodes.container)):
            for name, still in cell.get("cell_metadata", {}).get(KEY, {}).items():
                frame = HERE / f"{name}.html"
                self.env.note_dependency(str(frame))
                self.env.metadata[self.env.docname][KEY] = name
                told = list(cell.findall(nodes.literal_block))[-1].astext()  # after the code
                values = html.escape(json.dumps(ast.literal_eval(told), separators=(",", ":")))
                figure = next(f for f in self.document.findall(nodes.figure) if still in f["names"])
                next(figure.findall(nodes.image))["classes"].append("moving-still")
                start = f'<div class="moving pst-js-only" data-figure="{name}" data-values="{values}">'
                text = start + frame.read_text(encoding="utf-8") + "</div>"
                figure.insert(0, nodes.raw("", text, format="html"))
                cell["classes"].append("moving-told")  # it stays, as cells are counted


def load(app, pagename, templatename, context, doctree):
    """Let the page, and no other, ask for the style sheet and the script."""
    name = app.env.metadata.get(pagename, {}).get(KEY)
    if name:
        context["page_styles"] = [*context.get("page_styles", []), "figures/figures.css"]
        context["page_scripts"] = [*context.get("page_scripts", []), f"figures/{name}.js"]


def script(path, formulas):
    """Return the script of a figure, with the formulas and the looks that it names, and what all share."""
    from lossutils.plotting import LOOKS

    own = path.read_text(encoding="utf-8")
    used = set(re.findall(r"lossFormulas\.(\w+)", own))
    printed = [match[0].replace("lossFormulas.", "", 1) for match in FORMULA.finditer(formulas)]
    looks = {name: LOOKS[name] for name in sorted(set(re.findall(r"looks\.(\w+)", own)))}
    lines = [f"const looks = {json.dumps(looks)};", "const lossFormulas = {};"]
    lines += [f"lossFormulas.{name} = {{}};" for name in sorted(used)]
    lines += [f"lossFormulas.{text}" for text in printed if text.split(".")[0] in used]
    return "\n".join([*lines, (HERE / "engine.js").read_text(encoding="utf-8"), own])


def write(app, error):
    """Write what the pages ask for into a folder of the site."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "figures"
        folder.mkdir(exist_ok=True)
        (folder / "figures.css").write_bytes((HERE / "figures.css").read_bytes())
        for path in HERE.glob("*.js"):
            if path.stem != "engine":
                text = script(path, app.env.loss_formulas)
                (folder / path.name).write_text(text, encoding="utf-8")


def setup(app):
    """Register the directive and the transform."""
    app.add_directive("moving-figure", MovingFigure)
    app.add_transform(Moving)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
