"""Which signs an expression can have, as far as its terms show them."""

import functools
import itertools
import math

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef

from .indices import renamed

HIGHEST_POWER = 100
_LONGEST = 2000  # operations
_MOST_TERMS = 20_000
_HIGHEST_EXPONENT = 10**6
_DIGITS = (30, 100, 400, 2000)

_ANY = frozenset({-1, 0, 1})

_REWRITINGS = (
    lambda e: e,
    sp.expand,
    sp.factor,
    lambda e: sp.expand(sp.expand_log(e)),
    # From here on sums are done, which is slow.
    lambda e: sp.simplify(renamed(sp.expand(sp.expand_log(e)).doit())),
    sp.simplify,
    # A real number whose exponential is 1 is 0.
    lambda e: 1 - sp.simplify(sp.exp(e)),
)


def vanishes(expr):
    """Whether some exact rewriting takes an expression to 0."""
    rewritings = _REWRITINGS if manageable(expr) else _REWRITINGS[:1]
    return any(renamed(rewrite(expr)) == 0 for rewrite in rewritings)


def manageable(expr):
    """Whether SymPy can rewrite an expression: it is not too long, even expanded, and its powers are low."""
    numbers = [part for node in expr.atoms(sp.Pow, sp.exp) for part in node.args[-1].atoms(sp.Integer)]
    low = all(abs(number) <= HIGHEST_POWER for number in numbers)
    return low and sp.count_ops(expr) <= _LONGEST and _terms(expr) <= _MOST_TERMS


def _terms(expr):
    """Return about how many terms an expression has when it is expanded."""
    counts = [_terms(part) for part in expr.args]
    if expr.is_Add:
        return sum(counts)
    if expr.is_Mul:
        return math.prod(counts)
    if expr.is_Pow and expr.exp.is_Integer:
        terms = min(counts[0], _MOST_TERMS)
        return math.comb(abs(int(expr.exp)) + terms - 1, terms - 1)
    return max(counts, default=1)


def visible(expr, signs):
    """Whether some form of an expression has only such signs, term by term."""
    if signs_of(expr) <= signs:
        return True
    if not expr.free_symbols or not manageable(expr):
        return False
    if expr.has(sp.Max, sp.Min, sp.Abs):
        forms = (form(expr) for form in (sp.factor, sp.expand))
        return any(signs_of(form) <= signs for form in forms) or _by_branches(expr, signs)
    return any(signs_of(form) <= signs for form in _forms(expr))


def _by_branches(expr, signs):
    """Whether a maximum, minimum or absolute value can be replaced by its branches so that the sign shows.

    A maximum with a positive factor is at least any of its branches; elsewhere each branch has to do.
    """
    if signs <= {-1, 0}:
        expr, signs = -expr, frozenset(-s for s in signs)
    if not signs <= {0, 1}:
        return False
    helpful = None
    bends = [bend for bend in expr.atoms(sp.Max, sp.Min, sp.Abs) if bend.free_symbols <= expr.free_symbols]
    if not bends:  # those under a sum differ from term to term
        return False
    for bend in sorted(bends, key=sp.default_sort_key):
        value = sp.Dummy(bend.func.__name__, real=True)
        factor = sp.expand(expr.xreplace({bend: value})).diff(value)
        upward = {0, 1} if not isinstance(bend, sp.Min) else {-1, 0}
        branches = [bend.args[0], -bend.args[0]] if isinstance(bend, sp.Abs) else bend.args
        replaced = [expr.xreplace({bend: branch}) for branch in branches]
        if value in factor.free_symbols or not visible(factor, upward):
            return all(visible(branch, signs) for branch in replaced)
        helpful = helpful or replaced
    return any(visible(branch, signs) for branch in helpful)


def _forms(expr):
    """Yield equal forms of an expression, in one of which a sign may be visible."""
    yield sp.factor(expr)
    yield sp.expand(expr)
    if expr.has(sp.Sum, sp.Product):
        yield expr.doit()
    simple = sp.simplify(expr)
    yield simple
    yield sp.factor(simple)
    later = {i: 1 + sp.Dummy(i.name, integer=True, nonnegative=True) for i in expr.free_symbols if _counts(i)}
    if later:
        yield sp.expand(expr.xreplace(later))


def _counts(symbol):
    return symbol.is_Symbol and symbol.is_integer and symbol.is_positive


def signs_of(expr):
    """Return the signs that an expression over fresh symbols can have, as far as its terms show them."""
    if not expr.free_symbols:
        return _sign_of_constant(expr)
    if isinstance(expr, sp.Symbol | sp.Indexed | AppliedUndef):
        return _declared_signs(expr)
    if isinstance(expr, sp.exp | sp.cosh):
        return frozenset({1})
    if isinstance(expr, sp.sinh | sp.tanh | sp.sign):
        return signs_of(expr.args[0])
    if isinstance(expr, sp.log):
        return signs_of(sp.factor(expr.args[0] - 1))
    if isinstance(expr, sp.Abs):
        return frozenset(abs(s) for s in signs_of(expr.args[0]))
    if isinstance(expr, sp.Max | sp.Min):
        pick = max if isinstance(expr, sp.Max) else min
        return frozenset(map(pick, itertools.product(*map(signs_of, expr.args))))
    if expr.is_Add:
        return _signs_of_terms(expr)
    if expr.is_Mul:
        return functools.reduce(lambda a, b: frozenset(x * y for x in a for y in b), map(signs_of, expr.args))
    if expr.is_Pow:
        return _signs_of_power(*expr.args)
    if isinstance(expr, sp.Sum | sp.Product):
        return _signs_of_sum(expr)
    if isinstance(expr, sp.KroneckerDelta):
        return frozenset({0, 1})
    if isinstance(expr, sp.Piecewise):
        return frozenset().union(*(signs_of(value) for value, _ in expr.args))
    return _ANY


def _declared_signs(expr):
    for name, signs in (("positive", {1}), ("negative", {-1})):
        if getattr(expr, f"is_{name}"):
            return frozenset(signs)
    for name, signs in (("nonnegative", {0, 1}), ("nonpositive", {-1, 0}), ("nonzero", {-1, 1})):
        if getattr(expr, f"is_{name}"):
            return frozenset(signs)
    return _ANY


def _signs_of_terms(expr):
    constants = [term for term in expr.args if not term.free_symbols]
    signs = [signs_of(term) for term in expr.args if term.free_symbols]
    signs += [_sign_of_constant(sp.Add(*constants))] if constants else []
    for one in (1, -1):
        if all(s <= {0, one} for s in signs):
            return frozenset({one}) if frozenset({one}) in signs else frozenset({0, one})
    return _ANY


def _signs_of_power(base, exponent):
    signs = signs_of(base)
    if signs == {1}:
        return signs
    if exponent.is_Integer:
        return frozenset({s ** (2 - exponent % 2) if s else 0 for s in signs})
    return frozenset({0, 1}) if signs <= {0, 1} else _ANY


def _signs_of_sum(expr):
    signs = signs_of(expr.function)
    if not signs <= {0, 1}:
        return _ANY
    if all(visible(last - first + 1, {1}) for _, first, last in expr.limits):
        return signs
    return signs | {1 if isinstance(expr, sp.Product) else 0}  # without terms it is 1 or 0


def _sign_of_constant(expr):
    """Return the sign of a number, by interval arithmetic with more and more digits."""
    if expr.is_Rational:
        return frozenset({int(sp.sign(expr))})
    before = mpmath.iv.dps
    for digits in _DIGITS:
        if digits > _DIGITS[0] and vanishes(expr):
            return frozenset({0})
        try:
            mpmath.iv.dps = digits
            ball = _enclose(expr)
        finally:
            mpmath.iv.dps = before
        if ball is None:
            return _ANY
        if ball.a > 0 or ball.b < 0:
            return frozenset({1 if ball.a > 0 else -1})
    return _ANY


def _enclose(expr):
    """Return an interval that holds a constant, or None if the constant is of a kind that is not known."""
    iv = mpmath.iv
    if expr.is_Rational:
        return iv.mpf(int(expr.p)) / int(expr.q)
    if expr in (sp.E, sp.pi):
        return iv.e if expr == sp.E else iv.pi
    parts = [_enclose(part) for part in expr.args]
    if any(part is None for part in parts):
        return None
    if expr.is_Add:
        return functools.reduce(lambda a, b: a + b, parts)
    if expr.is_Mul:
        return functools.reduce(lambda a, b: a * b, parts)
    if expr.is_Pow:
        base, exponent = parts
        if expr.exp.is_Integer:
            return None if expr.exp < 0 and 0 in base else base ** int(expr.exp)
        if not base.a > 0:
            return None
        exponent = exponent * iv.log(base)
        return iv.exp(exponent) if abs(exponent) < _HIGHEST_EXPONENT else None
    if isinstance(expr, sp.exp):
        return iv.exp(parts[0]) if abs(parts[0]) < _HIGHEST_EXPONENT else None
    if isinstance(expr, sp.log):
        return iv.log(parts[0]) if parts[0].a > 0 else None
    if isinstance(expr, sp.tanh | sp.sinh | sp.cosh):
        return _enclose(expr.rewrite(sp.exp))
    return abs(parts[0]) if isinstance(expr, sp.Abs) else None
