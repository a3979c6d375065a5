"""Claims as trees of our own: what SymPy wrote down is read, and nothing of it is computed by SymPy.

A tree is a tuple (operation, argument, ...). Derivatives and substitutions are carried out here, by the rules
of a first course; sums, products, integrals and limits stay what they are.
"""

from itertools import count

import sympy as sp
from flint import fmpq

NUMBER, SYMBOL, BOUND = "number", "symbol", "bound"
_fresh = count()


class Outside(Exception):
    """A claim, or a part of one, that the witness does not read."""


def number(value, below=1):
    return (NUMBER, fmpq(value, below))


ZERO, ONE, HALF, TRUE, FALSE = number(0), number(1), number(1, 2), ("true",), ("false",)


def add(*terms):
    terms = [term for term in terms if term != ZERO]
    return ("add", *terms) if len(terms) > 1 else terms[0] if terms else ZERO


def mul(*factors):
    factors = [factor for factor in factors if factor != ONE]
    if ZERO in factors and all(factor[0] in (NUMBER, SYMBOL, BOUND) for factor in factors):
        return ZERO
    return ("mul", *factors) if len(factors) > 1 else factors[0] if factors else ONE


def neg(term):
    return mul(number(-1), term)


def sub(left, right):
    return add(left, neg(right))


def power(base, exponent):
    return base if exponent == ONE else ("pow", base, exponent)


def div(numerator, denominator):
    return mul(numerator, power(denominator, number(-1)))


# --- reading --------------------------------------------------------------------------------------

_RELATIONS = {sp.Lt: "lt", sp.Le: "le", sp.Gt: "gt", sp.Ge: "ge", sp.Eq: "eq", sp.Ne: "ne"}
_LOGIC = {sp.And: "and", sp.Or: "or", sp.Not: "not"}
_FUNCTIONS = {
    sp.exp: "exp", sp.log: "log", sp.Abs: "abs", sp.sign: "sign", sp.Max: "max", sp.Min: "min",
    sp.sin: "sin", sp.cos: "cos", sp.tan: "tan", sp.cot: "cot", sp.asin: "asin", sp.acos: "acos",
    sp.atan: "atan", sp.sinh: "sinh", sp.cosh: "cosh", sp.tanh: "tanh", sp.asinh: "asinh", sp.acosh: "acosh",
    sp.atanh: "atanh", sp.gamma: "gamma", sp.factorial: "factorial", sp.binomial: "binomial",
    sp.floor: "floor",
    sp.ceiling: "ceiling", sp.erf: "erf", sp.KroneckerDelta: "delta", sp.Heaviside: "heaviside",
}  # fmt: skip


class Reader:
    """Reads expressions; definitions are unfolded, except those of what is named in `held`."""

    def __init__(self, held=()):
        self.held = set(held)
        self.differentiated = []  # where these are undefined, so are their derivatives, even of a constant

    def read(self, expr, bound=None):
        """Return the tree of an expression in which the symbols `bound` stand for their trees."""
        bound = bound or {}
        if expr in bound:
            return bound[expr]
        if isinstance(expr, sp.Rational):
            return (NUMBER, fmpq(int(expr.p), int(expr.q)))
        if isinstance(expr, sp.Symbol):
            if expr in self.held or not hasattr(expr, "definition"):
                return (SYMBOL, expr)
            return self.read(expr.definition, bound)
        if isinstance(expr, sp.Heaviside) and expr.args[1] != sp.Rational(1, 2):
            raise Outside("a step that is not 1/2 at 0")
        for kind, operation in (*_FUNCTIONS.items(), *_RELATIONS.items(), *_LOGIC.items()):
            if isinstance(expr, kind):
                arguments = expr.args[: {"delta": 2, "heaviside": 1}.get(operation)]
                return (operation, *(self.read(argument, bound) for argument in arguments))
        if isinstance(expr, sp.Pow):
            base, exponent = (self.read(part, bound) for part in expr.args)
            return ("exp", exponent) if base == ("exp", ONE) else power(base, exponent)
        return getattr(self, f"_{type(expr).__name__}", self._other)(expr, bound)

    def _Add(self, expr, bound):
        return ("add", *(self.read(term, bound) for term in expr.args))

    def _Mul(self, expr, bound):
        return ("mul", *(self.read(factor, bound) for factor in expr.args))

    def _Exp1(self, expr, bound):
        return ("exp", ONE)

    def _Pi(self, expr, bound):
        return ("pi",)

    def _Infinity(self, expr, bound):
        return ("oo",)

    def _NegativeInfinity(self, expr, bound):
        return ("-oo",)

    def _BooleanTrue(self, expr, bound):
        return TRUE

    def _BooleanFalse(self, expr, bound):
        return FALSE

    def _NaN(self, expr, bound):
        return ("undefined",)

    _ComplexInfinity = _NaN

    def _Indexed(self, expr, bound):
        return ("entry", expr.base, *(self.read(index, bound) for index in expr.indices))

    def _Piecewise(self, expr, bound):
        return (
            "piecewise",
            *((self.read(value, bound), self.read(where, bound)) for value, where in expr.args),
        )

    def _over(self, operation, expr, bound):
        tree, inner = None, dict(bound)
        limits = []
        for limit in reversed(expr.limits):  # the last one is the outermost
            if len(limit) != 3:
                raise Outside(f"{operation} without both ends")
            variable, first, last = limit
            ends = self.read(first, inner), self.read(last, inner)
            inner[variable] = (BOUND, next(_fresh))
            limits.append((inner[variable], *ends))
        tree = self.read(expr.function, inner)
        for limit in reversed(limits):
            tree = (operation, tree, *limit)
        return tree

    def _Sum(self, expr, bound):
        return self._over("sum", expr, bound)

    def _Product(self, expr, bound):
        return self._over("product", expr, bound)

    def _Integral(self, expr, bound):
        return self._over("integral", expr, bound)

    def _Derivative(self, expr, bound):
        tree = self.read(expr.expr, bound)
        self.differentiated.append(tree)
        for variable, times in expr.variable_count:
            if not isinstance(times, sp.Integer):
                raise Outside("a derivative of an unknown order")
            for _ in range(int(times)):
                tree = derivative(tree, self.read(variable, bound))
        return tree

    def _Limit(self, expr, bound):
        function, variable, to, side = expr.args
        here = (BOUND, next(_fresh))
        return (
            "limit",
            self.read(function, {**bound, variable: here}),
            here,
            self.read(to, bound),
            str(side),
        )

    def _Subs(self, expr, bound):
        inner = {variable: (BOUND, next(_fresh)) for variable in expr.variables}
        tree = self.read(expr.expr, {**bound, **inner})
        return replace(
            tree, {inner[v]: self.read(p, bound) for v, p in zip(expr.variables, expr.point, strict=True)}
        )

    def _other(self, expr, bound):
        if isinstance(expr, sp.core.function.AppliedUndef) or hasattr(expr.func, "definition"):
            arguments = [self.read(argument, bound) for argument in expr.args]
            definition = getattr(expr.func, "definition", None)
            if definition is None:
                orders = (0,) * len(arguments)
                return ("call", (str(expr.func), bool(expr.is_positive)), orders, *arguments)
            inner = {variable: (BOUND, next(_fresh)) for variable in definition.variables}
            tree = self.read(definition.expr, {**bound, **inner})
            return replace(tree, dict(zip(inner.values(), arguments, strict=True)))
        raise Outside(f"{type(expr).__name__}: {expr}")


# --- walking --------------------------------------------------------------------------------------


def children(tree):
    """Return the trees in a tree, one level down."""
    if tree[0] in (NUMBER, SYMBOL, BOUND):
        return []
    if tree[0] == "piecewise":
        return [part for piece in tree[1:] for part in piece]
    return [part for part in tree[1:] if isinstance(part, tuple) and part and part[0] in OPERATIONS]


OPERATIONS = {
    NUMBER, SYMBOL, BOUND, "add", "mul", "pow", "pi", "oo", "-oo", "true", "false", "undefined",
    "entry", "piecewise", "sum", "product", "integral", "limit", "call", *_FUNCTIONS.values(),
    *_RELATIONS.values(), *_LOGIC.values(),
}  # fmt: skip


def nodes(tree):
    """Yield a tree and all trees in it."""
    yield tree
    for part in children(tree):
        yield from nodes(part)


def contains(tree, part):
    return any(node == part for node in nodes(tree))


def rebuilt(tree, change):
    """Return the tree with `change` applied to the trees one level down."""
    if tree[0] in (NUMBER, SYMBOL, BOUND):
        return tree
    if tree[0] == "piecewise":
        return ("piecewise", *((change(value), change(where)) for value, where in tree[1:]))
    return (
        tree[0],
        *(change(p) if isinstance(p, tuple) and p and p[0] in OPERATIONS else p for p in tree[1:]),
    )


def replace(tree, new):
    """Return the tree in which every tree that is a key of `new` is what it stands for."""
    if tree in new:
        return new[tree]
    return rebuilt(tree, lambda part: replace(part, new))


# --- derivatives ----------------------------------------------------------------------------------


def _negated(where):
    turned = {
        "lt": "ge",
        "ge": "lt",
        "gt": "le",
        "le": "gt",
        "eq": "ne",
        "ne": "eq",
        "true": "false",
        "false": "true",
    }
    if where[0] in turned:
        return (turned[where[0]], *where[1:])
    if where[0] == "not":
        return where[1]
    return ({"and": "or", "or": "and"}[where[0]], *map(_negated, where[1:]))


def _inside(where):
    """Return where a condition holds in a neighbourhood, at points where its sides are continuous."""
    if where[0] == "not":
        return _inside(_negated(where[1]))
    if where[0] in ("and", "or"):
        return (where[0], *map(_inside, where[1:]))
    return ({"le": "lt", "ge": "gt", "eq": "false"}.get(where[0], where[0]), *where[1:])


def _branches(tree):
    """Return (value, condition) pairs of a function with kinks, the conditions open."""
    operation, *parts = tree
    if operation == "piecewise":
        before, found = [], []
        for value, where in parts:
            found.append((value, _inside(("and", where, *map(_negated, before)))))
            before.append(where)
        return found
    if operation == "abs":
        (u,) = parts
        return [(u, ("gt", u, ZERO)), (neg(u), ("lt", u, ZERO))]
    if operation in ("sign", "heaviside"):
        low = number(-1) if operation == "sign" else ZERO
        return [(ONE, ("gt", parts[0], ZERO)), (low, ("lt", parts[0], ZERO))]
    relation = "gt" if operation == "max" else "lt"
    return [
        (u, ("and", *((relation, u, v) for j, v in enumerate(parts) if j != i))) for i, u in enumerate(parts)
    ]


def derivative(tree, x):
    """Return the derivative by a symbol or an entry; where there is none, the result is undefined."""
    operation, *parts = tree
    if tree == x:
        return ONE
    if operation == "entry":
        if x[0] != "entry" or x[1] != tree[1]:
            return ZERO
        return mul(*(("delta", i, j) for i, j in zip(tree[2:], x[2:], strict=True)))
    if operation in (NUMBER, SYMBOL, BOUND, "pi", "undefined"):
        return tree if operation == "undefined" else ZERO
    if not any(node == x or (x[0] == "entry" and node[:2] == x[:2]) for node in nodes(tree)):
        return ZERO  # of a constant, where it is defined: `defined` keeps an eye on it
    if operation == "add":
        return add(*(derivative(term, x) for term in parts))
    if operation == "mul":
        each = [(i, derivative(factor, x)) for i, factor in enumerate(parts)]
        return add(*(mul(slope, *parts[:i], *parts[i + 1 :]) for i, slope in each if slope != ZERO))
    if operation == "pow":
        base, exponent = parts
        if exponent[0] == NUMBER:
            return mul(exponent, power(base, (NUMBER, exponent[1] - 1)), derivative(base, x))
        return mul(tree, derivative(mul(exponent, ("log", base)), x))
    if operation in ("piecewise", "abs", "sign", "heaviside", "max", "min"):
        return ("piecewise", *((derivative(value, x), where) for value, where in _branches(tree)))
    if operation == "sum":
        return ("sum", derivative(parts[0], x), *parts[1:])
    if operation == "product":
        body, k, first, last = parts
        return mul(tree, ("sum", div(derivative(body, x), body), k, first, last))
    if operation == "integral":
        body, k, first, last = parts
        ends = [
            mul(sign, replace(body, {k: end}), derivative(end, x))
            for sign, end in ((ONE, last), (number(-1), first))
            if end[0] not in ("oo", "-oo") and contains(end, x)
        ]
        inner = derivative(body, x)
        return add(*ends, *([] if inner == ZERO else [("integral", inner, k, first, last)]))
    if operation == "call":
        name, orders, *arguments = parts
        raised = [tuple(o + (i == j) for j, o in enumerate(orders)) for i in range(len(orders))]
        return add(
            *(
                mul(("call", name, r, *arguments), derivative(a, x))
                for r, a in zip(raised, arguments, strict=True)
            )
        )
    u = parts[0]
    slopes = {
        "exp": lambda: tree,
        "log": lambda: power(u, number(-1)),
        "sin": lambda: ("cos", u),
        "cos": lambda: neg(("sin", u)),
        "tan": lambda: add(ONE, power(tree, number(2))),
        "sinh": lambda: ("cosh", u),
        "cosh": lambda: ("sinh", u),
        "tanh": lambda: sub(ONE, power(tree, number(2))),
        "atan": lambda: power(add(ONE, power(u, number(2))), number(-1)),
    }
    if operation not in slopes:
        raise Outside(f"the derivative of {operation}")
    return mul(slopes[operation](), derivative(u, x))
