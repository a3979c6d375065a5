"""The mutation tests are not silent where they should speak: on a toy chapter and on a toy figure."""

import json
import tomllib

import matplotlib.pyplot as plt
import nbformat
import pytest

from tests.support.contents import NOTEBOOKS, cells
from tests.support.pictures import TOLERANCE, picture_difference
from tools.mutants import chapters, figures, package

IMPORTS = "import sympy as sp\nfrom lossutils.proof import identical, positive"
DEFINITION = 'data = 5\nx = sp.Symbol("x", real=True)\nsquare = (x + 1) ** 2\nmiddle = 3\nsquare + 7'
PROOF, HOLE = "identical(square, x**2 + 2 * x + 1)", "all([positive(square + 3, weak=True)])"
WIDER = {"line": HOLE, "becomes": "all([positive(square + 4, weak=True)])"}


@pytest.fixture
def chapter(tmp_path):
    cells = [
        nbformat.v4.new_code_cell(source, id=f"c{n}")
        for n, source in enumerate((IMPORTS, DEFINITION, PROOF, HOLE))
    ]
    for cell in cells[2:]:
        cell.metadata.tags = ["proof"]
    path = tmp_path / "toy.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def report(chapter, monkeypatch, capsys):
    """Run the target on the chapter with some listed equivalents; return its status and what it prints."""

    def run(*equivalent):
        listed = chapter.with_name("equivalent.toml")
        entries = ({"notebook": "toy", "reason": "none", **entry} for entry in equivalent)
        lines = [f"{key} = {json.dumps(value)}" for entry in entries for key, value in entry.items()]
        text = "\n".join(f"[[mutant]]\n{line}" if line.startswith("notebook") else line for line in lines)
        listed.write_text(text, encoding="utf-8")
        failed = chapters.main(["--jobs", "1", "--equivalent", str(listed), str(chapter)])
        return failed, capsys.readouterr().out

    monkeypatch.chdir(chapter.parent)
    monkeypatch.setattr(plt, "show", plt.show)  # it is set by the target
    return run


def test_what_is_changed(chapter):
    cells = [chapters.Cell(f"c{n}", set(), source) for n, source in enumerate((IMPORTS, DEFINITION, PROOF))]
    changed = [mutant.becomes for mutant in chapters.mutants(cells)]
    assert changed[:4] == [
        "square = (x + 1) * 2",
        "square = (x - 1) ** 2",
        "square = (x + 2) ** 2",
        "square = (x + 1) ** 3",
    ]
    assert "identical(square, x**2 - 2 * x + 1)" in changed
    assert not any("middle" in line or "data" in line or "7" in line for line in changed)


def test_a_hole_is_a_survivor_unless_it_is_listed(report):
    failed, printed = report(WIDER)
    assert not failed, printed
    *_, mutants, killed, late, survived, equivalent = printed.split()
    assert int(mutants) == int(killed) + 1 > 10 and (late, survived, equivalent) == ("0", "0", "1")


def test_a_stale_entry_fails(report):
    failed, printed = report({**WIDER, "becomes": "all([positive(square + 5, weak=True)])"})
    assert failed
    assert "toy survived" in printed and WIDER["becomes"] in printed
    assert "no such survivor" in printed


def test_a_chapter_without_mutants_is_an_error(chapter, monkeypatch):
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells[1:] = []
    nbformat.write(notebook, chapter)
    monkeypatch.chdir(chapter.parent)
    with pytest.raises(AssertionError, match="no mutants"):
        chapters.report(chapter, [], 1)


def figure():
    fig, ax = plt.subplots(figsize=(3, 2), dpi=72)
    ax.plot([0, 1, 2], [0, 1, 4], "o-", label="curve")
    ax.fill_between([0, 1], [0, 1], alpha=0.3)
    ax.annotate("note", (1, 1), (0, 5), textcoords="offset points")
    ax.set(title="title")
    ax.legend()
    return fig


def test_every_change_of_a_figure_is_made_and_seen():
    original = figure()
    original.draw_without_rendering()
    reference, found = figures.drawn(original, [], {}), list(figures.changes(original))
    assert len(found) >= 25
    for name, artists, properties in found:
        assert picture_difference(reference, figures.drawn(original, artists, properties)) > TOLERANCE, name
    plt.close(original)


def test_listed_mutants_are_of_lines_that_are_there_once():
    def one_line(source):
        return " ".join(line.strip() for line in source.split("\n"))

    listed = tomllib.loads(chapters.EQUIVALENT.read_text(encoding="utf-8"))
    assert set(listed) == {"mutant", "package", "figure"}
    notebooks = {path.stem: [one_line(cell.source) for cell in cells(path)] for path in NOTEBOOKS}
    for entry in listed["mutant"]:  # a line that stood in two cells would be excused in both
        assert sum(entry["line"] in source for source in notebooks[entry["notebook"]]) == 1, entry
    for entry in listed["package"]:
        module = package.path_of(entry["module"]).read_text(encoding="utf-8")
        assert entry["line"] in one_line(module), entry
    assert all(entry["reason"] for entries in listed.values() for entry in entries)
