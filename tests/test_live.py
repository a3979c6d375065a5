"""Proofs that run in the page: what a verdict depends on, what the page answers, and its runtime."""

import json
import re
from importlib.metadata import version

import pytest

from tests.support.contents import NOTEBOOKS, ROOT, cells
from website.live import live, payload
from website.live.settle import settle
from website.live.slices import plan, statements

RUNTIME = json.loads((live.RUNTIME / "runtime.json").read_text(encoding="utf-8"))
IMPORTS = "import numpy as np\nimport sympy as sp\nfrom lossutils.proof import identical"


def code(path):
    """Return the sources of the code cells of a notebook, and whether each of them is a proof."""
    found = [cell for cell in cells(path) if cell.cell_type == "code"]
    return [cell.source for cell in found], ["proof" in cell.metadata.get("tags", []) for cell in found]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_proof_depends_on_gives_its_verdict_alone(path):
    sources, proofs = code(path)
    offered = dict(live.offers(sources))
    assert [goal for goal, is_proof in enumerate(proofs) if is_proof and goal not in offered] == []
    answers = {goal: settle(sources, goal) for goal in offered if proofs[goal]}
    assert {goal: answer["reason"] for goal, answer in answers.items() if answer["ended"] != "proved"} == {}


def needs(*sources):
    """Return the cells that the last one depends on, and the names that run."""
    chosen, changeable = plan(statements(sources), len(sources) - 1)
    return changeable, set().union(*(statement.binds for statement in chosen))


def test_only_what_is_read_runs():
    needed, names = needs(IMPORTS, "x = 1", "y = np.ones(3)", "z = x + 1", "z")
    assert needed == [1, 3, 4] and names == {"x", "z"}


def test_the_last_binding_counts_and_a_changed_object_is_a_binding():
    assert needs("x = 1", "x = 2", "x")[0] == [1, 2]
    assert needs("x = [1]", "x.append(2)", "x[0] = 3", "y = x[0]", "x")[0] == [0, 1, 2, 4]
    assert needs("x = 0", "for i in range(3):\n    x += i", "x")[0] == [0, 1, 2]


def test_a_function_needs_what_it_reads_even_if_that_is_bound_later():
    assert needs("def f():\n    return c", "c = 1", "[f() for c in range(2)]")[0] == [0, 1, 2]
    assert needs("c = 1", "f = lambda x: x + c", "c = 2", "f(1)")[0] == [0, 1, 3]


def test_a_name_within_a_comprehension_is_no_name_of_the_page():
    assert needs("x = 1", "[x for x in range(3)]")[0] == [1]


PROOF = [
    IMPORTS,
    'p = sp.Symbol("p", positive=True)\nhalf = p / 2',
    "identical((half + 1) ** 2, p + half**2 + 1)",
]


@pytest.mark.parametrize(
    "change, ended, reason",
    [
        ("half = p / 2", "proved", ""),
        ("half = p / 3", "unproved", "could not show that"),
        ("half = (p / 2", "failed", "Line 1 is not Python: '(' was never closed."),
        ("half = p / 2\nquarter = half / two", "failed", "Line 2: the name two is not known here."),
        ("half = np.divide(p, 2)", "failed", "This needs numpy, which the page does not have."),
        ("import torch", "failed", "This needs torch, which the page does not have."),
        ("half = sp.Integer('a')", "failed", "Line 1: ValueError: "),
        ("raise SystemExit(3)", "failed", "Line 1: SystemExit: 3"),
    ],
)
def test_a_change_is_answered_in_plain_words(change, ended, reason):
    answer = settle([PROOF[0], f'p = sp.Symbol("p", positive=True); {change}', PROOF[2]], 2, [1])
    assert (answer["ended"], answer["reason"][: len(reason)]) == (ended, reason)


def test_the_last_line_must_give_a_verdict():
    for last in ("p", "1 + 1", "half = p", "[True]", ""):
        assert settle([*PROOF[:2], last], 2)["ended"] == "failed"


def test_cells_show_what_they_show_in_the_book():
    answer = settle([IMPORTS, "print(1)\nsp.Symbol('x') ** 2", "identical(1 + sp.Integer(1), 2)"], 2, [1])
    (_, shown), *_ = [pair for pair in answer["outputs"] if pair[0] == 1]
    assert shown == [["text", "1"], ["markdown", "$$x^{2}$$"]]


def test_three_of_the_claims_to_start_from_are_true():
    page = (ROOT / "book" / "try.md").read_text(encoding="utf-8")
    imports = re.search(r"<pre>\n(.*?)</pre>", page, re.DOTALL)[1]
    claims = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    ended = [settle([imports, re.sub("^ +", "", claim, flags=re.MULTILINE)], 1)["ended"] for claim in claims]
    assert ended == ["proved", "unproved", "unproved", "proved", "proved", "unproved"]


def test_the_runtime_is_the_one_that_is_listed(tmp_path, monkeypatch):
    live.check()
    assert set(RUNTIME["files"]) == {path.name for path in live.RUNTIME.iterdir()} - {"runtime.json"}
    (tmp_path / "runtime.json").write_text(json.dumps({"files": {"wasm.bin": "0"}}), encoding="utf-8")
    (tmp_path / "wasm.bin").write_bytes(b"other")
    monkeypatch.setattr(live, "RUNTIME", tmp_path)
    with pytest.raises(ValueError, match="wasm.bin is not the file"):
        live.check()


def test_sympy_and_mpmath_of_the_page_are_the_pinned_ones():
    pinned = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert all(f"{name}=={version(name)}" in pinned for name in payload.PACKAGES)
    assert payload.digest(payload.installed()) == RUNTIME["sympy and mpmath"], "run `make runtime`"
