"""What the book consists of, as `_toc.yml` lists it. Whoever needs its pages asks here."""

from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

#: The parts, by their captions, each with the names of its pages: paths from the root, without suffix.
PARTS = {"Preface": [TOC["root"]]}
PARTS |= {part["caption"]: [chapter["file"] for chapter in part["chapters"]] for part in TOC["parts"]}


def _file(name):
    found = list(ROOT.glob(f"{name}.*"))
    assert len(found) == 1, f"_toc.yml lists {name}; found {found or 'no such file'}"
    return found[0]


#: The files of all pages, in the order in which they are read.
PAGES = [_file(name) for names in PARTS.values() for name in names]
NOTEBOOKS = [path for path in PAGES if path.suffix == ".ipynb"]


def cells(path):
    """Return the cells of a notebook."""
    return nbformat.read(path, as_version=4).cells
