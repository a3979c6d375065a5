"""What the words know: each kind of expression, real and defined, its operators done. All else is refused."""

from dataclasses import dataclass

import sympy as sp
from sympy.core.function import AppliedUndef

from .claims import Quantity, Unproved, require, unfold
from .indices import bound, renamed
from .signs import HIGHEST_POWER, manageable, visible

_SMOOTH = (sp.exp, sp.log, sp.sinh, sp.cosh, sp.tanh)
HIGHEST_POWER_OF_A_NUMBER = 10_000
#: The most numbers that an index runs over one by one.
LONGEST_RANGE = 1000


@dataclass(frozen=True)
class Point:
    """What stands for each symbol of a claim, somewhere in its domain; and the way back, for messages."""

    values: dict
    names: dict

    def put(self, values, names=()):
        return Point(self.values | values, self.names | dict(names))


def between(a, b, r):
    """Return what runs over (a, b) as the positive r runs over (0, oo)."""
    if (a, b) == (-sp.oo, sp.oo):
        return sp.log(r)
    if b == sp.oo:
        return a + r
    if a == -sp.oo:
        return b - r
    require(visible(b - a, {1}), f"{a} < {b}")
    return (a + b * r) / (1 + r)


def by_exponential(a, b, r):
    """Return what runs over (a, b) in another way: its exponential is algebra in r."""
    if b == sp.oo and a != -sp.oo:
        return a + sp.log(1 + r)
    return b - sp.log(1 + r) if a == -sp.oo and b != sp.oo else between(a, b, r)


def back(a, b, x):
    if b == sp.oo:
        return x - a
    return b - x if a == -sp.oo else (x - a) / (b - x)


def settle(expr, point):
    """Return an expression over what stands for its symbols, with its derivatives and limits taken.

    Raise `Unproved` unless every part of it is known, real and defined there.
    """
    if isinstance(expr, sp.MatrixBase):
        return sp.ImmutableMatrix(expr).applyfunc(lambda entry: settle(entry, point))
    if expr.is_Rational or expr in (sp.E, sp.pi):
        return expr
    for kinds, handle in _KNOWN:
        if isinstance(expr, kinds):
            return handle(expr, point)
    raise Unproved(f"could not show that {named(expr, point)} is real and defined: no word knows its kind")


def _settle_symbol(symbol, point):
    if isinstance(symbol, Quantity) and symbol not in point.values:
        return settle(symbol.definition, point)
    if symbol in point.names or symbol.is_Dummy and symbol not in point.values:
        return symbol  # it stands for another one already
    require(symbol in point.values, f"{symbol} has a domain")
    return point.values[symbol]


def _settle_sum_of_terms(expr, point):
    """Settle a sum of terms; fractions are brought together, so that 1 - r/(1 + r) shows its sign."""
    total = _settle_parts(expr, point)
    fractions = any(node.exp.is_Integer and node.exp < 0 for node in total.atoms(sp.Pow))
    return sp.factor(total) if fractions and total.is_rational_function() and manageable(total) else total


def _settle_parts(expr, point):
    return expr.func(*(settle(part, point) for part in expr.args))


def _settle_power(power, point):
    base, exponent = (settle(part, point) for part in power.args)
    _require_power(base, exponent, point)
    highest = HIGHEST_POWER if base.is_Add else HIGHEST_POWER_OF_A_NUMBER if base.is_number else sp.oo
    require(not exponent.is_Integer or abs(exponent) <= highest, f"the power {exponent} can be worked out")
    return base**exponent


def _require_power(base, exponent, point):
    name = named(base, point)
    if exponent.is_Integer:
        require(exponent >= 0 or visible(base, {-1, 1}), f"the denominator {name} never vanishes")
    elif (
        exponent.is_Rational and exponent > 0 or exponent.is_integer and visible(exponent, {0, 1})
    ):  # 0**0 = 1
        require(visible(base, {0, 1}), f"{name} is never negative, as its power {exponent} needs")
    else:
        require(visible(base, {1}), f"{name} is positive, as its power {exponent} needs")


def _settle_log(logarithm, point):
    argument = settle(logarithm.args[0], point)
    require(visible(argument, {1}), f"{named(argument, point)}, under a logarithm, is positive")
    return sp.log(argument)


def _settle_extremum(expr, point):
    """Drop what is never the largest (smallest) of a maximum (minimum)."""
    kept, sign = [], 1 if isinstance(expr, sp.Max) else -1
    for part in (settle(part, point) for part in expr.args):
        kept = [other for other in kept if not visible(sign * (part - other), {0, 1})]
        if not any(visible(sign * (other - part), {0, 1}) for other in kept):
            kept.append(part)
    return expr.func(*kept)


def _settle_piecewise(expr, point):
    pieces = []
    for value, condition in expr.args:
        holds = _settle_condition(condition, point)
        if holds == sp.false:
            continue
        pieces.append((settle(value, point), holds))
        if holds == sp.true:
            return sp.Piecewise(*pieces)
    raise Unproved(f"could not show that the cases of {named(expr, point)} are complete")


def _settle_condition(condition, point):
    if condition in (sp.true, sp.false):
        return condition
    if isinstance(condition, sp.And | sp.Or | sp.Not):
        return condition.func(*(_settle_condition(part, point) for part in condition.args))
    require(isinstance(condition, tuple(_HOLDS)), f"{condition} is a condition")
    lhs, rhs = (settle(side, point) for side in condition.args)
    signs = _HOLDS[type(condition)]
    if visible(lhs - rhs, signs):
        return sp.true
    return sp.false if visible(lhs - rhs, {-1, 0, 1} - signs) else condition.func(lhs, rhs)


_HOLDS = {sp.Lt: {-1}, sp.Le: {-1, 0}, sp.Gt: {1}, sp.Ge: {0, 1}, sp.Eq: {0}, sp.Ne: {-1, 1}}


def _settle_indexed(entry, point):
    base = entry.base
    indices = tuple(settle(index, point) for index in entry.indices)
    require(all(index.is_integer for index in indices), f"the index of {entry} is an integer")
    if base not in point.values:
        return entry if base.label.is_Dummy else require(False, f"{base} has a domain")
    return point.values[base](indices if len(indices) > 1 else indices[0])


def _settle_sum(expr, point):
    """Settle a sum or a product, whose indices know their ranges and nothing else."""
    limits, inner = [], point
    for index, *ends in reversed(expr.limits):
        require(len(ends) == 2 and not any(end.is_infinite for end in ends), f"{expr} has a finite range")
        a, b = (settle(end, inner) for end in ends)
        require(a.is_integer and b.is_integer, f"{index} runs over integers")
        require(visible(b - a + 1, {0, 1}), f"the range of {index} from {a} to {b} is not reversed")
        require(not (b - a).is_Integer or b - a < LONGEST_RANGE, f"{expr} can be worked out term by term")
        kind = "positive" if visible(a, {1}) else "nonnegative" if visible(a, {0, 1}) else "integer"
        fresh = sp.Dummy(index.name, **{"integer": True, kind: True})
        inner = inner.put({index: fresh}, {fresh: index})
        limits.append((fresh, a, b))
    function = settle(expr.function, inner)
    if isinstance(expr, sp.Product) and not visible(
        function, {-1, 1}
    ):  # SymPy takes 0 for what has no factors
        require(all(visible(b - a + 1, {1}) for _, a, b in limits), f"{expr} has a factor")
    for limit in reversed(limits):
        function = renamed(expr.func(function, limit))
    return function


def _settle_integral(expr, point):
    """Settle an integral of a function without a definition, which by convention exists."""
    generic = expr.function.atoms(AppliedUndef)
    require(generic, f"{expr} is the integral of a function without a definition")
    fresh = {variable: bound(variable.name, "real") for variable, *_ in expr.limits}
    inner = point.put(fresh, {dummy: variable for variable, dummy in fresh.items()})
    limits = [
        (fresh[variable], *(end if end.is_infinite else settle(end, point) for end in ends))
        for variable, *ends in expr.limits
    ]
    rest = expr.function.subs({g: 1 for g in generic})
    require(rest.is_polynomial(*fresh), f"{expr.function} is a polynomial times a function")
    return sp.Integral(settle(expr.function, inner), *limits)


def _settle_delta(expr, point):
    require(len(expr.args) == 2, f"{expr} has two indices and no range")
    indices = [settle(index, point) for index in expr.args]
    require(all(index.is_integer for index in indices), f"the indices of {expr} are integers")
    return sp.KroneckerDelta(*indices)


def _settle_function(expr, point):
    if hasattr(expr.func, "definition"):
        variables, body = expr.func.definition.args
        arguments = [settle(argument, point) for argument in expr.args]
        return settle(body, point.put(dict(zip(variables, arguments, strict=True))))
    require(expr.is_real, f"the function {expr.func} is real")
    return _settle_parts(expr, point)


def _settle_subs(expr, point):
    values = [settle(value, point) for value in expr.point]
    return settle(expr.expr, point.put(dict(zip(expr.variables, values, strict=True))))


def smooth(expr, x):
    """Raise unless all that contains x is algebra, exp, log, hyperbolic, a sum of these, or by convention."""
    varying = x.base.label if isinstance(x, sp.Indexed) else x  # any entry may be the one
    for node in sp.preorder_traversal(expr):
        leaf = isinstance(node, sp.Tuple | sp.Indexed | sp.IndexedBase) or not getattr(node, "args", ())
        if leaf or varying not in node.free_symbols:
            continue
        known = (sp.Add, sp.Mul, sp.Pow, *_SMOOTH, AppliedUndef, sp.Integral, sp.Derivative)
        inside = isinstance(node, sp.Sum | sp.Product) and not any(x in e.free_symbols for e in node.limits)
        require(isinstance(node, known) or inside, f"{node} is smooth in {x}")


def _settle_derivative(expr, point):
    function, counts = unfold(expr.expr, point.values), expr.variable_count
    for x, _ in counts:
        entry = isinstance(x, sp.Indexed)
        require(x.is_Symbol and not x.is_integer or entry and x.is_real, f"{x} is a real variable")
    try:
        for x, _ in counts:
            smooth(function, x)
    except Unproved:
        return _slope_between_kinks(function, counts, point)
    settled = settle(expr.expr, point)
    if isinstance(function, AppliedUndef) and function.args == (
        counts[0][0],
    ):  # a function without a definition
        ((x, order),) = counts
        inner = bound("argument", "real")
        slope = sp.Derivative(function.func(inner), (inner, order))
        return sp.Subs(slope, inner, settled.args[0])
    return settle(function.diff(*counts), point)


def _slope_between_kinks(function, counts, point):
    """Differentiate along an open interval, inside which no kink is left."""
    ((x, order),) = counts
    value, slope = point.values.get(x), settle(function, point)
    along = [dummy for dummy, name in point.names.items() if value.has(dummy) and name.has(x)]
    require(along, f"{function} is smooth in {x}")
    (r,) = along
    require(not r.is_nonnegative or r.is_positive, f"{x} runs over an open range, as a derivative needs")
    require(not r.is_nonpositive or r.is_negative, f"{x} runs over an open range, as a derivative needs")
    others = [point.values[s] for s in function.free_symbols & set(point.values) - {x}]
    require(not any(hasattr(other, "has") and other.has(r) for other in others), f"only {x} varies")
    for _ in range(order):
        smooth(slope, r)
        slope = slope.diff(r) / value.diff(r)
    return settle(sp.simplify(slope), point)


def _settle_limit(expr, point):
    """Take the limit, from one side or both, of what is smooth."""
    inner, x, end, side = expr.args
    r = sp.Dummy(x.name, positive=True)
    if end.is_infinite:
        ways = [(r if end == sp.oo else -r, sp.oo)]
    else:
        end = settle(end, point)
        ways = [(end + r * (1 if s == "+" else -1), 0) for s in str(side).replace("+-", "+-")]
    limits = set()
    for value, goal in ways:
        function = _unchecked(_differentiated(unfold(inner, point.values)), point.put({x: value}, {r: x}))
        smooth(function, r)
        _require_real_near(function, r, goal)
        limits.add(sp.limit(function, r, goal, "+"))
    require(len(limits) == 1, f"{expr} exists")
    (limit,) = limits
    require(limit.is_extended_real and not limit.has(sp.AccumBounds, sp.Limit), f"{expr} exists")
    return limit


def _differentiated(expr):
    """Take the derivatives in an expression, of what is smooth."""

    def slope(node):
        for x, _ in node.variable_count:
            smooth(node.expr, x)
        return node.expr.diff(*node.variable_count)

    return expr.replace(lambda node: isinstance(node, sp.Derivative), slope)


def _require_real_near(function, r, goal):
    """Raise unless roots and logarithms are of what is positive where r is near its goal."""
    require(not function.has(sp.I), f"{function} is real near the limit")
    for node in sp.preorder_traversal(function):
        if isinstance(node, sp.log) or node.is_Pow and not node.exp.is_Integer:
            base = node.args[0]
            near = sp.S.One if visible(base, {1}) else sp.limit(base, r, goal, "+")
            positive = near == sp.oo or not near.is_infinite and visible(near, {1})
            require(positive, f"{base} is positive near the limit")


def _unchecked(expr, point):
    """Put in what stands for the symbols, where an expression need not be defined far from a limit."""
    for node in sp.preorder_traversal(expr):
        known = (sp.Add, sp.Mul, sp.Pow, sp.Symbol, *_SMOOTH)
        require(node.is_Rational or node in (sp.E, sp.pi) or isinstance(node, known), f"{node} is smooth")
    return expr.xreplace({symbol: settle(symbol, point) for symbol in expr.atoms(sp.Symbol)})


_KNOWN = [
    (sp.Symbol, _settle_symbol),
    (sp.Add, _settle_sum_of_terms),
    ((sp.Mul, sp.exp, sp.sinh, sp.cosh, sp.tanh, sp.Abs, sp.sign), _settle_parts),
    (sp.Pow, _settle_power),
    (sp.log, _settle_log),
    ((sp.Max, sp.Min), _settle_extremum),
    (sp.Piecewise, _settle_piecewise),
    (sp.Indexed, _settle_indexed),
    ((sp.Sum, sp.Product), _settle_sum),
    (sp.Integral, _settle_integral),
    (sp.KroneckerDelta, _settle_delta),
    (AppliedUndef, _settle_function),
    (sp.Subs, _settle_subs),
    (sp.Derivative, _settle_derivative),
    (sp.Limit, _settle_limit),
]


def named(expr, point):
    """Return an expression in the symbols of the claim, for a message."""
    return expr.xreplace(point.names)
