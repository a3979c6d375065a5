"""The proof words establish true claims and, above all, refuse false ones."""

import time

import pytest
import sympy as sp

from lossutils.proof import (
    Unproved,
    conditional_risk,
    define,
    identical,
    minimised_at,
    never_negative,
    point_in,
    positive,
)
from lossutils.proof.claims import WrongArgument
from tests.support import claims

x, y, c = sp.symbols("x y c", real=True)
p, q = sp.symbols("p q", positive=True)
t = sp.Symbol("t", nonnegative=True)
w = sp.Symbol("w")
z = sp.Symbol("z", real=True, nonzero=True)
n, k = sp.symbols("n k", positive=True, integer=True)
zeros = sp.Symbol("m", nonnegative=True, integer=True)
anywhere = sp.Symbol("l", integer=True)
v = sp.IndexedBase("v", positive=True)
half = sp.Rational(1, 2)
hidden = (1 + p) ** 2 - 1 - p  # positive, which shows when it is expanded


def rest_of_exp(n):
    """Return exp(t) less the first n terms of its series, whose n-th derivative is exp(t)."""
    return sp.exp(t) - sum(t**k / sp.factorial(k) for k in range(n))


TRUE = [
    (identical, (sp.log(p * q), sp.log(p) + sp.log(q))),
    (identical, (sp.Eq((x + 1) ** 2, x**2 + 2 * x + 1, evaluate=False),)),
    (identical, (sp.Matrix([x * (x + 1)]), sp.Matrix([x**2 + x]))),
    (identical, (sp.Sum(2 * v[k], (k, 1, n)), 2 * sp.Sum(v[k], (k, 1, n)))),
    (identical, (sp.log(sp.Product(v[k], (k, 1, n))), sp.Sum(sp.log(v[k]), (k, 1, n)))),
    (identical, (1 / (1 + sp.exp(-x)), sp.exp(x) / (1 + sp.exp(x)))),
    (identical, (sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1)),
    (positive, (1 / p - 1 / (1 + p),)),
    (identical, (sp.Matrix([[0, x**2 + x - x * (x + 1)]]),)),
    (identical, (sp.log(sp.exp(x) + sp.exp(y)) - x, sp.log(1 + sp.exp(y - x)))),
    (positive, (x**2 - 2 * x + 1, True)),
    (positive, (sp.exp(x) + 1 / p,)),
    (positive, (sp.Sum(sp.exp(v[k]), (k, 1, n)),)),
    (positive, (sp.Sum(v[k], (k, 1, zeros)), True)),
    (positive, (1 / hidden,)),
    (positive, (-1 / (-hidden),)),
    (positive, (1 / z**2,)),
    (positive, (sp.sqrt(x**2 - 2 * x + 1), True)),
    (never_negative, (sp.exp(t) - 1 - t, t)),
    (never_negative, (rest_of_exp(3), t)),
    (never_negative, (sp.exp(w) - 1 - w, w)),
    (never_negative, (t - sp.log(1 + t), t)),
    (never_negative, (1 - sp.tanh(t), t)),
    (never_negative, (sp.cosh(t) - 1 - t**2 / 2, t)),
    (never_negative, (sp.log(1 + sp.exp(-t)), t)),
    (minimised_at, (c, (x - c) ** 2, x)),
    (minimised_at, (0, sp.cosh(x), x)),
    (minimised_at, (half, x * sp.log(x) + (1 - x) * sp.log(1 - x), x, 0, 1)),
    (minimised_at, (1, x - sp.log(x), x, 0, sp.oo)),
]

FALSE = [
    (identical, (sp.log(x**2), 2 * sp.log(x))),
    (identical, (sp.sqrt(x**2), x)),
    (identical, (sp.log(x * y), sp.log(x) + sp.log(y))),
    (identical, ((x**2 - 1) / (x - 1), x + 1)),
    (identical, (sp.exp(x), sp.exp(x) * (1 + sp.Rational(1, 10**30)))),
    (identical, (sp.Eq((x + 1) ** 2, x**2 + x + 1, evaluate=False),)),
    (identical, (sp.Matrix([x, x]), sp.Matrix([x, y]))),
    (identical, (sp.Matrix([x, x]), sp.Matrix([x]))),
    (identical, (sp.Sum(v[k], (k, 1, n)), sp.Sum(v[k], (k, 1, n + 1)))),
    (identical, (sp.log(sp.exp(x) + sp.exp(y)) - y, sp.log(1 + sp.exp(y - x)))),
    (identical, (2 * sp.pi * sp.I,)),
    (identical, (sp.nan, sp.nan)),
    (identical, (sp.zoo, sp.zoo)),
    (identical, (sp.oo, sp.oo)),
    (identical, (w**half * w**half - sp.sqrt(w**2),)),
    (positive, (x**2,)),
    (positive, (x,)),
    (positive, (1 / (x - 1) ** 2,)),
    (positive, (1 / x**2, True)),
    (positive, (1 / (x - 1) ** 2 + sum(p**-k for k in range(1, 20)),)),
    (positive, (sp.log(1 + p) - p,)),
    (positive, (sp.Sum(v[k], (k, 1, zeros)),)),
    (positive, (sp.Sum(v[k], (k, 1, anywhere)), True)),
    (positive, (sp.Product(v[k] - 1, (k, 1, n)),)),
    (positive, (sp.oo,)),
    (positive, (sp.nan,)),
    (positive, (sp.tan(p) ** 2, True)),
    (positive, (sp.gamma(x) ** 2, True)),
    (never_negative, (1 / (1 - t), t)),
    (never_negative, (1 / (1 - t) ** 2, t)),
    (never_negative, (sp.Piecewise((1, t < 1), (-1, True)), t)),
    (never_negative, (sp.tan(t), t)),
    (never_negative, (1 - sp.floor(t), t)),
    (never_negative, (sp.exp(t) - 3 * t, t)),
    (never_negative, (sp.Abs(t - 1) - 1, t)),
    (never_negative, (sp.Max(t - 1, -t), t)),
    (never_negative, (sp.Heaviside(1 - t), t)),
    (never_negative, (-t, t)),
    (never_negative, (sp.sin(t) + 1, t)),
    (never_negative, (1 - t, t)),
    (never_negative, (sp.exp(-t) - half, t)),
    (never_negative, (t**2 - t, t)),
    (never_negative, (rest_of_exp(4), t)),  # true, but four derivatives deep
    (never_negative, (sp.exp(-t) * (1 - t), t)),
    (never_negative, (sp.sqrt(t - 1), t)),
    (never_negative, (sp.log(t), t)),
    (never_negative, (t - c, t)),
    (never_negative, (sp.Function("g")(t) ** 2 + 1, t)),
    (never_negative, (sp.Derivative(sp.Function("g")(t), t) ** 2, t)),
    (minimised_at, (0, x**2 - 5 * sp.Heaviside(x - 1), x)),
    (minimised_at, (0, sp.Abs(x), x)),
    (minimised_at, (0, -(x**2), x)),
    (minimised_at, (0, x**4 - x**2, x)),
    (minimised_at, (1, x**2, x)),
    (minimised_at, (x, x**2, x)),
    (minimised_at, (2, (x - 2) ** 2, x, 0, 1)),
    (minimised_at, (0, x**2, x, 0, 1)),
    (minimised_at, (1, (x - 1) ** 2, x, 2, sp.oo)),
    (minimised_at, (1, x + 1 / x, x)),
    (minimised_at, (c, x**3 - 3 * c**2 * x, x)),
    (point_in, (1, 0)),
    (point_in, (1, 1)),
    (point_in, (c, y)),
]


def claim_id(value):
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("word, claim", TRUE, ids=claim_id)
def test_a_true_claim_is_established(word, claim):
    assert word(*claim)


@pytest.mark.parametrize("word, claim", FALSE, ids=claim_id)
def test_a_false_claim_is_refused(word, claim):
    with pytest.raises(Unproved, match="could not show that"):
        word(*claim)


sigmoid = 1 / (1 + sp.exp(-x))


@pytest.mark.parametrize(
    ("claim", "over"),
    [
        (sp.exp(x) > 3, (sp.log(3), sp.oo)),
        (sp.exp(x) < 3, (-sp.oo, sp.log(3))),
        (sp.Derivative(sigmoid, (x, 2)) < 0, (0, sp.oo)),
        (sp.Derivative(sigmoid, (x, 2)) > 0, (-sp.oo, 0)),
        (sp.Derivative(sigmoid**2, (x, 2)) < 0, (sp.log(2), sp.oo)),
    ],
)
def test_a_sign_behind_a_logarithm_is_seen_through_the_exponential(claim, over):
    assert positive(claim, x=over)


@pytest.mark.parametrize(
    ("claim", "over"),
    [
        (sp.exp(x) > 3, (sp.log(2), sp.oo)),
        (sp.exp(x) < 3, (-sp.oo, sp.log(4))),
        (sp.exp(x) > 3, [sp.log(3), sp.oo]),
        (sp.Derivative(sigmoid, (x, 2)) < 0, (-1, sp.oo)),
        (sp.Derivative(sigmoid, (x, 2)) < 0, [0, sp.oo]),
        (sp.Derivative(sigmoid**2, (x, 2)) < 0, (sp.Rational(1, 2), sp.oo)),
        (sp.exp(x) > x + 1, (-sp.oo, sp.oo)),
    ],
)
def test_a_false_sign_on_an_interval_is_refused(claim, over):
    with pytest.raises(Unproved):
        positive(claim, x=over)


@pytest.mark.parametrize("claim", claims.TRUE)
def test_a_true_line_is_established(claim):
    assert eval(claim, claims.NAMES)


@pytest.mark.parametrize("claim", claims.REFUSED)
def test_a_line_that_says_something_false_is_refused_in_time(claim):
    start = time.process_time()
    with pytest.raises((Unproved, TypeError)) as refusal:
        eval(claim, claims.NAMES)
    assert refusal.type in (Unproved, WrongArgument) and time.process_time() - start < 20
    assert "SymPy evaluated" not in str(
        refusal.value
    )  # a word that believed it would refuse it for that alone


@pytest.mark.parametrize(
    "claim",
    ["identical(x + x, 2 * x)", "identical(0)", "positive(sp.pi)", "never_negative(S.One, t)"]
    + ["identical(sp.diff(x**2, x), 2 * x)", "positive(x**2 + 1) & identical(p, p)"],
)
def test_a_claim_that_says_nothing_is_refused(claim):
    with pytest.raises(Unproved, match="says? nothing: SymPy evaluated"):
        eval(claim, claims.NAMES | {"S": sp.S})


j, i = sp.symbols("j i", positive=True, integer=True)
a = sp.IndexedBase("a", real=True)
total = define("S", sp.Sum(sp.exp(a[k]), (k, 1, n)))
share = define("p", lambda k: sp.exp(a[k]) / total)
weight = define("W", sp.Sum(a[k], (k, 1, n)))
slope, slopes = sp.Derivative(share(j), a[j]), sp.Derivative(sp.log(total), a[j], a[i])
fading = sp.Limit(weight * sp.exp(-x), x, sp.oo)


@pytest.mark.parametrize(
    "lhs, rhs, domains",
    [
        (sp.Derivative(a[j] * total, a[j]), total + a[j] * sp.exp(a[j]), {"j": [1, n]}),
        (slope, share(j) * (1 - share(j)), {"j": [1, n]}),
        (slopes, -share(i) * share(j), {"i": [j + 1, n]}),
        (fading, 0, {"W": 1}),
        (sp.Sum(a[k] * (x - sp.log(total)), (k, 1, n)), weight * (x - sp.log(total)), {}),
    ],
    ids=str,
)
def test_entries_indices_and_sums_within_sums_are_known(lhs, rhs, domains):
    assert identical(lhs, rhs, **domains)


@pytest.mark.parametrize(
    "lhs, rhs, domains",
    [
        (slope, share(j) * (1 + share(j)), {"j": [1, n]}),
        (slope, share(j) * (1 - share(j)), {}),  # j may exceed n
        (slopes, share(i) * share(j), {"i": [j + 1, n]}),
        (slopes, -share(i) * share(j), {"i": [j, n]}),  # at i = j another law holds
        (fading, 1, {"W": 1}),
        (sp.Sum(a[k] * (x - sp.log(total)), (k, 1, n)), weight * (x + sp.log(total)), {}),
    ],
    ids=str,
)
def test_a_false_claim_about_them_is_refused(lhs, rhs, domains):
    with pytest.raises(Unproved):
        identical(lhs, rhs, **domains)


def test_a_definition_is_printed_unless_every_claim_keeps_its_name():
    unfolded, kept = identical((1 + x) * weight, weight + x * weight), identical(weight * x, x, W=1)
    assert "where W =" not in repr(kept)
    assert "where W =" in repr(unfolded & kept)


def test_a_refusal_says_what_could_not_be_shown():
    with pytest.raises(Unproved, match=r"exp\(t\) >= 0 for all t >= 0"):
        never_negative(sp.exp(t) - 3 * t, t)
    with pytest.raises(Unproved, match="the denominator 1 - t never vanishes"):
        never_negative(1 / (1 - t), t)
    with pytest.raises(Unproved, match=r"sqrt\(t\) - t >= 0"):  # its slope has a pole at 0
        never_negative(sp.sqrt(t) - t, t)
    with pytest.raises(Unproved, match="that x > 0$"):
        positive(x)
    with pytest.raises(Unproved, match="that x >= 0$"):
        positive(x, weak=True)
    with pytest.raises(Unproved, match="x - 1 never vanishes"):
        positive(1 / (x - 1) ** 2)
    with pytest.raises(Unproved, match="their difference is x - y"):
        identical(x, y)


@pytest.mark.parametrize("bad", [1 / x, 1 / (x - 1), 1 / (x + 1)], ids=str)
def test_a_pole_is_found_among_many_harmless_powers(bad):
    claim = bad + sum(1 / (p + shift) for shift in range(30))  # SymPy looks at them in any order
    with pytest.raises(Unproved, match="the denominator x.* never vanishes"):
        identical(claim, claim)


def test_two_symbols_of_one_name_are_two():
    other = sp.Symbol("t")
    with pytest.raises(Unproved):
        never_negative(t - other, other)


def test_what_sympy_cannot_rewrite_is_refused(monkeypatch):
    def endless(expr):
        raise RecursionError

    monkeypatch.setattr(sp, "simplify", endless)
    with pytest.raises(Unproved, match="could not show that it holds: RecursionError in SymPy"):
        identical(x, y)


@pytest.mark.parametrize(
    "a, b, near_a, near_b",
    [
        (0, 1, 0, 1),
        (half, 1, half, 1),
        (2, sp.oo, 2, sp.oo),
        (-sp.oo, 3, 3, -sp.oo),
        (-sp.oo, sp.oo, -sp.oo, sp.oo),
    ],
)
def test_point_in_runs_over_the_interval_from_end_to_end(a, b, near_a, near_b):
    point = point_in(a, b, "r")
    (r,) = point.free_symbols
    assert r.is_positive
    assert (sp.limit(point, r, 0, "+"), sp.limit(point, r, sp.oo)) == (near_a, near_b)
    assert sp.diff(point, r).is_positive or sp.simplify(sp.diff(point, r)).is_positive or b == 3


def test_calls_with_equal_names_share_the_symbol():
    assert point_in(0, 1, "r") == point_in(0, 1, "r") != point_in(0, 1, "s")


def test_conditional_risk_weighs_both_labels():
    expected = c * (x**3 + 1) + (1 - c) * (1 - x**3)
    assert conditional_risk(lambda m: m**3 + 1, c, x).expand() == expected.expand()
