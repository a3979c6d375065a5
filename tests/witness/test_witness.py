"""The second witness refutes what is false, and agrees with every verdict of the book."""

import json

import nbformat
import pytest
import sympy as sp

from lossutils import proof
from tests import test_proof
from tests.support.contents import NOTEBOOKS
from tests.support.record import records
from tests.witness.__main__ import examined, numbers
from tests.witness.witness import CONFIRMED, NUMBERS, OUTSIDE, REFUTED, STATUSES, examine

COMMITTED = json.loads(NUMBERS.read_text(encoding="utf-8"))
x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
n, k, j = sp.symbols("n k j", integer=True, positive=True)
g = sp.Function("g", real=True)
REALS, RAY, LINE = sp.S.Reals, sp.Interval.open(0, sp.oo), {x: sp.S.Reals}


def claim(kind, lhs, rhs, domain, variable=None):
    return proof.Claim(kind, (sp.sympify(lhs), sp.sympify(rhs)), domain, variable)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_witness_agrees_with_a_chapter(path):
    found = examined(path)
    refuted = [(record.cell, outcome.why) for record, outcome in found if outcome.status == REFUTED]
    assert not refuted
    now, before = numbers(found), COMMITTED[path.stem]
    share = now[OUTSIDE] * sum(before[status] for status in STATUSES)
    assert share <= before[OUTSIDE] * len(found), "a larger share is outside; see `make witness`"
    assert now["theorems"] == before["theorems"], "All theorems shows it: run `make witness`"


def test_most_of_the_book_is_checked_twice():
    total = {status: sum(row[status] for row in COMMITTED.values()) for status in STATUSES}
    claims = sum(total.values())
    assert claims and total[CONFIRMED] >= 0.8 * claims and total[OUTSIDE] <= 0.05 * claims


CONFIRMABLE = [
    claim("identical", sp.exp(x + y), sp.exp(x) * sp.exp(y), {x: REALS, y: REALS}),
    claim("identical", sp.log(p**2 + p), sp.log(p) + sp.log(1 + p), {p: RAY}),
    claim("identical", sp.Abs(x), sp.Max(x, -x), LINE),
    claim("identical", sp.Derivative(sp.Abs(x), x), -1, {x: sp.Interval.open(-sp.oo, 0)}),
    claim("identical", sp.Sum(2 * x + 1, (k, 1, n)), 2 * n * x + n, {x: REALS, n: sp.S.Naturals}),
    claim("identical", sp.Derivative(g(x) ** 2, x), 2 * g(x) * sp.Derivative(g(x), x), LINE),
    claim("nonnegative", sp.exp(x), 1 + x, LINE),
    claim("positive", sp.log(2), sp.Rational(69, 100), {}),
    claim("nonnegative", sp.cosh(p) - 1, p**2 / 2, {p: RAY}),
    claim("minimiser", y, (x - y) ** 2, {x: REALS, y: REALS}, x),
    claim("minimiser", 1, p - sp.log(p), {p: RAY}, p),
]


@pytest.mark.parametrize("true", CONFIRMABLE, ids=str)
def test_a_true_claim_is_confirmed(true):
    assert examine(true).status == CONFIRMED


# What SymPy 1.14 or an earlier word of proof accepted, and what lies near to a claim of the book.
REFUTABLE = [
    claim("identical", sp.Sum((-1) ** k * k * sp.binomial(n, k), (k, 0, n)), 0, {n: sp.S.Naturals}),
    claim("identical", sp.Integral(sp.Abs(sp.sin(x) * sp.cos(x)), (x, 0, 2 * sp.pi)), 1, {}),
    claim("identical", 180 * sp.acos(sp.Rational(7823207, 7823209)) / sp.pi, 0, {}),
    claim("identical", sp.acosh(1 + sp.Rational(1, 10**14)), 0, {}),
    claim("identical", sp.Limit(sp.Piecewise((1, x <= 0), (0, True)), x, 0, "+"), 1, {}),
    claim("identical", sp.Derivative(sp.Abs(x), x), sp.sign(x), LINE),
    claim("identical", sp.Derivative(sp.log(y), x), 0, {x: REALS, y: REALS}),
    claim("identical", sp.log(x**2), 2 * sp.log(x), LINE),
    claim("identical", sp.Mul(0, 1 / x, evaluate=False), 0, LINE),
    claim("identical", (x**2 - 1) / (x - 1), x + 1, LINE),
    claim("identical", sp.exp(x * y), sp.exp(x) * sp.exp(y), {x: REALS, y: REALS}),
    claim("identical", sp.exp(x), sp.exp(x) * (1 + sp.Rational(1, 10**30)), LINE),
    claim("identical", sp.sign(x) ** 2, 1, LINE),
    claim("identical", g(x) + g(y), g(x + y), {x: REALS, y: REALS}),
    claim("identical", sp.Sum(sp.KroneckerDelta(j, k), (k, 1, n)), 1, {j: sp.S.Naturals, n: sp.S.Naturals}),
    claim("identical", sp.Sum(1 / k, (k, 0, n)), sp.Sum(1 / k, (k, 0, n)), {n: sp.S.Naturals}),
    claim("identical", sp.tan(x) * sp.cot(x), 1, LINE),
    claim("identical", sp.gamma(x + 1), x * sp.gamma(x), LINE),
    claim("positive", sp.Sum(k, (k, -3, 3)), 0, {}),
    claim("positive", sp.Piecewise((1, x > 0)), 0, LINE),
    claim("positive", sp.exp(x), 1 + x, LINE),
    claim("positive", sp.cosh(x) - 1, x**2 / 2, LINE),
    claim("positive", p, 0, {p: sp.Interval(0, sp.oo)}),
    claim("nonnegative", sp.exp(x), sp.Rational(271829, 100000) * x, LINE),
    claim("minimiser", 5, x**2 - 10 * sp.sqrt((x - 1) ** 2), LINE, x),
    claim("minimiser", 0, x**2, {x: sp.Interval.open(0, 1)}, x),
    claim("minimiser", 0, x**2 * y, {x: REALS, y: REALS}, x),
]


@pytest.mark.parametrize("false", REFUTABLE, ids=str)
def test_a_false_claim_is_refuted(false):
    outcome = examine(false)
    assert outcome.status == REFUTED and outcome.why


@pytest.mark.parametrize(
    "unread",
    [
        claim("identical", 2 * sp.pi * sp.I, 0, {}),
        claim("positive", sp.Product(sp.Rational(1, 2), (k, 1, sp.oo)), 0, {}),
        claim("identical", sp.Integral(1 / x**2, (x, -1, 1)), sp.Integral(1 / x**2, (x, -1, 1)), {}),
        claim("positive", sp.exp(x) - sp.E * x, 0, LINE),  # it touches 0 at x = 1
    ],
    ids=str,
)
def test_what_the_witness_cannot_judge_is_outside(unread):
    assert examine(unread).status == OUTSIDE


@pytest.fixture
def credulous(monkeypatch):
    """Let the words accept whatever they are given."""
    monkeypatch.setattr(proof, "points", lambda *arguments: [])
    monkeypatch.setattr(proof.Claim, "says_something", True)
    for name in ("require", "smooth"):
        monkeypatch.setattr(proof, name, lambda *arguments: True)


# Of the table of claims that a word must refuse: what is true but out of its reach, or true wherever it is
# defined (tan is, at every rational number); and what says nothing about real numbers.
NOT_FALSE = ["tan(p)**2", "Heaviside(1 - t)", "-t**3/6 - t**2/2 - t + exp(t) - 1", "sin(t) + 1"]
NOT_FALSE += ["g(t)**2 + 1", "Derivative(g(t), t)**2", "Abs(x)"]
ILL_FORMED = ["Matrix([[x], [x]])", "2*I*pi", "w - sqrt(w**2)", "x**2"]


def test_the_table_of_refused_claims_is_refuted(credulous):
    missed = []
    for word, arguments in test_proof.FALSE:
        if word is not test_proof.point_in:
            try:
                outcomes = {examine(claim).status for claim in word(*arguments).claims}
            except proof.Unproved:  # its domain cannot be read
                outcomes = {OUTSIDE}
            missed += [] if REFUTED in outcomes else [str(arguments[word is test_proof.minimised_at])]
    assert sorted(missed) == sorted(NOT_FALSE + ILL_FORMED)


def test_a_wrong_chapter_fails_by_the_witness_alone(credulous, tmp_path):
    sources = ["import sympy as sp\nfrom lossutils.proof import *", "x = sp.Symbol('x', real=True)"]
    sources += ["identical((x + 1) ** 2, x**2 + 2 * x + 1)", "identical((x + 1) ** 2, x**2 + 3 * x + 1)"]
    path = tmp_path / "wrong.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources]), path)
    assert [examine(record.claim).status for record in records(path)] == [CONFIRMED, REFUTED]
