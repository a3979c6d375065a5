"""Re-executes notebooks in place, all or those named, and writes the index of statements: `make refresh`.

What an editor left in a notebook is tidied: new cells get an id, foreign metadata go. A second run
changes nothing.
"""

import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from lossutils.notation import WIDTH, width
from tests.support.contents import BOOK, NOTEBOOKS, cells
from tests.support.statements import boxes, formulas, in_one_line

INDEX = BOOK / "theorems.md"
WITNESS = BOOK.parent / "tests" / "witness" / "witness.json"
TWICE = (
    "*Checked twice*: a second engine, which shares no code with the first, has proved every claim of the "
    "proof too. *Checked once, attacked at N points*: to a claim that it could not prove, it found no "
    "counterexample at so many points of the domain."
)
PRINTED = (
    "A line with ✓ is what the machine printed for a theorem; a long one stands there alone. What no verdict "
    "can print stands in the theorem behind *By words*:"
)
LONGEST = 150  # of a line that is shown here, in widths of a letter M
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
ID = re.compile(r"c\d\d+")
STATEMENT = re.compile(r"\{prf:\w+\} (.+)\n:label: (\S+)\n")


def tidy(notebook):
    """Give every new cell an id, and keep of the metadata what the book uses.

    A cell keeps the id that an earlier run gave it: an inserted cell changes no other. The first of two
    cells with one id keeps it, for the second is the copy.
    """
    kept = set()
    for cell in notebook.cells:
        known = cell.get("id", "")
        cell.id = known if ID.fullmatch(known) and known not in kept else ""
        kept.add(cell.id)
        used = {
            key: cell.metadata[key] for key in ("tags", "mystnb", "moving-figure") if cell.metadata.get(key)
        }
        if "losses" in cell.metadata:  # empty where a cell only prepares the definition of a loss
            used["losses"] = cell.metadata["losses"]
        cell.metadata = nbformat.from_dict(used)
    last = max((int(known[1:]) for known in kept if known), default=0)
    for number, cell in enumerate((cell for cell in notebook.cells if not cell.id), start=last + 1):
        cell.id = f"c{number:02d}"
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = 5  # the first with ids


def refresh(path):
    """Tidy and execute the notebook at `path`, and write it back."""
    notebook = nbformat.read(path, as_version=4)
    tidy(notebook)
    here = {"metadata": {"path": str(path.parent)}}
    options = {"record_timing": False, "coalesce_streams": True}
    NotebookClient(notebook, kernel_name="python3", resources=here, **options).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


def index():
    """Return the page that lists every statement of the book, in the order of its pages."""
    lines = ["# All theorems", "", "Every labelled statement of the book; its proof cell follows it."]
    by_words = [formulas(box.by_words) for path in NOTEBOOKS for box in boxes(path)]
    lines += [
        "",
        f"{PRINTED} {sum(map(len, by_words))} formulas in {sum(map(bool, by_words))} theorems.",
        "",
        TWICE,
    ]
    witness = json.loads(WITNESS.read_text(encoding="utf-8"))
    for path in NOTEBOOKS:
        sources = [cell.source for cell in cells(path)]
        statements = [match for source in sources for match in STATEMENT.findall(source)]
        if statements:
            link = path.relative_to(INDEX.parent).as_posix()
            title = sources[0].splitlines()[0].removeprefix("# ")
            lines += ["", f"## [{title}]({link})", ""]
            checked = witness.get(path.stem, {}).get("theorems", {})
            said = {box.label: _said(box) for box in boxes(path)}
            for name, label in statements:
                lines.append(f"- {{prf:ref}}`{label}` {name}{_mark(checked, label)}{said.get(label, '')}")
    return "\n".join(lines) + "\n"


def _said(box):
    """Return what the machine printed for a theorem, as one line, or nothing where that is too long."""
    line = in_one_line(box.markdown)
    fits = width(line) <= LONGEST and all(width(formula) <= WIDTH for formula in formulas(line))
    return f"\\\n  {line}" if fits else ""


def _mark(checked, label):
    """Return how a theorem fared with the second engine."""
    if label not in checked:
        return ""
    how = "twice" if checked[label] == "twice" else f"once, attacked at {checked[label]} points"
    return f" · *checked {how}*"


if __name__ == "__main__":
    for chosen in map(Path, sys.argv[1:] or NOTEBOOKS):
        print(chosen.stem, flush=True)
        refresh(chosen)
    INDEX.write_text(index(), encoding="utf-8")
