"""Bound symbols: one for each name, so that equal sums are equal."""

import functools

import sympy as sp

_BIG = (sp.Sum, sp.Product)


@functools.cache
def bound(name, kind):
    """Return the symbol that stands for a bound one of this name and kind, such as "integer" or "real"."""
    assumptions = {kind: True} if kind == "real" else {"integer": True, kind: True}
    return sp.Dummy(name, **assumptions)


def renamed(expr):
    """Return an expression in which the innermost index of a name is always the same symbol."""
    return expr.replace(lambda part: isinstance(part, _BIG) and len(part.limits) == 1, _renamed)


def _renamed(big):
    ((index, a, b),) = big.limits
    taken = {other for part in big.function.atoms(*_BIG) for other in part.variables}
    kinds = ("positive", "nonnegative", "integer")
    kind = next(kind for kind in kinds if getattr(index, f"is_{kind}"))
    name = index.name.rstrip("'")
    while (fresh := bound(name, kind)) in taken:
        name += "'"
    return big.func(big.function.xreplace({index: fresh}), (fresh, a, b))
