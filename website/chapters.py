"""Makes of a notebook's cells the parts of a chapter.

What a proof's cell has shown stands in the frame of its theorem, the code of a solution in the solution's
folded box, folded code says what it is, and under the title stands how long the chapter takes.
"""

import re

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

WORD, LINE, DISPLAY, FIGURE = 60 / 200, 6, 10, 15  # seconds to read one of them
#: How the titles of the sections begin that a first reading leaves out.
APART = ("Deeper", "Exercises", "Five questions")

logger = logging.getLogger(__name__)


def _cells(document):
    return [node for node in document.findall(nodes.container) if node.get("nb_element") == "cell_code"]


def _tags(cell):
    return cell["cell_metadata"].get("tags", [])


def _before(node):
    """Return what a reader sees right before a node, or None."""
    siblings = node.parent.children[: node.parent.index(node)]
    return next((s for s in reversed(siblings) if not isinstance(s, nodes.Invisible | nodes.target)), None)


class Verdicts(SphinxTransform):
    """Set Markdown outputs, give them a class, and move those of a proof into the box right before it."""

    default_priority = 800  # before formulas are typeset

    def apply(self, **kwargs):
        for output in list(self.document.findall(nodes.container)):
            if output.get("mime_type") == "text/markdown":
                for table in list(output.findall(nodes.table)):
                    if not "".join(head.astext() for head in table.findall(nodes.thead)).strip():
                        table.parent.replace(table, _chain(table))
                for words in output.findall(nodes.paragraph):
                    if words.astext().startswith("✓"):
                        words[0] = nodes.Text(words[0].removeprefix("✓"))
                        words.insert(0, nodes.inline("", "✓", classes=["check"]))
                output[:] = [nodes.container("", *output.children, classes=["output", "text_markdown"])]
        for cell in _cells(self.document):
            box = _before(cell)
            if "proof" in _tags(cell) and box is not None and "proof" in box.get("classes", []):
                _move_verdict(cell, box)


def _chain(table):
    """Return a table without a head as lines of a formula and, where there is one, the reason beside it."""
    lines = nodes.container(classes=["chain"])
    for row in table.findall(nodes.row):
        cells = [(name, cell) for name, cell in zip(("step", "reason"), row, strict=True) if cell.astext()]
        lines += [nodes.container("", *cell.children, classes=[name]) for name, cell in cells]
    return lines


def _move_verdict(cell, box):
    """Move the Markdown outputs of a cell to the end of a box, or before its line *By words*."""
    content, outputs = box.children[-1], cell.children[-1]
    words = (i for i, part in enumerate(content) if part.astext().startswith("By words:"))
    place = next(words, len(content))
    for output in list(outputs):
        if any(mime.get("mime_type") == "text/markdown" for mime in output):
            outputs.remove(output)
            content.insert(place, output)
            place += 1
    if not outputs.children:
        cell.remove(outputs)


class Solutions(SphinxTransform):
    """Move code cells with the tag `solution` into the folded box before them."""

    default_priority = 800

    def apply(self, **kwargs):
        for cell in _cells(self.document):
            if "solution" in _tags(cell):
                box = _before(cell)
                if box is None or "dropdown" not in box.get("classes", []):
                    logger.warning("a solution's cell without a folded box before it", location=cell)
                    continue
                cell.parent.remove(cell)
                box += cell


class Labels(SphinxTransform):
    """Say of folded code whether it sets up the chapter, proves, or does something else."""

    default_priority = 800

    def apply(self, **kwargs):
        for number, cell in enumerate(_cells(self.document)):
            first = "Set-up" if number == 0 else "The code"
            cell["prompt_show"] = "The proof" if "proof" in _tags(cell) else first


def _title(section):
    title = section.next_node(nodes.title)
    return title.astext() if title else ""  # the section within a theorem has none


def seconds(node):
    """Return how long a first reading takes of what shows of a node."""
    classes = node.get("classes", []) if isinstance(node, nodes.Element) else []
    if isinstance(node, nodes.section) and _title(node).startswith(APART):
        return 0
    if {"dropdown", "moving-told"} & set(classes) or isinstance(node, nodes.Invisible):
        return 0
    if isinstance(node, nodes.math):
        return WORD
    if isinstance(node, nodes.math_block):
        return DISPLAY * (1 + node.astext().count(r"\\"))
    if "step" in classes:
        return DISPLAY
    if isinstance(node, nodes.image):
        return FIGURE
    if "cell_input" in classes:
        shown = not node.parent.get("hide_mode")
        return LINE * shown * sum(bool(line.strip()) for line in node.astext().splitlines())
    if isinstance(node, nodes.raw) and node.astext().startswith('<div class="moving '):
        return 0  # the figure has been counted
    if isinstance(node, nodes.raw):
        return WORD * len(re.sub("<[^>]*>", " ", node.astext()).split())
    if isinstance(node, nodes.Text):
        return WORD * len(node.split())
    return sum(map(seconds, node.children))


class Minutes(SphinxPostTransform):
    """Say under the title of a chapter, which is a page with a summary, how long it takes."""

    default_priority = 100  # outputs have been selected, and nothing is folded yet

    def run(self, **kwargs):
        sections = list(self.document.findall(nodes.section))
        if any(_title(section) == "Summary" for section in sections):
            minutes = round(seconds(self.document) / 60)
            title = sections[0].index(sections[0].next_node(nodes.title))
            sections[0].insert(
                title + 1, nodes.paragraph("", f"About {minutes} minutes", classes=["minutes"])
            )


def _open_code(self, node):
    self.body.append(self.starttag(node, "details", CLASS="hide"))
    self.body.append(f"<summary>{self.encode(node['prompt_show'])}</summary>\n")


def _close_code(self, node):
    self.body.append("</details>\n")


def setup(app):
    """Connect the steps to the events of a build."""
    app.setup_extension("myst_nb")
    for transform in (Verdicts, Solutions, Labels):
        app.add_transform(transform)
    app.add_post_transform(Minutes)
    app.add_node(HideCodeCellNode, override=True, html=(_open_code, _close_code))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
