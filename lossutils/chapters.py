"""The losses as expressions that their chapters define, and derivatives by the conventions at kinks."""

import json
from pathlib import Path

from ._extra import needs_extra

with needs_extra():
    import sympy as sp

from .domains import CHANCE
from .proof import define
from .proof.claims import unfold
from .registry import LOSSES


def expressions(book):
    """Return for every loss of one prediction its chapter and the expression that the chapter defines.

    A cell of the chapter says in its metadata what it defines: ``"losses": {"hinge": "phi(y * f)"}`` gives
    the loss by the names of the cell. `sp` and `define` are there; cells without ``losses`` are not run; one
    that only prepares has
    ``"losses": {}``.

    Parameters
    ----------
    book : path
        The folder of the book, which has the chapters in the folders of its parts.

    Returns
    -------
    dict of str to (Path, Expr)
        In the order of `LOSSES`. The symbols have the names of the arguments and parameters of the function.
    """
    found = {}
    for path in sorted(Path(book).glob("*/*.ipynb")):
        names = {"sp": sp, "define": define}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "losses" in cell["metadata"]:
                exec(compile("".join(cell["source"]), str(path), "exec"), names)
                for name, text in cell["metadata"]["losses"].items():
                    own = symbols(name)
                    expression = unfold(sp.sympify(eval(text, own | names)))
                    renamed = {symbol: own[symbol.name] for symbol in expression.free_symbols}
                    found[name] = path, expression.subs(renamed)
    return {name: found[name] for name in LOSSES if name in found}


def symbols(name):
    """Return the symbols of a loss by name: real arguments, but positive parameters and probabilities."""
    loss = LOSSES[name]
    real = {key: sp.Symbol(key, real=True) for key in loss.domain.arguments}
    positive = [key for key, values in loss.domain.arguments.items() if values is CHANCE]
    return real | {key: sp.Symbol(key, positive=True) for key in (*positive, *loss.parameters)}


def derivative(expression, x):
    """Return the derivative of an expression, at kinks by the conventions of the package.

    Where a maximum with 0 begins to cost it is the derivative of the side that pays; where two costs meet,
    at a concave corner, and at a jump it is 0.

    Examples
    --------
    >>> f = sp.Symbol("f", real=True)
    >>> derivative(sp.Max(0, 1 - f), f)
    Piecewise((-1, f <= 1), (0, True))
    """
    bends = {bend: sp.Dummy(real=True) for bend in _outermost(expression)}
    if not bends:
        slope = sp.diff(expression, x)
        return min(slope, sp.simplify(slope), key=sp.count_ops)
    smooth = expression.subs(bends)
    chain = sum(sp.diff(smooth, inner) * _of_bend(bend, x) for bend, inner in bends.items())
    return (sp.diff(smooth, x) + chain).subs({inner: bend for bend, inner in bends.items()})


def _outermost(expression):
    if isinstance(expression, sp.Abs | sp.Max | sp.Min | sp.Piecewise):
        return [expression]
    return list(dict.fromkeys(bend for part in expression.args for bend in _outermost(part)))


def _of_bend(bend, x):
    if isinstance(bend, sp.Piecewise):
        return sp.Piecewise(*((derivative(branch, x), condition) for branch, condition in bend.args))
    if isinstance(bend, sp.Abs):
        return sp.sign(bend.args[0]) * derivative(bend.args[0], x)
    first, second = bend.args
    if isinstance(bend, sp.Max) and first == 0:
        return sp.Piecewise((derivative(second, x), second >= 0), (0, True))
    apart = sp.simplify(second - first if isinstance(bend, sp.Max) else first - second)
    return sp.Piecewise((derivative(first, x), apart < 0), (derivative(second, x), apart > 0), (0, True))
