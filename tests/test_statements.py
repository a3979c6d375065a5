"""What a theorem says in words is held to what the machine printed for it."""

import ast
import re

import nbformat
import pytest

from lossutils import proof
from lossutils.notation import NAMES
from tests.support.contents import NOTEBOOKS, cells
from tests.support.record import records
from tests.support.statements import (
    Box,
    boxes,
    faults,
    formulas,
    in_one_line,
    is_bound,
    name_of,
    normal,
    printed,
    unnoticed_changes,
)

WORDS = {"identical", "positive", "never_negative", "minimised_at", "agrees"}

SHARE = (
    r"the only minimiser of $\displaystyle -s \log p - u \log(1 - p)$ over $0 < p < 1$ "
    r"is $\displaystyle \frac{s}{s + u}$."
)
PRINT = r"""✓ For all $n = 1, 2, \dots$, $0 < p < 1$ and real $x_{1}, \dots, x_{n}$:

| | |
|---|---|
| $\displaystyle \log \prod_{k=1}^{n} p^{x_{k}}$ |  |
| $\displaystyle {} = \sum_{k=1}^{n} \log(p^{x_{k}})$ | the logarithm of a product |
| $\displaystyle \quad + 0$ |  |
| $\displaystyle {} = s \log p$ | where $a = b$ holds |

✓ For all $s > 0$ and $u > 0$: SHARE

✓ For all $0 < p < 1$:

$$
\begin{aligned}
&\frac{d^{2}}{d p^{2}} L(p) \\
&\quad > 0
\end{aligned}
$$

$L'(p) < 0$.

$L(p) \leq \frac{4}{27}$.

where $s = \sum_{k=1}^{n} x_{k}$ and $L(p) = -s \log p$.""".replace("SHARE", SHARE)

BOUND = [
    r"0<p<1",
    r"\log\prod_{k=1}^n p^{x_k}",
    r"\log\prod_{k=1}^{n} p^{x_k} = s \log p",
    r"\sum_{k=1}^n \log\left(p^{x_k}\right) + 0 = s\log p",
    r"s = \sum_{k=1}^n x_k",
    r"L(p)",
    r"L(p) \le \tfrac{4}{27}",
    r"\tfrac4{27}",
    r"-s \log p - u \log(1-p)",
    r"\frac{s}{s+u}",
    r"s > 0, u > 0",
    r"x_k",
    r"\bar x",
    r"L'(p) < 0",
]
LOOSE = [
    r"s \log p",  # a right side alone
    r"\log p",  # a part
    r"-s \log p",  # the right side of a definition
    r"0 < p \leq 1",
    r"0 < p",
    r"p < 1",
    r"\log\prod_{k=1}^n p^{x_k} = -s \log p",
    r"\log\prod_{k=1}^n p^{x_k} = u \log p",
    r"\sum_{k=1}^n \log(p^{x_k}) = s \log p",
    r"s \log p - u \log(1-p)",
    r"s \log p + u \log(1-p)",
    r"\frac{u}{s+u}",
    r"L(p) < \frac{4}{27}",
    r"L(p) \leq \frac{4}{28}",
    r"\frac{4}{28}",
    r"5",
    r"L'(p) > 0",
    r"L''(p) < 0",
    r"s = \sum_{k=1}^n x_k^2",
    r"s = \sum_{k=0}^n x_k",
    r"a = b",  # stands in a reason
    r"p > 0",
    r"n = s + u",
    r"s > 0, u < 0",
]


def test_a_whole_relation_a_left_side_a_condition_and_a_definition_are_bound():
    said = printed(PRINT)
    assert [formula for formula in BOUND if not is_bound(formula, said)] == []


def test_nothing_else_is_bound():
    said = printed(PRINT)
    assert [formula for formula in LOOSE if is_bound(formula, said)] == []


def box(headline, title="T", by_words="", markdown=PRINT):
    output = nbformat.v4.new_output("execute_result", {"text/markdown": markdown})
    proof = nbformat.v4.new_code_cell("", outputs=[output])
    return Box(title, "thm-t", headline, by_words, proof)


@pytest.mark.parametrize(
    "headline",
    [
        "The share is the only minimiser of the loss.",
        "The loss decreases.",
        "The loss is strictly convex.",
        r"The loss is at most $\frac{4}{27}$, and its slope is negative.",
    ],
)
def test_claim_words_that_were_printed_pass(headline):
    assert faults(box(headline)) == []


@pytest.mark.parametrize(
    "headline",
    [
        "The share is the only maximiser of the loss.",
        "The loss increases.",
        "The loss is concave.",
        "The loss tends to a limit.",
        "The loss is at most 5.",
    ],
)
def test_claim_words_that_were_not_printed_are_noticed(headline):
    assert len(faults(box(headline))) >= 1


@pytest.mark.parametrize("word", ["positive", "never negative", "convex", "at most one", "differentiable"])
def test_an_equation_alone_says_no_such_thing(word):
    assert faults(box(f"It is {word}.", markdown="✓ For all real $x$: $g(x) = x$."))


CHORD = r"✓ For all real $s$: $h(t s + u (1 - t)) \leq t h(s) + (1 - t) h(u)$."


@pytest.mark.parametrize(("word", "holds"), [("convex", True), ("concave", False)])
def test_a_value_below_its_chord_is_convex_alone(word, holds):
    assert (faults(box(f"It is {word}.", markdown=CHORD)) == []) is holds


def test_what_stands_by_words_is_exempt_and_counted():
    assert faults(box("The loss is concave.", by_words="*By words:* it is concave since $-L'' > 0$.")) == []
    assert formulas("*By words:* $a < b$ and {ref}`5 <x-5>` and 4/27") == ["a < b", "4/27"]


def test_without_a_print_nothing_is_bound():
    assert faults(box("All is well.", markdown=""))
    assert faults(box("All is well.", markdown="True"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_every_theorem_says_what_the_machine_printed(path):
    assert chapter_faults(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_claims_use_a_tenth_of_the_budget(path, monkeypatch):
    monkeypatch.setattr(proof, "_BUDGET", proof._BUDGET // 10)
    records(path)  # nothing is left unproved


def test_changes_of_a_formula_are_noticed():
    toy = box(r"$L(p) \leq \frac{4}{27}$ where $0 < p < 1$ and $-s \log p - u \log(1-p)$.")
    assert unnoticed_changes(toy) == (13, [])


def test_a_verdict_in_one_line_has_its_first_side_and_its_last():
    line = in_one_line(PRINT)
    assert r"$\log \prod_{k=1}^{n} p^{x_{k}} = s \log p$. ✓ For all" in line and "\n" not in line
    assert r"$\frac{d^{2}}{d p^{2}} L(p) > 0$; $L'(p) < 0$; " in line
    assert line.endswith(r", where $s = \sum_{k=1}^{n} x_{k}$ and $L(p) = -s \log p$.")


def chapter_faults(path):
    """Return what keeps a chapter from being carried over, as sentences."""
    found = [fault for box in boxes(path) for fault in [*faults(box), *proof_faults(box)]]
    for cell in cells(path):
        if cell.cell_type == "code":
            found += [f"{cell.id}: it ends in True" for output in cell.outputs if text_of(output) == "True"]
            names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
            found += [f"{cell.id}: point_in; name the domain instead"] if "point_in" in names else []
    return found


def proof_faults(box):
    """Return what is wrong with the cell that proves a box."""
    found = []
    if not {"proof", "hide-input"} <= set(box.proof.metadata.get("tags", [])):
        found.append(f"{box.label}: its proof cell needs the tags proof and hide-input")
    *body, last = ast.parse(box.proof.source).body if box.proof.cell_type == "code" else [None]
    if not (isinstance(last, ast.Expr) and _is_verdict(last.value, _verdicts(body))):
        found.append(f"{box.label}: its proof cell ends in no verdict")
    return found


def _verdicts(statements):
    """Return the names that statements bind to what calls of words give."""
    names = set()
    for statement in statements:
        if isinstance(statement, ast.Assign | ast.AugAssign):
            value = statement.value
            called = {getattr(n.func, "id", "") for n in ast.walk(value) if isinstance(n, ast.Call)}
            used = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if called & WORDS or used & names:
                names |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return names


def _is_verdict(node, verdicts):
    """Whether an expression is a call of a word, a name for such calls, or these joined with &."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return _is_verdict(node.left, verdicts) and _is_verdict(node.right, verdicts)
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        return node.id in verdicts
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDS


@pytest.mark.parametrize(
    ("source", "is_one"),
    [
        ("identical(a, b)", True),
        ("first = identical(a, b)\nfirst & positive(c)", True),
        ("first, second = (positive(c) for c in (a, b))\nfirst & second", True),
        ("all([identical(a, b)])", False),
        ("first = all(claims)\nfirst & positive(c)", False),
        ("a & b", False),
        ("first = identical(a, b)\nTrue", False),
    ],
)
def test_a_proof_ends_in_calls_of_words_or_names_for_them(source, is_one):
    *body, last = ast.parse(source).body
    assert _is_verdict(last.value, _verdicts(body)) is is_one


def text_of(output):
    return output.get("data", {}).get("text/plain", output.get("text", ""))


@pytest.mark.parametrize("tex", NAMES.values(), ids=list(NAMES))
def test_a_printed_name_is_one_quantity(tex):
    assert not re.search(r"[=<>+]|-|\\(?:leq?|geq?|neq?|in|sum|prod|int)\b", normal(tex))
