"""The kinks that the registry gives as formulas, as numbers."""

import functools

import sympy as sp


@functools.cache
def _formulas(loss):
    symbols = {name: sp.Symbol(name) for name in ("y", *loss.parameters)}
    kinks = [sp.sympify(kink, locals=symbols) for kink in loss.kinks]
    return [sp.lambdify(list(symbols.values()), kink, "numpy") for kink in kinks]


def kinks(loss, y):
    """Return the kinks for the labels y, an array or a number, at the example parameters."""
    return [0 * y + formula(y, *loss.parameters.values()) for formula in _formulas(loss)]
