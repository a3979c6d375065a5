"""What building the book costs, beside a plain Sphinx build of its text: `make bench-build`.

The plain build has Sphinx's default theme, MyST and the extensions that the text itself speaks to. It
reads the markdown of every page, without code, outputs and figures.
"""

import argparse
import shutil
import tempfile
from functools import partial
from pathlib import Path

import nbformat
import yaml

from benchmarks import common

CONF = """
extensions = ["myst_parser", "sphinx_proof", "sphinxcontrib.bibtex"]
extensions += ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = {extensions}
bibtex_bibfiles = ["references.bib"]
root_doc = "intro"
"""


def plain_text(to):
    """Write the pages of the book as markdown files, with a configuration for Sphinx."""
    toc = yaml.safe_load((common.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    config = yaml.safe_load((common.ROOT / "_config.yml").read_text(encoding="utf-8"))
    pages = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    for page in [toc["root"], *pages]:
        source = common.ROOT / page
        target = to / f"{Path(page).relative_to('book')}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.with_suffix(".md").exists():
            text = source.with_suffix(".md").read_text(encoding="utf-8")
        else:
            cells = nbformat.read(source.with_suffix(".ipynb"), as_version=4).cells
            text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        if page == toc["root"]:
            text += "\n\n```{toctree}\n" + "\n".join(p.removeprefix("book/") for p in pages) + "\n```\n"
        target.write_text(text, encoding="utf-8")
    shutil.copy2(common.ROOT / "book" / "references.bib", to)
    conf = CONF.format(extensions=config["parse"]["myst_enable_extensions"])
    (to / "conf.py").write_text(conf, encoding="utf-8")


def cold(folder):
    shutil.rmtree(folder / "_build", ignore_errors=True)
    return common.build(folder)


def plain(folder):
    shutil.rmtree(folder / "_build", ignore_errors=True)
    command = [common.BIN / "python", "-m", "sphinx", "-Q", "-b", "html", ".", "_build"]
    return common.run(*command, cwd=folder)


def change(folder):
    """Add a sentence to a chapter and build."""
    path = folder / common.chapters()[-1]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\n\nOne more sentence."
    nbformat.write(notebook, path)
    return common.build(folder)


def written(folder, build):
    """Build and return how many pages were written."""

    def times():
        return {path: path.stat().st_mtime_ns for path in (folder / "_build" / "html").rglob("*.html")}

    before = times()
    build(folder)
    return sum(before.get(path) != when for path, when in times().items())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as book, tempfile.TemporaryDirectory() as text:
        book, text = Path(book), Path(text)
        common.copy(book, common.tracked())
        plain_text(text)
        seconds = common.by_turns(
            repeats,
            plain=partial(plain, text),
            cold=partial(cold, book),
            unchanged=partial(common.build, book),
            changed=partial(change, book),
        )
        pages = {"unchanged": written(book, common.build), "one chapter changed": written(book, change)}
    print(f"{repeats} turns")
    common.heading()
    common.row("plain Sphinx, text only", seconds["plain"], "s")
    common.row("cold build", seconds["cold"], "s")
    common.row("rebuild, unchanged", seconds["unchanged"], "s")
    common.row("rebuild, one chapter changed", seconds["changed"], "s")
    common.ratios("cold / plain", seconds["cold"], seconds["plain"])
    common.ratios("changed / unchanged", seconds["changed"], seconds["unchanged"])
    for name, count in pages.items():
        print(f"pages written, {name}: {count}")
