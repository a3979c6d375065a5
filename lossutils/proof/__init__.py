"""The words of proof. Four give a verdict: it says what has been shown, or `Unproved` is raised. Three build.

None of them samples numbers. Each proves by exact symbolic computation, over all values of a stated
domain, and refuses what it cannot establish. A refusal is not a refutation: a true statement may be
refused because this way of showing it fails. Equal sides, and the sign of a plain number, say nothing and are
refused too.

What a word knows is a list, and all else is refused: rational numbers, e and pi, real symbols, algebra
with defined powers, exp, log, the hyperbolic functions, max, min, absolute value and sign, complete
case distinctions, sums and products over a visible finite range, derivatives of what is smooth, limits of
the same, and real functions without a definition, by convention as smooth and integrable as their use asks.
"""

import contextlib
import functools
import itertools

from .._extra import needs_extra

with needs_extra():
    import sympy as sp

from .claims import Claim, Unproved, Verdict, WrongArgument, define, require, unfold
from .domains import as_set, declared_to_hold, domain_of, points, settled_end
from .known import Point, back, between, by_exponential, named, settle, smooth
from .signs import manageable, vanishes, visible

__all__ = [
    "Claim",
    "Unproved",
    "Verdict",
    "conditional_risk",
    "define",
    "identical",
    "minimised_at",
    "never_negative",
    "point_in",
    "positive",
]

for _public in (Claim, Unproved, Verdict, define):
    _public.__module__ = __name__  # where readers find them, also in messages

#: Sums and products that SymPy may form for one word; no claim of the book needs a tenth of them.
_BUDGET = 200_000
_DEPTH = 3


class _Exhausted(BaseException):
    """The budget is used up; no handler of SymPy may catch it."""


def _require_equal(lhs, rhs, point, shown):
    """Raise unless some exact rewriting takes the difference of two settled sides to 0."""
    if isinstance(lhs, sp.MatrixBase):
        for pair in zip(lhs, rhs, strict=True):
            _require_equal(*pair, point, shown)
        return
    if lhs == rhs:
        return
    infinite = [side for side in (lhs, rhs) if side.is_infinite]
    difference = lhs - rhs
    if not infinite and vanishes(difference):
        return
    short = sp.simplify(difference) if manageable(difference) else difference
    rest = "" if infinite else f"; their difference is {named(short, point)}"
    raise Unproved(f"could not show that {shown[0]} and {shown[1]} are identical{rest}")


def _word(function):
    """Let a word end in a verdict, in `Unproved` or, for a wrong call, a `TypeError`; within its budget."""

    @functools.wraps(function)
    def word(*args, **kwargs):
        with _metered():
            try:
                return function(*args, **kwargs)
            except (Unproved, WrongArgument):
                raise
            except _Exhausted:
                raise Unproved(f"could not show that it holds, within {_BUDGET:,} steps") from None
            except Exception as error:  # SymPy lost its way, so nothing is shown
                raise Unproved(f"could not show that it holds: {type(error).__name__} in SymPy") from error

    return word


@contextlib.contextmanager
def _metered():
    """Count the sums and products that SymPy forms: work that is the same on every machine."""
    steps = 0
    before = {kind: kind.__dict__["flatten"] for kind in (sp.Add, sp.Mul)}

    def counted(flatten):
        def count(cls, terms):
            nonlocal steps
            steps += 1
            if steps > _BUDGET:
                raise _Exhausted
            return flatten.__func__(cls, terms)

        return classmethod(count)

    for kind, flatten in before.items():
        kind.flatten = counted(flatten)
    try:
        yield
    finally:
        for kind, flatten in before.items():
            kind.flatten = flatten


def _established(claim):
    """Return the verdict on a claim that has been shown; all words end here."""
    if not claim.says_something:
        what = "equal sides say" if claim.kind == "identical" else "the sign of a plain number says"
        raise Unproved(
            f"{what} nothing: SymPy evaluated {claim.sides[0]} before the word saw it; use `define`"
        )
    return Verdict([claim])


def _sides(*values):
    """Return expressions or matrices of one shape."""
    sides = []
    for value in values:
        try:
            side = sp.sympify(value)
        except sp.SympifyError:
            side = None
        if isinstance(side, sp.MatrixBase):
            side = side.as_immutable()
        elif not isinstance(side, sp.Expr):
            raise WrongArgument(f"a side of a claim is {value!r}; expected an expression or a matrix")
        sides.append(side)
    shapes = [side.shape for side in sides if isinstance(side, sp.MatrixBase)]
    if shapes:
        sides = [sp.ImmutableMatrix.zeros(*shapes[0]) if side == 0 else side for side in sides]
        alike = {getattr(side, "shape", None) for side in sides}
        require(len(alike) == 1, f"sides of shapes {sorted(map(str, alike))} are identical")
        require(0 not in shapes[0], "matrices without entries are identical")
    return sides


def _relation(statement, weak):
    """Return the larger and the smaller side of an inequality, whether it is weak, and as it was written."""
    if isinstance(statement, sp.Rel):
        if not isinstance(statement, sp.Gt | sp.Ge | sp.Lt | sp.Le):
            raise WrongArgument(f"the relation is {statement}; expected an inequality")
        return (*_sides(statement.gts, statement.lts), isinstance(statement, sp.Ge | sp.Le), statement.func)
    if statement in (sp.true, sp.false):
        raise WrongArgument(
            "SymPy decided the inequality before the word saw it; write it with evaluate=False"
        )
    (larger,) = _sides(statement)
    return larger, sp.S.Zero, bool(weak), sp.Ge if weak else sp.Gt


@_word
def identical(lhs, rhs=None, /, *more, because=(), where=None, **domains):
    """Show that two or more sides are one function, on a whole domain.

    Parameters
    ----------
    lhs, rhs, *more : Expr or Matrix
        The sides, in order; or one equation. A single side is compared with 0. They may hold
        derivatives, limits and sums that are not done: the word does them.
    because : tuple of str, optional
        The reason for each step of a chain, for the reader.
    where : dict of Symbol to domain, optional
        The domain of any symbol: a tuple is an open interval, a list a closed one (for an integer, the
        integers in it), anything else a point. What is not given is what the symbol was declared to be.
    **domains
        The same by the names of symbols; ``lam`` is the symbol "lambda".

    Returns
    -------
    Verdict
        It says what has been shown.

    Raises
    ------
    Unproved
        If no exact rewriting takes a difference of neighbours to 0, or if a side may be undefined.
    TypeError
        If an argument is not of its kind.

    Notes
    -----
    The rewritings are expand, expand_log (without force), factor, doit and simplify, and those of
    the exponential of the difference.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> identical((x + 1) ** 2, x**2 + 2 * x + 1)
    For all real x: (1 + x)**2 = x**2 + 2*x + 1
    >>> identical(sp.log(x**2), 2 * sp.log(x))
    Traceback (most recent call last):
    ...
    lossutils.proof.Unproved: could not show that x**2, under a logarithm, is positive
    >>> identical(sp.log(x**2), 2 * sp.log(x), x=(0, sp.oo))
    For all x > 0: log(x**2) = 2*log(x)
    """
    if isinstance(lhs, sp.Equality):
        if rhs is not None:
            raise WrongArgument(f"the equation {lhs} has both sides; expected nothing beside it, got {rhs!r}")
        lhs, rhs = lhs.args
    sides = _sides(lhs, 0 if rhs is None else rhs, *more)
    reasons = (because,) if isinstance(because, str) else tuple(because)
    if reasons and len(reasons) != len(sides) - 1:
        raise WrongArgument(f"{len(reasons)} reasons are given; expected {len(sides) - 1}, one for each step")
    finite = [side for side in sides if side not in (sp.oo, -sp.oo)]
    require(
        any(isinstance(side, sp.Limit) for side in finite) or len(finite) == len(sides),
        "the sides are finite",
    )
    domain = domain_of(sides, where, domains)
    for point in points(domain):
        settled = [side if side in (sp.oo, -sp.oo) else settle(side, point) for side in sides]
        for pair, shown in zip(itertools.pairwise(settled), itertools.pairwise(sides), strict=True):
            _require_equal(*pair, point, shown)
    return _established(Claim("identical", tuple(sides), domain, reasons=reasons))


@_word
def positive(expr, /, weak=False, *, where=None, **domains):
    """Show an inequality on a whole domain.

    Parameters
    ----------
    expr : Expr or inequality
        What is positive; or the inequality, such as ``a > b`` or ``a <= b``.
    weak : bool, optional
        If True, show only that `expr` is 0 or more.
    where, **domains
        The domains of symbols, as in `identical`.

    Returns
    -------
    Verdict
        It says what has been shown.

    Raises
    ------
    Unproved
        If no rewritten form shows the sign, or if a side may be undefined.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> p = sp.Symbol("p", positive=True)
    >>> positive(p**2 + 1 / p)
    For all p > 0: p**2 + 1/p > 0
    """
    larger, smaller, weak, written = _relation(expr, weak)
    domain = domain_of([larger, smaller], where, domains)
    signs, shown = {0, 1} if weak else {1}, f"{larger - smaller} {'>=' if weak else '>'} 0"
    for point, other_way in zip(points(domain), points(domain, by_exponential), strict=True):
        gap = settle(larger, point) - settle(smaller, point)
        require(visible(gap, signs) or _has_signs(larger - smaller, other_way, signs), shown)
    return _established(
        Claim("nonnegative" if weak else "positive", (larger, smaller), domain, written=written)
    )


@_word
def never_negative(gap, t, /, *, where=None, **domains):
    """Show an inequality by the growth of its gap in one variable.

    Either the sign of the gap is visible; or it starts at 0 or more and rises; or it falls, to a limit
    of 0 or more. Rising and falling are shown by the same three ways for the derivative, at most
    three derivatives deep.

    Parameters
    ----------
    gap : Expr or inequality
        What is 0 or more, or ``a >= b``: functions of `t` made of algebra without poles, exp, log, sinh, cosh
        and tanh.
    t : Symbol
        The variable. It runs over [0, oo) whatever its own assumptions, unless a domain [a, oo) is given.
    where, **domains
        The domains of symbols, as in `identical`.

    Returns
    -------
    Verdict
        It says what has been shown.

    Raises
    ------
    Unproved
        If all three ways fail, or if the function is not smooth on [0, oo).
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> t = sp.Symbol("t", nonnegative=True)
    >>> never_negative(sp.exp(t) >= 1 + t, t)
    For all t >= 0: exp(t) >= 1 + t
    """
    larger, smaller, weak, written = _relation(gap, True)
    if not weak:
        raise WrongArgument(f"the inequality is {gap}; expected >= or <=")
    _require_variable(t)
    domain = domain_of([larger, smaller], where, domains, {t: sp.Interval(0, sp.oo)})
    start = domain[t].inf
    require(domain[t] == sp.Interval(start, sp.oo), f"{t} runs from a number upwards, not over {domain[t]}")
    for point in points({symbol: ends for symbol, ends in domain.items() if symbol != t}):
        r = sp.Dummy(t.name, nonnegative=True)
        point = point.put({t: settled_end(start, point) + r}, {r: t - start})
        rise = settle(larger, point) - settle(smaller, point)
        smooth(rise, r)
        require(_climbs(rise, r, point, _DEPTH), f"{larger - smaller} >= 0 for all {t} >= {start}")
    return _established(Claim("nonnegative", (larger, smaller), domain, written=written))


def _require_variable(x):
    if not isinstance(x, sp.Symbol):
        raise WrongArgument(f"the variable is {x!r}; expected a symbol")
    require(not x.is_integer, f"{x} is a real variable")


def _climbs(gap, t, point, depth):
    if visible(gap, {0, 1}):
        return True
    if depth == 0:
        return False
    try:
        slope = settle(sp.simplify(gap.diff(t)), point)
    except Unproved:
        return False
    if visible(gap.subs(t, 0), {0, 1}) and _climbs(slope, t, point, depth - 1):
        return True
    if not _climbs(-slope, t, point, depth - 1):
        return False
    limit = sp.limit(gap, t, sp.oo)
    return limit == sp.oo or not limit.is_infinite and visible(limit, {0, 1})


@_word
def minimised_at(best, risk, x, a=-sp.oo, b=sp.oo, /, *, where=None, **domains):
    """Show that `best` is the only minimiser of a smooth risk on an open interval.

    Parameters
    ----------
    best : Expr
        The minimiser, free of `x`.
    risk : Expr
        A function of `x` made of algebra without poles, exp, log, sinh, cosh and tanh.
    x : Symbol
        The variable, which runs over (a, b).
    a, b : Expr, optional
        The ends of the open interval, the whole line by default.
    where, **domains
        The domains of symbols, as in `identical`; that of `x` may be given here too.

    Returns
    -------
    Verdict
        It says that `best` lies inside, that the risk is stationary there, and that it is strictly
        convex, or falls before and rises behind.

    Raises
    ------
    Unproved
        If one of these fails, or if the risk is not smooth on (a, b).
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> x, c = sp.symbols("x c", real=True)
    >>> minimised_at(c, (x - c) ** 2, x)
    For all real c: the only minimiser of (x - c)**2 over real x is c
    """
    best, risk, a, b = _sides(best, risk, a, b)
    _require_variable(x)
    over = as_set(x, (a, b), sp.S.Reals) if (a, b) != (-sp.oo, sp.oo) else sp.S.Reals
    domain = domain_of([best, risk], where, domains, {x: over})
    over = domain[x]
    a, b = over.inf, over.sup
    require(over == sp.Interval.open(a, b) or over == sp.S.Reals, f"{over} is an open interval")
    require(x not in unfold(best, domain).free_symbols, f"{best} is free of {x}")
    v = sp.Dummy(x.name, real=True)  # whatever x was declared to be
    risk_done = unfold(risk, domain).xreplace({x: v})
    smooth(risk_done, v)
    slope, bending = risk_done.diff(v), risk_done.diff(v, 2)
    for point in points({symbol: ends for symbol, ends in domain.items() if symbol != x}):
        lowest = settle(best, point)
        low, high = (settled_end(end, point) for end in (a, b))
        require(low.is_infinite or visible(lowest - low, {1}), f"{best} > {a}")
        require(high.is_infinite or visible(high - lowest, {1}), f"{best} < {b}")
        r = sp.Dummy(x.name, positive=True)
        inside = point.put({v: between(low, high, r)}, {r: back(a, b, x)})
        require(
            not x._assumptions_orig or declared_to_hold(x, inside.put({x: inside.values[v]})),
            f"({a}, {b}) is inside what {x} was declared to be",
        )
        settle(risk, inside.put({x: inside.values[v]}))
        _require_equal(settle(slope, point.put({v: lowest})), sp.S.Zero, point, (slope, f"0 at {best}"))
        before, everywhere, behind = (
            _ways(*ends, v, point) for ends in ((low, lowest), (low, high), (lowest, high))
        )
        require(
            any(_has_signs(bending, way, {1}) for way in everywhere)
            or any(_has_signs(slope, way, {1}) for way in behind)
            and any(_has_signs(slope, way, {-1}) for way in before),
            f"{named(bending, Point({}, {v: x}))} > 0 for all {x} in ({a}, {b})",
        )
    return _established(Claim("minimiser", (best, risk), domain, variable=x))


def _ways(a, b, x, point):
    """Return the ways in which x can run over (a, b): freely or by a distance, and by its exponential."""
    r = sp.Dummy(x.name, positive=True)
    whole = (a, b) == (-sp.oo, sp.oo)
    values = [sp.Dummy(x.name, real=True) if whole else between(a, b, r), by_exponential(a, b, r)]
    return [point.put({x: value}) for value in values]


def _has_signs(expr, point, signs):
    try:
        return visible(settle(expr, point), signs)
    except Unproved:
        return False


def point_in(a, b, name="p"):
    """Return a point that runs over (a, b) as one positive symbol runs over (0, oo).

    Parameters
    ----------
    a, b : Expr
        The ends of the interval; a may be ``-oo`` and b may be ``oo``.
    name : str, optional
        The name of the positive symbol. Calls with equal names share the symbol.

    Returns
    -------
    Expr
        a + p, b - p, (a + b p) / (1 + p), or log p for the whole line.

    Raises
    ------
    Unproved
        If the interval cannot be shown to be non-empty.

    Examples
    --------
    >>> point_in(0, 1)
    p/(p + 1)
    """
    a, b = map(sp.sympify, (a, b))
    require(a.is_extended_real and b.is_extended_real and a != b, f"the interval ({a}, {b}) is not empty")
    return between(a, b, sp.Symbol(name, positive=True))


def conditional_risk(phi, eta, f):
    """Return the expected margin loss of the score f where P(Y = +1 | x) = eta.

    Parameters
    ----------
    phi : callable
        The loss as a function of the margin.
    eta : Expr
        The probability of the label +1.
    f : Expr
        The score.

    Returns
    -------
    Expr
        eta phi(f) + (1 - eta) phi(-f).

    Examples
    --------
    >>> eta, f = sp.symbols("eta f")
    >>> conditional_risk(lambda m: sp.exp(-m), eta, f)
    eta*exp(-f) + (1 - eta)*exp(f)
    """
    return eta * phi(f) + (1 - eta) * phi(-f)
