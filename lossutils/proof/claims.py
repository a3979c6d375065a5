"""What a chapter claims, the names that it defines, and the verdict."""

import inspect
import itertools
from dataclasses import dataclass

import sympy as sp
from sympy.core.function import AppliedUndef

from .. import notation


class Unproved(Exception):
    """What a verdict word raises, with the part of the claim that it could not show."""


def require(verdict, what):
    if not verdict:
        raise Unproved(f"could not show that {what}")
    return True


class WrongArgument(TypeError):
    """A mistake in a call, as opposed to something that could not be shown."""


@dataclass(frozen=True)
class Claim:
    """A statement as a chapter made it.

    Attributes
    ----------
    kind : str
        "identical", "positive", "nonnegative" or "minimiser".
    sides : tuple of Expr or Matrix
        The sides of a chain of equalities; of an inequality, the larger first; the minimiser and the risk.
    domain : dict of Symbol to Set
        The values for which it holds, of every symbol in it.
    variable : Symbol or None
        The variable of a minimiser.
    reasons : tuple of str
        Why each step of a chain holds.
    written : type or None
        The relation of an inequality as the chapter wrote it, such as `Le`.
    """

    kind: str
    sides: tuple
    domain: dict
    variable: sp.Symbol | None = None
    reasons: tuple = ()
    written: type | None = None

    @property
    def says_something(self):
        """Whether the sides differ as they are written, and a sign is not one of a plain number."""
        if self.kind == "identical":
            return all(a != b for a, b in itertools.pairwise(self.sides))
        if self.kind == "minimiser":
            return True
        return any(side.free_symbols or side.atoms(AppliedUndef, Quantity) for side in self.sides)


class Verdict:
    """What has been shown; as text, and as Markdown that Jupyter and the book typeset.

    Verdicts are joined with ``&``, and count as True.
    """

    def __init__(self, claims):
        self.claims = tuple(claims)

    def __and__(self, other):
        return Verdict((*self.claims, *other.claims))

    def __bool__(self):
        return True

    def __eq__(self, other):
        return other is True or self is other

    def __hash__(self):
        return hash(True)

    def __repr__(self):
        return notation.verdict_as_text(self.claims)

    def _repr_markdown_(self):
        return notation.verdict_as_markdown(self.claims)


class Quantity(sp.Symbol):
    """A symbol that stands for an expression and prints by its name."""

    __slots__ = ("definition",)

    def __new__(cls, name, definition):
        quantity = sp.Symbol.__xnew__(cls, name, real=True)
        quantity.definition = definition
        return quantity

    def _hashable_content(self):
        return (*super()._hashable_content(), self.definition)

    def __getnewargs_ex__(self):
        return (self.name, self.definition), {}

    @property
    def free_symbols(self):
        """The symbol, and those of its definition."""
        return {self} | self.definition.free_symbols

    def _eval_derivative(self, symbol):
        return sp.S.One if symbol == self else self.definition.diff(symbol)


def define(name, body):
    """Return a function or a quantity that prints by its name; the words unfold it.

    Parameters
    ----------
    name : str
        The name, as of a symbol.
    body : callable, Lambda or Expr
        The function, of one symbol or more; or the expression that the quantity stands for.

    Returns
    -------
    function class or Symbol
        It has the attribute ``definition``.

    Examples
    --------
    >>> m = sp.Symbol("m", real=True)
    >>> h = define("h", lambda m: sp.Max(0, 1 - m))
    >>> h(m)
    h(m)
    >>> h.definition(3)
    0
    """
    if isinstance(body, sp.Lambda):
        return sp.Function(name, real=True, definition=body)
    if not callable(body) or isinstance(body, sp.Basic):
        return Quantity(name, sp.sympify(body))
    symbols = [sp.Dummy(parameter, real=True) for parameter in inspect.signature(body).parameters]
    definition = sp.Lambda(tuple(symbols), sp.sympify(body(*symbols)))
    return sp.Function(name, real=True, definition=definition)


def unfold(expr, kept=()):
    """Put definitions in the place of names, except for the quantities that are kept."""

    def named(node):
        return isinstance(node, AppliedUndef) and hasattr(node.func, "definition")

    while True:
        names = {quantity: quantity.definition for quantity in expr.atoms(Quantity) - set(kept)}
        before, expr = expr, expr.xreplace(names) if names else expr
        expr = expr.replace(named, lambda node: node.func.definition(*node.args))
        if expr == before:
            return expr
