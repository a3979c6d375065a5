"""The values for which a claim is made, and symbols that know nothing but that they run over them."""

import sympy as sp
from sympy.core.function import AppliedUndef

from .claims import Quantity, Unproved, WrongArgument, require
from .known import LONGEST_RANGE, Point, back, between, settle
from .signs import visible

#: What a symbol may be declared to be, "real" aside, and the set that it then runs over.
_DECLARED = {
    frozenset(): sp.S.Reals,
    frozenset({"positive"}): sp.Interval.open(0, sp.oo),
    frozenset({"negative"}): sp.Interval.open(-sp.oo, 0),
    frozenset({"nonnegative"}): sp.Interval(0, sp.oo),
    frozenset({"nonpositive"}): sp.Interval(-sp.oo, 0),
    frozenset({"nonzero"}): sp.Union(sp.Interval.open(-sp.oo, 0), sp.Interval.open(0, sp.oo)),
    frozenset({"integer"}): sp.S.Integers,
    frozenset({"integer", "positive"}): sp.S.Naturals,
    frozenset({"integer", "nonnegative"}): sp.S.Naturals0,
}
_INTEGERS = (sp.S.Naturals, sp.S.Naturals0, sp.S.Integers)
_OPEN = (sp.S.Reals, sp.Interval.open(0, sp.oo), sp.Interval.open(-sp.oo, 0))


def _assumed(symbol):
    """Return the set that a symbol, or the entries of an indexed one, were declared to be in."""
    head = symbol.label if isinstance(symbol, sp.IndexedBase) else symbol
    declared = {name: value for name, value in head._assumptions_orig.items() if name != "commutative"}
    domain = _DECLARED.get(frozenset(declared) - {"real"}) if declared and all(declared.values()) else None
    if domain is None:
        words = ", ".join(f"{name}={value}" for name, value in sorted(declared.items())) or "nothing"
        raise Unproved(f"could not show that {symbol} is real, as its declaration says {words}")
    return domain


def as_set(symbol, given, assumed):
    """Return the set that a tuple (open), a list (closed) or a number (a point) stands for."""
    if not isinstance(given, tuple | list):
        return sp.FiniteSet(sp.sympify(given))
    if len(given) != 2:
        raise WrongArgument(f"the domain of {symbol} is {given}; expected a pair of ends, or a point")
    a, b = _ends(given)
    whole = assumed in _INTEGERS
    if whole and isinstance(given, tuple):
        raise WrongArgument(f"the domain of the integer {symbol} is {given}; expected a list, as [1, oo]")
    if whole:
        return sp.Range(a, b + 1 if b != sp.oo else b)
    domain = sp.Interval.open(a, b) if isinstance(given, tuple) else sp.Interval(a, b)
    if not isinstance(domain, sp.Interval):
        raise Unproved(f"could not show that the interval {given} of {symbol} is not empty")
    return domain


def domain_of(expressions, where, named, over=None):
    """Return the set of every symbol of a claim: as given, as the word has it, or as declared."""
    over, given = over or {}, dict(where or {})
    everywhere = set().union(over, *(_mentioned(expr) for expr in expressions))
    for name, value in named.items():
        name = {"lam": "lambda"}.get(name, name)
        matches = [s for s in everywhere if str(getattr(s, "label", s)) == name]
        if len(matches) != 1:
            raise WrongArgument(
                f"a domain is given for {name}, a name of {len(matches)} symbols of the claim"
            )
        given[matches[0]] = value
    ends = [end for value in given.values() for end in _ends(value)]
    ends += [end for interval in over.values() for end in (interval.inf, interval.sup)]
    symbols = set().union(over, *(_mentioned(expr, given) for expr in (*expressions, *ends)))
    unused = sorted(str(symbol) for symbol in given if symbol not in symbols)
    if unused:
        raise WrongArgument(f"a domain is given for {', '.join(unused)}; the claim contains no such symbol")
    domain = {}
    for symbol in sorted(symbols, key=lambda s: (str(s), sp.default_sort_key(s))):
        declared = over.get(symbol) or _quantity_or_declared(symbol)
        domain[symbol] = as_set(symbol, given[symbol], declared) if symbol in given else declared
    return domain


def _mentioned(expr, kept=None):
    """Return the free symbols of an expression and of what its names stand for, but of those that are kept.

    Without `kept`, all names are among them.
    """
    hidden = {quantity: sp.Dummy() for quantity in expr.atoms(Quantity)}
    plain = expr.xreplace(hidden)
    bases = plain.atoms(sp.IndexedBase)
    found = {s for s in plain.free_symbols if isinstance(s, sp.Symbol)} - {base.label for base in bases}
    found = (found - set(hidden.values())) | bases
    definitions = [g.func.definition for g in expr.atoms(AppliedUndef) if hasattr(g.func, "definition")]
    for quantity in hidden:
        if kept is None or quantity in kept:
            found.add(quantity)
        if kept is None or quantity not in kept:
            definitions.append(quantity.definition)
    return found.union(*(_mentioned(definition, kept) for definition in definitions))


def _ends(given):
    return [sp.sympify(end) for end in (given if isinstance(given, tuple | list) else [given])]


def _quantity_or_declared(symbol):
    return sp.S.Reals if isinstance(symbol, Quantity) else _assumed(symbol)


_FRESH = {domain: dict.fromkeys({*names, "real"}, True) for names, domain in _DECLARED.items()}


def points(domain, along=between):
    """Yield a `Point` for the inside of the domain, and for every combination of its closed ends.

    A symbol runs over an interval as `along` has it, `between` or `by_exponential`.
    """
    order = []
    while len(order) < len(domain):
        ready = [s for s in domain if s not in order and _needed(domain, s) <= set(order)]
        require(ready, "the ends of the domains do not depend on each other in a circle")
        order.append(ready[0])

    def extend(symbols, point):
        if not symbols:
            yield point
            return
        symbol, *rest = symbols
        for more in [point] if symbol in point.values else _run(symbol, domain[symbol], point, along):
            require(declared_to_hold(symbol, more), f"{symbol} was declared to be in {domain[symbol]}")
            yield from extend(rest, more)

    yield from extend(order, Point({}, {}))


def _needed(domain, symbol):
    """Return the symbols that come first: those of its ends, and an index that goes up to it."""
    ends = domain[symbol]
    top = {last_of(ends)} if isinstance(ends, sp.Range) else set()
    indices = {s for s, e in domain.items() if isinstance(e, sp.Range) and last_of(e) == symbol}
    return ((ends.free_symbols - top - {symbol}) | indices) & set(domain)


def last_of(integers):
    """Return the last of a range of integers, also where nobody can tell whether there is one."""
    return integers.stop if integers.stop == sp.oo else integers.stop - 1


def declared_to_hold(symbol, point):
    """Whether what stands for a symbol is inside what the symbol was declared to be."""
    value, declared = point.values[symbol], _quantity_or_declared(symbol)
    if declared == sp.S.Reals:
        return True
    if isinstance(symbol, sp.IndexedBase):
        value = value(sp.Dummy("i", integer=True))
    if declared in _INTEGERS and not value.is_integer:
        return False
    return visible(value, {s for s in (-1, 0, 1) if s in declared or declared == sp.S.Integers})


def _run(symbol, ends, point, along):
    """Yield the points at which a symbol runs over a set, inside and at each closed end."""
    if isinstance(symbol, sp.IndexedBase):
        yield point.put({symbol: _entries(symbol, ends, point)})
    elif isinstance(ends, sp.FiniteSet):
        yield point.put({symbol: settled_end(ends.args[0], point)})
    elif isinstance(ends, sp.Range):
        yield from _run_integers(symbol, ends, point)
    elif ends in _FRESH and (along is between or ends not in _OPEN):
        fresh = sp.Dummy(symbol.name, **_FRESH[ends])
        yield point.put({symbol: fresh}, {fresh: symbol})
    else:
        a, b = (settled_end(end, point) for end in (ends.inf, ends.sup))
        fresh = sp.Dummy(symbol.name, positive=True)
        yield point.put({symbol: along(a, b, fresh)}, {fresh: back(ends.inf, ends.sup, symbol)})
        if not ends.left_open:
            yield point.put({symbol: a})
        if not ends.right_open:
            yield point.put({symbol: b})


def settled_end(end, point):
    return end if end.is_infinite else settle(end, point)


def _run_integers(symbol, ends, point):
    first, last = ends.start, last_of(ends)
    if first.is_Integer and last.is_Integer:
        require(first <= last, f"the range of {symbol} from {first} to {last} is not empty")
        require(last - first < LONGEST_RANGE, f"{symbol} can run over {ends} one by one")
        yield from (point.put({symbol: sp.Integer(i)}) for i in range(first, last + 1))
        return
    first = settled_end(first, point)
    step = sp.Dummy(symbol.name, integer=True, nonnegative=True)
    value = {symbol: first + step}
    names = {step: symbol - ends.start}
    if last != sp.oo:  # what it goes up to is then the index and something more
        free = last.is_Symbol and last.is_integer and last not in point.values
        require(free, f"{symbol} can go up to {last}")
        more = sp.Dummy(last.name, integer=True, nonnegative=True)
        value[last], names[more] = first + step + more, last - symbol
    yield point.put(value, names)


def _entries(base, ends, point):
    """Return the function that gives an entry of an indexed symbol from its indices."""
    if ends in _FRESH:
        fresh = sp.IndexedBase(sp.Dummy(base.label.name, **_FRESH[ends]))
        return lambda indices: fresh[indices]
    require(isinstance(ends, sp.Interval) and ends.left_open and ends.right_open, f"{base} has an open range")
    a, b = (settled_end(end, point) for end in (ends.inf, ends.sup))
    fresh = sp.IndexedBase(sp.Dummy(base.label.name, positive=True))
    return lambda indices: between(a, b, fresh[indices])
