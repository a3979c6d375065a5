"""The six proof words. Four give a verdict: they return True or raise `Unproved`; two build.

None of them samples numbers. Each proves by exact symbolic computation, over all values that
the assumptions of the symbols allow, and refuses what it cannot establish. A refusal is not a
refutation: a true statement may be refused because this way of showing it fails.
"""

import sympy as sp

_SMOOTH = (sp.exp, sp.log, sp.sinh, sp.cosh, sp.tanh)
_DEPTH = 3


class Unproved(Exception):
    """What a verdict word raises, with the part of the claim that it could not show."""


def _require(verdict, what):
    if not verdict:
        raise Unproved(f"could not show that {what}")
    return True


def _sign_forms(expr):
    """Yield equal forms of an expression, in one of which a sign may be visible."""
    yield expr
    yield expr.doit()
    yield sp.factor(expr)
    simple = sp.simplify(expr)
    yield simple
    yield sp.factor(simple)


def _visible_sign(expr, weak=False):
    """Whether some form of the expression is positive (weak: nonnegative) term by term."""
    return any(
        all(_term_sign(term, weak) for term in sp.Add.make_args(form))
        or (form.is_nonnegative if weak else form.is_positive)
        for form in _sign_forms(expr)
    )


def _term_sign(term, weak):
    if isinstance(term, sp.Sum):
        # A sum over an empty range is 0, and by SymPy's convention one over a reversed range changes sign.
        lengths = [last - first + 1 for _, first, last in term.limits]
        if not all(length.is_nonnegative if weak else length.is_positive for length in lengths):
            return False
    if isinstance(term, sp.Sum | sp.Product):
        term = term.function
    return term.is_nonnegative if weak else term.is_positive


def _defined(expr):
    """Raise unless every denominator and every argument of a logarithm keeps its sign."""
    for power in expr.atoms(sp.Pow):
        base, exponent = power.args
        if exponent.is_nonnegative and exponent.is_integer or base.is_positive:
            continue
        if exponent.is_integer:
            nonzero = base.is_nonzero or _visible_sign(base) or _visible_sign(-base)
            _require(nonzero, f"the denominator {base} never vanishes")
        elif exponent.is_positive:
            _require(_visible_sign(base, weak=True), f"{base} is never negative, as {power} needs")
        else:
            _require(_visible_sign(base), f"{base} is positive, as {power} needs")
    for logarithm in expr.atoms(sp.log):
        (argument,) = logarithm.args
        _require(_visible_sign(argument), f"{argument}, under a logarithm, is positive")


def _smooth(expr):
    """Raise unless the expression is algebra over exp, log and hyperbolic functions."""
    for application in expr.atoms(sp.core.function.Application, sp.Piecewise):
        _require(isinstance(application, _SMOOTH), f"{application} is smooth")


def identical(lhs, rhs=0):
    """Show that both sides are one function, on all values that the symbols' assumptions allow.

    Parameters
    ----------
    lhs : Expr, Matrix or Eq
        The left-hand side, or the whole equation.
    rhs : Expr or Matrix, optional
        The right-hand side, 0 by default.

    Returns
    -------
    bool
        True.

    Raises
    ------
    Unproved
        If no exact rewriting takes the difference to 0, or if a side may be undefined.

    Notes
    -----
    The rewritings are expand, expand_log (without force), factor, doit and simplify, and, for a
    real difference, those of its exponential.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> identical((x + 1) ** 2, x**2 + 2 * x + 1)
    True
    >>> identical(sp.log(x**2), 2 * sp.log(x))
    Traceback (most recent call last):
    ...
    lossutils.proof.Unproved: could not show that x**2, under a logarithm, is positive
    """
    if isinstance(lhs, sp.Equality):
        lhs, rhs = lhs.args
    lhs, rhs = sp.sympify(lhs), sp.sympify(rhs)
    if isinstance(lhs, sp.MatrixBase):
        rhs = rhs if isinstance(rhs, sp.MatrixBase) else sp.ones(*lhs.shape) * rhs
        _require(lhs.shape == rhs.shape, f"matrices of shapes {lhs.shape} and {rhs.shape} are identical")
        return all([identical(*pair) for pair in zip(lhs, rhs, strict=True)])
    _defined(lhs)
    _defined(rhs)
    difference = lhs - rhs
    rewritings = (
        lambda e: e,
        sp.expand,
        sp.factor,
        # From here on sums are done, which is slow.
        lambda e: sp.simplify(sp.expand(sp.expand_log(e)).doit()),
        sp.simplify,
        # A real number whose exponential is 1 is 0.
        lambda e: 1 - sp.simplify(sp.exp(e)) if e.is_real else e,
    )
    try:
        if any(rewrite(difference) == 0 for rewrite in rewritings):
            return True
        rest = f"; their difference is {sp.simplify(difference)}"
    except RecursionError:  # SymPy lost its way, so nothing is shown
        rest = ""
    raise Unproved(f"could not show that {lhs} and {rhs} are identical{rest}")


def positive(expr, weak=False):
    """Show that an expression is positive on all values that its symbols' assumptions allow.

    Parameters
    ----------
    expr : Expr
        The expression.
    weak : bool, optional
        If True, show only that it is 0 or more.

    Returns
    -------
    bool
        True.

    Raises
    ------
    Unproved
        If neither a factored nor a simplified form shows the sign, or if `expr` may be undefined.

    Examples
    --------
    >>> p = sp.Symbol("p", positive=True)
    >>> positive(p**2 + 1 / p)
    True
    """
    expr = sp.sympify(expr)
    _defined(expr)
    return _require(_visible_sign(expr, weak), f"{expr} {'>=' if weak else '>'} 0")


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
    return _point(sp.sympify(a), sp.sympify(b), sp.Symbol(name, positive=True))


def _point(a, b, p):
    if (a, b) == (-sp.oo, sp.oo):
        return sp.log(p)
    if b == sp.oo:
        return a + p
    if a == -sp.oo:
        return b - p
    positive(b - a)
    return (a + b * p) / (1 + p)


def never_negative(gap, t):
    """Show that gap >= 0 for all t >= 0.

    Either its sign is visible; or it starts at 0 or more and rises; or it falls, to a limit of
    0 or more. Rising and falling are shown by the same three ways for the derivative, at most
    three derivatives deep.

    Parameters
    ----------
    gap : Expr
        A function of `t` made of algebra without poles, exp, log, sinh, cosh and tanh.
    t : Symbol
        The variable, which runs over [0, oo) whatever its own assumptions.

    Returns
    -------
    bool
        True.

    Raises
    ------
    Unproved
        If all three ways fail, or if the function is not smooth on [0, oo).

    Examples
    --------
    >>> t = sp.Symbol("t", nonnegative=True)
    >>> never_negative(sp.exp(t) - 1 - t, t)
    True
    """
    gap = sp.sympify(gap)
    _smooth(gap)
    start = sp.Symbol(t.name, nonnegative=True)
    if start != t:
        start = sp.Dummy(t.name, nonnegative=True)  # the other may be another symbol of the gap
        gap = gap.subs(t, start)
    _defined(gap)
    return _require(_climbs(gap, start, _DEPTH), f"{gap.subs(start, t)} >= 0 for all {t} >= 0")


def _climbs(gap, t, depth):
    if _visible_sign(gap, weak=True):
        return True
    if depth == 0:
        return False
    slope = sp.simplify(gap.diff(t))
    try:
        _defined(slope)
    except Unproved:
        return False
    if _visible_sign(gap.subs(t, 0), weak=True) and _climbs(slope, t, depth - 1):
        return True
    return _climbs(-slope, t, depth - 1) and sp.limit(gap, t, sp.oo).is_extended_nonnegative is True


def minimised_at(best, risk, x, a=-sp.oo, b=sp.oo):
    """Show that `best` is the only minimiser of a smooth, strictly convex risk on (a, b).

    Parameters
    ----------
    best : Expr
        The minimiser, free of `x`.
    risk : Expr
        A function of `x` made of algebra without poles, exp, log, sinh, cosh and tanh.
    x : Symbol
        The variable, which runs over (a, b) whatever its own assumptions.
    a, b : Expr, optional
        The ends of the open interval, the whole line by default.

    Returns
    -------
    bool
        True: `best` lies inside, the risk is stationary there, and its second derivative is
        positive throughout.

    Raises
    ------
    Unproved
        If one of the three fails, or if the risk is not smooth on (a, b).

    Examples
    --------
    >>> x, c = sp.symbols("x c", real=True)
    >>> minimised_at(c, (x - c) ** 2, x)
    True
    """
    best, risk, a, b = map(sp.sympify, (best, risk, a, b))
    _require(x not in best.free_symbols, f"{best} is free of {x}")
    _smooth(risk)
    point = _point(a, b, sp.Dummy("p", positive=True))
    _defined(risk.subs(x, point))
    if a != -sp.oo:
        positive(best - a)
    if b != sp.oo:
        positive(b - best)
    _require(best.is_finite, f"{best} is finite")
    identical(risk.diff(x).subs(x, best))
    bending = risk.diff(x, 2)
    _defined(bending.subs(x, point))
    return _require(_visible_sign(bending.subs(x, point)), f"{bending} > 0 for all {x} in ({a}, {b})")


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
