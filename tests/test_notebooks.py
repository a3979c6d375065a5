"""The book's own rules: what every chapter notebook must be, before its outputs are compared."""

import ast
import re

import matplotlib.pyplot as plt
import nbformat
import pytest

from tests.support.contents import NOTEBOOKS, ROOT, cells
from tools import refresh
from tools.mutants.chapters import Chapter

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
VERDICTS = {"identical", "positive", "never_negative", "minimised_at", "agrees", "all"}
CELL_TAGS = {"proof", "check", "figure", "experiment", "solution", "hide-input"}
TYPED_EQUATION = re.compile(r"\$\$|\\begin\{|\\\[|\{math\}|```math|\.\. math::")
TYPED_DISPLAY = re.compile(r"\b(Math|Latex|Markdown|display_latex|display_markdown|HTML)\b")
STATEMENT = re.compile(r"\{prf:(theorem|proposition|lemma|corollary)\}")
ABSOLUTE_PATH = re.compile(r"(?:/home/|/root/|/tmp/|/usr/|/work/|[A-Z]:\\)")


#: Where a chapter starts; it keeps the rules of chapters.
TEMPLATE = ROOT / "tools" / "chapter.ipynb"


@pytest.fixture(params=[*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)
def notebook(request):
    book = nbformat.read(request.param, as_version=4)
    nbformat.validate(book)
    return book


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def text_of(output):
    return output.get("data", {}).get("text/plain", output.get("text", ""))


def has_picture(cell):
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def test_every_cell_was_executed_in_order_without_errors(notebook):
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for output in (output for cell in cells for output in cell.outputs):
        assert output.output_type != "error" and output.get("name") != "stderr"


def test_metadata_is_uniform(notebook):
    assert notebook.metadata == {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    known = [cell.id for cell in notebook.cells]
    assert len(known) == len(set(known)) and all(map(refresh.ID.fullmatch, known)), "run `make refresh`"
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "mystnb", "losses", "moving-figure"}
        assert tags(cell) <= CELL_TAGS
        assert cell.source.strip()


def test_it_opens_with_its_title_and_one_import_cell(notebook):
    first, second, *others = notebook.cells
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    assert second.cell_type == "code" and "import" in second.source
    for cell in others:
        if cell.cell_type == "code":
            nodes = ast.walk(ast.parse(cell.source))
            assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes), cell.source


def test_what_is_imported_is_used(notebook):
    imports, *others = code_cells(notebook)
    used = {n.id for cell in others for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name)}
    statements = ast.parse(imports.source).body
    imported = {alias.asname or alias.name for statement in statements for alias in statement.names}
    assert imported <= used


def test_code_cells_are_short(notebook):
    imports, *others = code_cells(notebook)
    assert len(imports.source.splitlines()) <= 10, imports.source
    for cell in others:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= (15 if tags(cell) & {"figure", "experiment"} else 6), cell.source
        assert max(map(len, lines)) <= (110 if "hide-input" in tags(cell) else 100), cell.source
        assert not cell.source.rstrip().endswith(";") and "%" not in cell.source.lstrip()[:1], cell.source


def test_no_displayed_equation_is_typed(notebook):
    for cell in notebook.cells:
        assert not TYPED_EQUATION.search(cell.source), cell.source
        if cell.cell_type == "code":
            assert not TYPED_DISPLAY.search(cell.source), cell.source


def test_every_statement_is_followed_by_its_proof(notebook):
    cells = notebook.cells
    for number, cell in enumerate(cells):
        if cell.cell_type != "markdown" or not STATEMENT.search(cell.source):
            continue
        assert len(STATEMENT.findall(cell.source)) == 1, cell.source
        assert cell.source.rstrip().endswith("```"), f"text between statement and proof: {cell.source}"
        assert re.search(r"^:label: (thm|prop|lem|cor)-", cell.source, re.MULTILINE), cell.source
        assert "proof" in tags(cells[number + 1]), cell.source


def test_every_proof_ends_in_a_verdict_that_is_true(notebook):
    proofs = [cell for cell in code_cells(notebook) if tags(cell) & {"proof", "check"}]
    assert proofs
    for cell in proofs:
        last = ast.parse(cell.source).body[-1]
        assert isinstance(last, ast.Expr), cell.source
        joined = isinstance(last.value, ast.BinOp) and isinstance(last.value.op, ast.BitAnd)
        assert joined or last.value.func.id in VERDICTS, cell.source
        nodes = [node.func for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
        called = {function.id for function in nodes if isinstance(function, ast.Name)}
        assert called & (VERDICTS - {"all"}), cell.source
        (output,) = cell.outputs
        assert text_of(output) == "True" or output.data["text/markdown"].startswith("✓"), cell.source


def test_every_figure_has_alt_text_and_a_caption(notebook):
    for cell in code_cells(notebook):
        assert ("figure" in tags(cell)) <= has_picture(cell), cell.source
        if has_picture(cell):
            settings = cell.metadata["mystnb"]
            assert len(settings["image"]["alt"]) >= 30
            assert settings["figure"]["caption"] and settings["figure"]["name"].startswith("fig-")
            assert cell.source.rstrip().endswith("plt.show()")
            assert all("image/png" in output.data for output in cell.outputs), cell.source


def test_nothing_names_a_place_on_a_machine(notebook):
    for cell in notebook.cells:
        assert not ABSOLUTE_PATH.search(cell.source), cell.source
        for output in cell.get("outputs", []):
            assert not ABSOLUTE_PATH.search(text_of(output)), cell.source


def test_the_index_of_theorems_is_up_to_date():
    assert refresh.INDEX.read_text(encoding="utf-8") == refresh.index(), "run `make refresh`"


def test_the_template_runs(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    template = Chapter(TEMPLATE)
    judged = [bool(cell.tags & {"proof", "check"}) for cell in template.cells]
    assert sum(judged) == 2
    assert sum(map(bool, template.verdicts)) == 3  # and the solution
    assert all(template.verdicts[number] for number, tagged in enumerate(judged) if tagged)


def edited(notebook):
    """Return the notebook with a cell inserted and another copied, and with what editors write."""
    first, second, *others = notebook.cells
    new = nbformat.v4.new_markdown_cell("New.", id="4fd1a9c2")
    first.metadata.update(editable=True, slideshow={"slide_type": ""}, tags=[])
    notebook.cells = [first, new, second, nbformat.from_dict(second), *others]
    notebook.metadata.widgets = {}
    return notebook


def test_an_inserted_cell_changes_no_other(notebook):
    before = {cell.id: (cell.source, dict(cell.metadata)) for cell in notebook.cells}
    changed = edited(notebook)
    refresh.tidy(changed)
    nbformat.validate(changed)
    first, new, second, copy, *_ = changed.cells
    after = {cell.id: (cell.source, dict(cell.metadata)) for cell in changed.cells if cell not in (new, copy)}
    assert after == before
    assert len({first.id, new.id, second.id, copy.id}) == 4 and {new.id, copy.id}.isdisjoint(before)
    assert all(map(refresh.ID.fullmatch, (new.id, copy.id)))
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    once = nbformat.writes(changed)
    refresh.tidy(changed)
    assert nbformat.writes(changed) == once


def test_labels_are_unique():
    sources = [cell.source for path in NOTEBOOKS for cell in cells(path)]
    labels = [label for source in sources for label in re.findall(r"^:label: (\S+)", source, re.MULTILINE)]
    assert len(labels) == len(set(labels))
