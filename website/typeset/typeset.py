"""Typesets all mathematics while the book is built: pages carry pictures, not a program that draws them.

MathJax (folder `mathjax`, files of its distribution as they are) runs inside the build in an
embedded V8. Each formula becomes an inline SVG in the colour of the text, with MathML beside it that only
screen readers and the clipboard meet. The shapes of the glyphs stand once on each page.
"""

import atexit
import functools
import html
import json
import re
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

HERE = Path(__file__).parent
COMPONENTS = ["core.js", "liteDOM.js", "tex-base.js", "ams.js", "svg.js", "tex.js"]
WIDE = 24  # ex; a wider formula may not fit a phone and then scrolls in a box of its own
NOISE = re.compile(r' (?:data-mml-node|data-c|xmlns|xmlns:xlink|role|focusable)="[^"]*"')

logger = logging.getLogger(__name__)


@functools.cache
def _mathjax():
    context = MiniRacer()
    atexit.register(context.close)
    context.eval("var MathJax = {};")
    for name in COMPONENTS:
        context.eval((HERE / "mathjax" / name).read_text(encoding="utf-8") + "; 0")
    context.eval((HERE / "typeset.js").read_text(encoding="utf-8") + "; 0")
    return context


_known = {}  # what the formulas typeset so far look like: most recur
_glyphs = {}


def typeset(formulas):
    """Return what each (TeX, display) pair looks like, as HTML, and the shapes of all glyphs by their ids.

    A formula that is no TeX has the error message in place of its HTML, as a `ValueError`.
    """
    new = sorted(set(formulas) - _known.keys())
    if new:
        results, glyphs = json.loads(_mathjax().call("typesetAll", new))
        pages = [ValueError(result) if isinstance(result, str) else _markup(*result) for result in results]
        _known.update(zip(new, pages, strict=True))
        _glyphs.update(glyphs)
    return [_known[formula] for formula in formulas], _glyphs


def _markup(picture, mathml):
    picture = NOISE.sub("", picture).replace("xlink:href", "href")
    return picture.replace("<svg ", '<svg aria-hidden="true" ', 1) + re.sub(r">\s+<", "><", mathml)


def _source(node):
    """Return the TeX of a node, its lines aligned as Sphinx documents it, and whether it is displayed."""
    if isinstance(node, nodes.math):
        return node.astext(), False
    text = node.astext()
    return (rf"\begin{{split}}{text}\end{{split}}" if r"\\" in text and r"\begin" not in text else text), True


class Typeset(SphinxTransform):
    """Typeset the formulas of one document at once, and keep the result with its nodes."""

    default_priority = 900

    def apply(self, **kwargs):
        found = [node for kind in (nodes.math, nodes.math_block) for node in self.document.findall(kind)]
        if not found:
            return
        pages, glyphs = typeset([_source(node) for node in found])
        used = set()
        for node, page in zip(found, pages, strict=True):
            if isinstance(page, ValueError):
                logger.warning("cannot typeset %s: %s", node.astext(), page, location=node)
                page = html.escape(node.astext())
            node["html"] = page
            self._keep_together(node)
            used.update(re.findall(r'href="#([^"]+)"', page))
        shapes = "".join(f'<path id="{name}" d="{glyphs[name]}"/>' for name in sorted(used))
        defs = f'<svg class="glyphs" aria-hidden="true" width="0" height="0"><defs>{shapes}</defs></svg>'
        section = next(iter(self.document.findall(nodes.section)))
        section.insert(1, nodes.raw("", defs, format="html"))

    def _keep_together(self, node):
        """Give a formula the punctuation behind it, which would otherwise start the next line."""
        parent, after = node.parent, node.parent.index(node) + 1
        if isinstance(node, nodes.math_block) or isinstance(parent, nodes.title):
            return
        if after < len(parent) and isinstance(parent[after], nodes.Text):
            text = parent[after].astext()
            node["marks"] = re.match(r"[^\s\w]*", text)[0]
            parent[after] = nodes.Text(text.removeprefix(node["marks"]))


def _visit(self, node):
    # The table of contents of a page has copies of its headings, whose glyphs the page has already.
    markup = node.get("html") or typeset([_source(node)])[0][0]
    width = re.search(r'width="([\d.]+)ex"', markup)
    depth = re.search(r"vertical-align: (\S+);", markup)
    wide = width and float(width[1]) > WIDE
    tag = "span" if isinstance(node, nodes.math) else "div"
    style = {"STYLE": f"--depth: {depth[1] if depth else 0}"} if wide else {}
    box = self.starttag(node, tag, "", CLASS="math wide" if wide else "math", **style) + markup + f"</{tag}>"
    marks = self.encode(node.get("marks", ""))
    self.body.append(f'<span class="nobr">{box}{marks}</span>' if marks and not wide else box + marks)
    raise nodes.SkipNode


def setup(app):
    """Add the renderer, which `html_math_renderer: typeset` selects."""
    app.add_transform(Typeset)
    app.add_html_math_renderer("typeset", inline_renderers=(_visit, None), block_renderers=(_visit, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
