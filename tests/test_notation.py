"""Formulas are set in the order of the field, and a verdict says for which values it holds."""

import pytest
import sympy as sp

from lossutils import margin
from lossutils.check import agrees
from lossutils.notation import tex, text, width
from lossutils.proof import define, identical, minimised_at, positive

y, f, m, a, c, x, z = sp.symbols("y f m a c x z", real=True)
p, s, u, delta = sp.symbols("p s u delta", positive=True)
n, k = sp.symbols("n k", integer=True, positive=True)
X, Y = (sp.IndexedBase(name, real=True) for name in "xy")
P = sp.IndexedBase("p", positive=True)
h = define("h", lambda m: sp.Max(0, 1 - m))
phi = define("phi", lambda m: sp.log(1 + sp.exp(-m)))
step = sp.Piecewise((1, y > 0), (0, True))
CASES = r"\begin{cases} 1 & \text{if } y > 0 \\ 0 & \text{otherwise} \end{cases}"

FORMULAS = [
    (y - f, "y - f"),
    (y * f, "y f"),
    (x**2 + 2 * x + 1, "x^{2} + 2 x + 1"),
    (x**3 - x + 2, "x^{3} - x + 2"),
    (2 * x + 1, "1 + 2 x"),
    (-x - 1, "-1 - x"),
    (-2 * x - 2, "-2 - 2 x"),
    (sp.Mul(-1, x + 1, evaluate=False), "-(1 + x)"),
    (p / 2 + sp.Rational(1, 2), r"\frac{1}{2} + \frac{p}{2}"),
    (1 + step, rf"1 + \left({CASES}\right)"),
    (2 * step, rf"2 \left({CASES}\right)"),
    (step, CASES),
    # factors
    (p * (1 - p), "p (1 - p)"),
    ((y - a) * x, "(y - a) x"),
    ((Y[k] - a) * X[k], "(y_{k} - a) x_{k}"),
    (X[k] ** 2 * y, "y x_{k}^{2}"),
    (y * (1 - y) * sp.exp(y), "y (1 - y) e^{y}"),
    (sp.Mul(2, 3, evaluate=False), r"2 \cdot 3"),
    (X[k] * sp.log(p) + (1 - X[k]) * sp.log(1 - p), r"x_{k} \log p + (1 - x_{k}) \log(1 - p)"),
    (sp.log(y) * sp.log(f), r"\log f \, \log y"),
    # quotients
    (s / p - u / (1 - p), r"\frac{s}{p} - \frac{u}{1 - p}"),
    (-y / (1 + sp.exp(y * f)), r"-\frac{y}{1 + e^{y f}}"),
    (1 / (p * (1 - p)), r"\frac{1}{p (1 - p)}"),
    (3 * p / 2, r"\frac{3 p}{2}"),
    (y**2 / (2 * delta), r"\frac{y^{2}}{2 \delta}"),
    (sp.log(p) / n, r"\frac{1}{n} \log p"),
    (h(m) / 2, r"\frac{1}{2} h(m)"),
    (sp.Sum((Y[k] - a) ** 2, (k, 1, n)) / n, r"\frac{1}{n} \sum_{k=1}^{n} (y_{k} - a)^{2}"),
    (2 * y * sp.Sum(X[k], (k, 1, n)) / n, r"\frac{2 y}{n} \sum_{k=1}^{n} x_{k}"),
    # functions
    (sp.exp(-y * f), "e^{-y f}"),
    (sp.Max(0, 1 - y * f), r"\max(0, 1 - y f)"),
    (sp.Max(0, 1 - f) ** 2, r"(\max(0, 1 - f))^{2}"),
    (sp.Min(1, y), r"\min(1, y)"),
    (abs(f - y), r"\lvert y - f \rvert"),
    (abs(-y), r"\lvert y \rvert"),
    (abs(y / f), r"\left\lvert \frac{y}{f} \right\rvert"),
    (1 / abs(y), r"\frac{1}{\lvert y \rvert}"),
    (sp.sign(f - y), r"\operatorname{sign}(f - y)"),
    (sp.sign(f) ** 2, r"(\operatorname{sign}(f))^{2}"),
    (sp.log(2), r"\log 2"),
    (sp.log(1 - y), r"\log(1 - y)"),
    (sp.log(y) ** 2, r"(\log y)^{2}"),
    (sp.log(X[k]), r"\log x_{k}"),
    (sp.log(h(m)), r"\log h(m)"),
    (sp.log(sp.Product(p ** X[k], (k, 1, n))), r"\log \prod_{k=1}^{n} p^{x_{k}}"),
    (sp.tanh(m) ** 2, r"(\tanh(m))^{2}"),
    (sp.sinh(m / 2), r"\sinh\left(\frac{m}{2}\right)"),
    (h(m) ** 2, "h(m)^{2}"),
    (phi(y * f), r"\varphi(y f)"),
    (sp.Function("E")(f), r"\operatorname{E}(f)"),
    (sp.Symbol("tolerance"), "T"),
    # operators
    (sp.Sum(X[k] + 1, (k, 1, n)), r"\sum_{k=1}^{n} [1 + x_{k}]"),
    (sp.Derivative(h(m), m), "h'(m)"),
    (sp.Derivative(h(m), (m, 2)), "h''(m)"),
    (sp.Derivative(h(m), (m, 4)), r"\frac{d^{4}}{d m^{4}} h(m)"),
    (sp.Subs(sp.Derivative(h(m), m), m, y * f), "h'(y f)"),
    (sp.Derivative(sp.Function("h^*")(m), m), "{h^{*}}'(m)"),
    (sp.Limit(h(m), m, sp.oo), r"\lim_{m \to \infty} h(m)"),
]


@pytest.mark.parametrize("expr, printed", FORMULAS, ids=[printed for _, printed in FORMULAS])
def test_a_formula_is_printed_as_the_field_writes_it(expr, printed):
    assert tex(expr) == printed


@pytest.mark.parametrize(
    "expr, printed",
    [(y - f, "y - f"), (-x - 1, "-1 - x"), (sp.log(1 - p) - p * (1 - p), "log(1 - p) - p*(1 - p)")],
)
def test_a_line_of_text_has_the_same_order(expr, printed):
    assert text(expr) == printed
    assert text(expr.subs(p, sp.Dummy("p"))) == printed


def test_a_formula_is_as_wide_as_it_looks():
    assert width(r"\frac{x}{x + y}") == width("x + y") > width("x y")
    assert width(r"\log x") == width("MMx") and width(r"\varphi") == width("M")
    assert width("x^{2}") < width("x2 y")


def square(v, **domains):
    return identical((v + 1) ** 2, v**2 + 2 * v + 1, **domains)


def total(entries, **domains):
    both = (sp.Sum(2 * entries[k], (k, 1, n)), 2 * sp.Sum(entries[k], (k, 1, n)))
    return identical(*both, **domains)


def halves(entries):
    j = sp.Symbol("j", integer=True, positive=True)
    two = sp.Sum(c - entries[k], (k, 1, j)) + sp.Sum(entries[k] - c, (k, j + 1, n))
    return identical(sp.Derivative(two, c), 2 * j - n, j=[1, n])


g, other = sp.Function("g", real=True), sp.Function("h", real=True)
#: What a verdict says before its colon, as Markdown; as text, without dollars and marks of TeX.
CONDITIONS = [
    (square(x), "For all real $x$"),
    (square(x + y), "For all real $x$ and $y$"),
    (square(x + y + z), "For all real $x$, $y$ and $z$"),
    (square(p), "For all $p > 0$"),
    (square(sp.Symbol("v", negative=True)), "For all $v < 0$"),
    (square(sp.Symbol("t", nonnegative=True)), r"For all $t \geq 0$"),
    (square(sp.Symbol("w", real=True, nonzero=True)), "For all nonzero $w$"),
    (square(n), r"For all $n = 1, 2, \dots$"),
    (square(sp.Symbol("r", integer=True, nonnegative=True)), r"For all $r = 0, 1, \dots$"),
    (square(sp.Symbol("l", integer=True)), "For all integer $l$"),
    (square(x, x=(0, 1)), "For all $0 < x < 1$"),
    (square(x, x=[0, 1]), r"For all $0 \leq x \leq 1$"),
    (square(x, x=[3, sp.oo]), r"For all $x \geq 3$"),
    (square(x, x=(3, sp.oo)), "For all $x > 3$"),
    (square(x, x=[-sp.oo, 3]), r"For all $x \leq 3$"),
    (square(x, x=(-sp.oo, 3)), "For all $x < 3$"),
    (square(x + c, x=2), "For $x = 2$ and all real $c$"),
    (identical(h(x), 0, x=2), "For $x = 2$"),
    (square(k, k=[3, sp.oo]), r"For all $k = 3, \dots$"),
    (square(k, k=[1, n]), r"For all $n = 1, 2, \dots$ and $k = 1, \dots, n$"),
    (square(X[k]), r"For all $k = 1, 2, \dots$ and real $x_{k}$"),
    (square(P[k]), r"For all $k = 1, 2, \dots$ and $p_{k} > 0$"),
    (halves(X), r"For all $n = 1, 2, \dots$, $j = 1, \dots, n$ and real $c$ and $x_{1}, \dots, x_{n}$"),
    (total(X), r"For all $n = 1, 2, \dots$ and real $x_{1}, \dots, x_{n}$"),
    (total(P), r"For all $n = 1, 2, \dots$ and $p_{1}, \dots, p_{n} > 0$"),
    (total(X, where={X: [0, sp.oo]}), r"For all $n = 1, 2, \dots$ and $x_{1}, \dots, x_{n} \geq 0$"),
    (total(X, where={X: (0, 1)}), r"For all $n = 1, 2, \dots$ and $x_{1}, \dots, x_{n} \in (0, 1)$"),
    (
        identical(sp.Derivative(g(x) ** 2, x), 2 * g(x) * sp.Derivative(g(x), x)),
        "For all real $x$ and every smooth real function $g$",
    ),
    (
        identical(sp.Derivative(g(x) + other(x), x), sp.Derivative(g(x), x) + sp.Derivative(other(x), x)),
        "For all real $x$ and smooth real functions $g$ and $h$",
    ),
]


@pytest.mark.parametrize("verdict, conditions", CONDITIONS, ids=[words for _, words in CONDITIONS])
def test_a_verdict_says_for_which_values_it_holds(verdict, conditions):
    assert verdict._repr_markdown_().startswith(f"✓ {conditions}:")
    plain = conditions.replace(r"\geq", ">=").replace(r"\leq", "<=").replace(r"\dots", "...")
    plain = plain.replace(r"\in", "in").replace("_{", "[").replace("}", "]").replace("$", "")
    assert repr(verdict).startswith(f"{plain}: ")


#: Verdicts as text and as Markdown.
VERDICTS = [
    (
        positive(p * (1 - p), p=(0, 1)),
        "For all 0 < p < 1: p*(1 - p) > 0",
        "✓ For all $0 < p < 1$: $p (1 - p) > 0$.",
    ),
    (
        positive(x * (1 - x) >= 0, x=[0, 1]),
        "For all 0 <= x <= 1: x*(1 - x) >= 0",
        r"✓ For all $0 \leq x \leq 1$: $x (1 - x) \geq 0$.",
    ),
    (
        positive(sp.Lt(0, 1 + x**2, evaluate=False)),
        "For all real x: 0 < 1 + x**2",
        "✓ For all real $x$: $0 < 1 + x^{2}$.",
    ),
    (
        minimised_at(s / (s + u), -s * sp.log(p) - u * sp.log(1 - p), p, p=(0, 1)),
        "For all s > 0 and u > 0: the only minimiser of -s*log(p) - u*log(1 - p) over 0 < p < 1 is s/(s + u)",
        r"✓ For all $s > 0$ and $u > 0$: the only minimiser of $\displaystyle -s \log p - u \log(1 - p)$ "
        r"over $0 < p < 1$ is $\displaystyle \frac{s}{s + u}$.",
    ),
    (
        minimised_at(c, (x - c) ** 2, x),
        "For all real c: the only minimiser of (x - c)**2 over real x is c",
        r"✓ For all real $c$: the only minimiser of $\displaystyle (x - c)^{2}$ over real $x$ is "
        r"$\displaystyle c$.",
    ),
    (
        positive(h(m) > 0, m=(-sp.oo, 1)),
        "For all m < 1: h(m) > 0, where h(m) = Max(0, 1 - m)",
        "✓ For all $m < 1$: $h(m) > 0$.\n\n" r"where $h(m) = \max(0, 1 - m)$.",
    ),
    (
        square(x) & identical((x - 1) ** 2, x**2 - 2 * x + 1) & square(p),
        "For all real x: (1 + x)**2 = x**2 + 2*x + 1; (x - 1)**2 = x**2 - 2*x + 1; "
        "For all p > 0: (1 + p)**2 = p**2 + 2*p + 1",
        "✓ For all real $x$: $(1 + x)^{2} = x^{2} + 2 x + 1$.\n\n$(x - 1)^{2} = x^{2} - 2 x + 1$.\n\n"
        "✓ For all $p > 0$: $(1 + p)^{2} = p^{2} + 2 p + 1$.",
    ),
    (
        square(p) & agrees(sp.Max(0, 1 - y * f), margin.hinge, y=[1.0], f=[0.5]),
        "For all p > 0: (1 + p)**2 = p**2 + 2*p + 1; "
        "`hinge` is Max(0, 1 - f*y) at 1 point, within 4 units in the last place",
        "✓ For all $p > 0$: $(1 + p)^{2} = p^{2} + 2 p + 1$.\n\n"
        r"✓ `hinge` is $\displaystyle \max(0, 1 - y f)$ at 1 point, within 4 units in the last place.",
    ),
    (
        identical((x + 1) ** 2 - 1, x**2 + 2 * x, x * (x + 2), because=("expanded", "factored")),
        "For all real x: (1 + x)**2 - 1 = x**2 + 2*x (expanded) = x*(2 + x) (factored)",
        "✓ For all real $x$:\n\n| | |\n|---|---|\n"
        r"| $\displaystyle (1 + x)^{2} - 1$ |  |"
        "\n"
        r"| $\displaystyle {} = x^{2} + 2 x$ | expanded |"
        "\n"
        r"| $\displaystyle {} = x (2 + x)$ | factored |",
    ),
]


@pytest.mark.parametrize("verdict, plain, markdown", VERDICTS, ids=[plain for _, plain, _ in VERDICTS])
def test_a_verdict_says_what_was_shown(verdict, plain, markdown):
    assert repr(verdict) == plain
    assert verdict._repr_markdown_() == markdown


POWER, EXPANDED = (x + y + 1) ** 4, sp.expand((x + y + 1) ** 4)


def test_a_long_relation_is_broken_between_terms():
    display = identical(POWER, EXPANDED)._repr_markdown_()
    assert r"&(1 + y + x)^{4} = y^{4} + x^{4}" in display and r"y^{2} x \\" in display
    assert r"&\qquad + 12 y x^{2}" in display
    display = identical(EXPANDED, POWER)._repr_markdown_()
    assert r"\\" "\n" r"&\quad + 6 x^{2} + 4 y" in display
    assert r"&\quad = (1 + y + x)^{4}" in display


def test_a_long_side_of_a_chain_is_broken_beside_its_reason():
    rows = identical(POWER, EXPANDED, because=("expanded",))._repr_markdown_().splitlines()[4:]
    assert [row.split("|")[2].strip() for row in rows] == ["", "expanded", ""]
    assert rows[2].startswith(r"| $\displaystyle \quad + 12 y x^{2}")
