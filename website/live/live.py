"""Gives every verdict of a chapter its *Try it*, and the site the runtime that answers it.

The folder `runtime` holds Pyodide, SymPy and mpmath as `payload.py` packs them; `runtime.json` says what
they are. Nothing of it is loaded before a reader asks.
"""

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..typeset import typeset
from . import slices

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RUNTIME = HERE / "runtime"
PACKED = ["wasm.bin", "python.bin", "rest.bin"]
SOURCES = ["lossutils/_extra.py", "lossutils/notation.py", "lossutils/proof/*.py", "website/live/s*.py"]
PROOFS = {"tag_proof", "tag_check"}


class TryIt(nodes.General, nodes.Element):
    """The button of a verdict, with the cells that it opens: what the verdict depends on, and its own."""


def offers(cells):
    """Yield each code cell that a page can run, with the cells that it depends on and itself."""
    found = slices.statements(cells)
    for goal in range(len(cells)):
        if any(statement.cell == goal for statement in found):
            chosen, changeable = slices.plan(found, goal)
            if not any(statement.foreign for statement in chosen):
                yield goal, changeable


class Verdicts(SphinxTransform):
    """Put the button under every verdict that can be settled without NumPy."""

    default_priority = 890

    def apply(self, **kwargs):
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        offered = dict(offers(["".join(cell["source"]) for cell in cells]))
        boxes = [n for n in self.document.findall(nodes.container) if n.get("nb_element") == "cell_code"]
        for number, box in enumerate(boxes):
            if number in offered and PROOFS & set(box["classes"]):
                box += TryIt(needs=" ".join(map(str, offered[number])))


def _button(self, node):
    button = f'<button type="button" data-live="{node["needs"]}">Try it</button>'
    self.body.append(f'<div class="live-bar pst-js-only d-print-none">{button}</div>')
    raise nodes.SkipNode


def _worker():
    """Return the script of the worker: the runtime, what it runs, and the files that it asks for."""
    paths = [path for pattern in SOURCES for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    files = {name: (RUNTIME / name).read_bytes() for name in PACKED}
    facts = {name: {"size": len(b), "hash": hashlib.sha256(b).hexdigest()[:8]} for name, b in files.items()}
    asm, loader = ((RUNTIME / f"pyodide{name}.mjs").read_text(encoding="utf-8") for name in (".asm", ""))
    return "\n".join(
        [
            asm.replace("export default _createPyodideModule;", ""),
            re.sub(r"export\{(\w+) as loadPyodide.*", r"const loadPyodide = \1;", loader, flags=re.DOTALL),
            f"const SOURCES = {json.dumps(sources)};",
            f"const INFO = {json.dumps(_facts()['pyodide']['info'])}, FILES = {json.dumps(facts)};",
            (HERE / "worker.js").read_text(encoding="utf-8"),
        ]
    )


def _typesetter():
    """Return a script that gives a page the function which typesets the book."""
    parts = [(typeset.HERE / "mathjax" / name).read_text(encoding="utf-8") for name in typeset.COMPONENTS]
    parts.append((typeset.HERE / "typeset.js").read_text(encoding="utf-8"))
    return ";\n".join(["window.MathJax = {};\n(() => {", *parts, "window.typesetAll = typesetAll;\n})()"])


def write(app, error):
    """Write what a page asks for after the first click into a folder of the site."""
    if error or app.builder.format != "html":
        return
    check()
    folder = Path(app.outdir) / "live"
    folder.mkdir(exist_ok=True)
    for path in [HERE / "live.js", HERE / "live.css", *(RUNTIME / name for name in PACKED)]:
        shutil.copy(path, folder)
    worker = _worker()
    packed = {name: base64.b64encode((RUNTIME / name).read_bytes()).decode() for name in PACKED}
    script = base64.b64encode(worker.encode()).decode()
    disk = f"window.liveFiles = {json.dumps({'worker': script, 'packed': packed})};"
    for name, text in {"worker.js": worker, "mathjax.js": _typesetter(), "disk.js": disk}.items():
        (folder / name).write_text(text, encoding="utf-8")


def _facts():
    return json.loads((RUNTIME / "runtime.json").read_text(encoding="utf-8"))


def check():
    """Raise unless the runtime is the one that `runtime.json` tells of."""
    for name, expected in _facts()["files"].items():
        if hashlib.sha256((RUNTIME / name).read_bytes()).hexdigest() != expected:
            raise ValueError(f"runtime/{name} is not the file that runtime.json names: run `make runtime`")


def load(app, pagename, templatename, context, doctree):
    """Let the page with the empty cell ask for the script at once; others do at the first click."""
    if pagename == "book/try":
        context["page_scripts"] = ["live/live.js"]


def setup(app):
    """Register the transform, the directives and the files."""
    app.add_node(TryIt, html=(_button, None))
    app.add_transform(Verdicts)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
