"""Shows that a symbolic expression and a NumPy function are the same function."""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from ._extra import needs_extra

with needs_extra():
    import mpmath
    import sympy as sp

from .proof import Verdict
from .proof.claims import unfold

# exp(-740) beside 1 needs 322 digits; 50 remain correct wherever the result is a normal number.
_DIGITS = 400
# mpmath raises e to a whole power, as every huge float is, by slow products; so a fraction goes apart.
_HUGE = 2**20
_FRACTION = mpmath.mpf(1) / 3

_tiny = [5e-324, 1e-310, 2.0**-1022, 1e-200, 1e-20, 1e-8]
_large = [0.3, 0.5, 1.0, 2.0, 5.0, 19.0, 37.0, 100.0, 709.0, 745.5, 1e20, 1e154, 1e200, 1e308]

#: Labels.
HARD = [0.0, 1.0]
SIGNED = [-1.0, 1.0]
#: Label probabilities between the hard labels.
SOFT = [1e-300, 0.1, 0.3, 0.5, 0.7, 1 - 2.0**-53]
#: Probabilities strictly between 0 and 1, denormal ones and the one next to 1 included.
OPEN_UNIT = [*_tiny, 0.1, 0.25, 0.4999, 0.5, 0.5001, 0.75, 0.9, 1 - 1e-8, 1 - 2.0**-53]
#: Real numbers from the smallest to nearly the largest.
REALS = [*(-x for x in reversed(_tiny + _large)), 0.0, *_tiny, *_large]


def _exp(x):
    if abs(x) < _HUGE:
        return mpmath.exp(x)
    with mpmath.extraprec(mpmath.mag(x)):
        return mpmath.exp(x - _FRACTION) * mpmath.exp(_FRACTION)


@dataclass(frozen=True)
class Agreement:
    """What `agrees` has found, as part of a verdict."""

    function: str
    expr: sp.Expr
    points: int
    bound: float
    of_largest_term: bool
    kind = "agreement"

    def sentence(self, show):
        """Return the finding in words, with the expression as `show` gives it."""
        unit = "unit" if self.bound == 1 else "units"
        place = "the last place of the largest term" if self.of_largest_term else "the last place"
        where = "1 point" if self.points == 1 else f"{self.points:,} points"
        return f"`{self.function}` is {show(self.expr)} at {where}, within {self.bound:g} {unit} in {place}"


class Disagreement(AssertionError):
    """What `agrees` raises: the worst point, both values there, and their distance."""


def ulps(got, exact, term=0):
    """Return the distance of a float from an mpmath number in units in the last place.

    The unit is that of `exact`, or of `term` where that is larger in magnitude.
    """
    with mpmath.workdps(_DIGITS):
        largest = mpmath.mpf(np.finfo(np.float64).max)
        if mpmath.isnan(exact) or np.isnan(got):
            return 0.0 if mpmath.isnan(exact) and np.isnan(got) else np.inf
        if abs(exact) > largest or np.isinf(got):
            near = abs(exact) > largest * (1 - mpmath.mpf(2) ** -51)
            return 0.0 if near and np.isinf(got) and np.sign(got) == mpmath.sign(exact) else np.inf
        unit = math.ulp(min(float(max(abs(exact), abs(term))), float(largest)))
        return float(abs(mpmath.mpf(float(got)) - exact) / unit)


def agrees(expr, function, *, ulp=4, of_largest_term=False, **grids):
    """Show that a NumPy function computes an expression, to a few units in the last place.

    Parameters
    ----------
    expr : Expr
        The expression; every symbol in it has its grid.
    function : callable
        The NumPy function; its parameters carry the names of the symbols.
    ulp : float, optional
        The largest distance allowed, in units in the last place.
    of_largest_term : bool, optional
        Take the unit of the largest term of a sum where that exceeds the sum, as befits a
        difference near its zero.
    **grids : array_like or float
        The values of each symbol, by its name; all their combinations are tried. A single
        number is passed on as it is.

    Returns
    -------
    Verdict
        It says at how many points, and within which bound.

    Raises
    ------
    Disagreement
        If a value differs by more than `ulp`; the message names the worst point.
    ValueError
        If a symbol of `expr` has no grid.

    Notes
    -----
    The expression is evaluated with mpmath, with so many digits that at least 50 remain after
    cancellation, and the distance is taken to that number, not to its rounded value.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> agrees(x**2, lambda x: x * x, x=[-1.0, 0.0, 700.0])
    `the function` is x**2 at 3 points, within 4 units in the last place
    """
    expr = sp.sympify(expr)
    missing = {symbol.name for symbol in expr.free_symbols} - set(grids)
    if missing:
        raise ValueError(f"no grid for {sorted(missing)}; expected one for every symbol of {expr}")
    fixed = {name: value for name, value in grids.items() if np.ndim(value) == 0}
    names = [name for name in grids if name not in fixed]
    points = list(itertools.product(*(grids[name] for name in names)))
    if not points:
        raise ValueError("the grid is empty; expected one point or more")
    columns = np.array(points, dtype=float).reshape(len(points), len(names)).T
    got = np.broadcast_to(function(**dict(zip(names, columns, strict=True)), **fixed), len(points))
    symbols = [sp.Symbol(name) for name in [*names, *fixed]]
    done = unfold(expr).doit()
    plain = done.subs({symbol: sp.Symbol(symbol.name) for symbol in done.free_symbols})
    terms = plain.args if of_largest_term and plain.is_Add else ()
    exactly = sp.lambdify(symbols, [plain, *terms], [{"exp": _exp}, "mpmath"], cse=True)
    worst = (-1.0, None)
    with mpmath.workdps(_DIGITS):
        for point, value in zip(points, got, strict=True):
            exact, *parts = exactly(*map(mpmath.mpf, (*point, *fixed.values())))
            distance = ulps(value, mpmath.mpf(exact), max(map(abs, parts), default=0))
            worst = max(worst, (distance, (point, value, exact)), key=lambda entry: entry[0])
    distance, (point, value, exact) = worst
    if distance > ulp:
        where = ", ".join(f"{name} = {coordinate!r}" for name, coordinate in zip(names, point, strict=True))
        raise Disagreement(
            f"at {where} the function gives {float(value)!r} and the expression "
            f"{mpmath.nstr(exact, 20)}: {distance:.3g} units in the last place, {ulp:g} allowed"
        )
    name = getattr(function, "__name__", "the function").replace("<lambda>", "the function")
    return Verdict([Agreement(name, expr, len(points), ulp, of_largest_term)])
