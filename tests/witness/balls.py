"""Attack by balls: both sides of a claim at many points of its domain, each as a number with a proved error.

Values are rational numbers as long as that is possible, and Arb balls from there on. Two balls that do not
overlap refute an equality. Nothing here is ever a confirmation, except of an inequality of constants.
"""

import random
from dataclasses import dataclass

import sympy as sp
from flint import acb, arb, ctx, fmpq, fmpz

from tests.witness import terms
from tests.witness.terms import BOUND, NUMBER, ONE, SYMBOL, Outside, add, mul, neg, number, power

POINTS = 200
BITS = 40  # a ball counts if its radius is below 2^-40 of its value
PRECISIONS = (128, 512, 2048)
LONGEST = 1000  # terms of a sum
EVALUATIONS = 20_000  # of an integrand
SIZES = (1, 2, 3, 7)  # of samples, numbers of classes
FAR = 24  # generic functions under an integral to infinity fall as exp(-x^2)


class Undefined(Exception):
    """An expression that has no real value at a point."""


class Unsettled(Exception):
    """Nothing can be said at this precision."""


# --- values ---------------------------------------------------------------------------------------


def _exact(value):
    return isinstance(value, fmpq)


def ball(value):
    return arb(value) if _exact(value) else value


def _sign(value):
    """Return the sign of a value; raise if its ball does not show it."""
    if _exact(value):
        return (value > 0) - (value < 0)
    if isinstance(value, acb):
        raise Unsettled
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero():
        return 0
    raise Unsettled


def _integer(value):
    if _exact(value) and value.q == 1:
        return int(value.p)
    if _exact(value):
        raise Undefined(f"{value} is no whole number")
    raise Unsettled


def _inverse(value):
    if isinstance(value, acb):
        return 1 / value
    if _sign(value) == 0:
        raise Undefined("division by 0")
    return 1 / value


def _pow(base, exponent):
    if _exact(exponent) and exponent.q == 1 and abs(exponent.p) < 10**6:
        n = int(exponent.p)
        if n < 0:
            return _inverse(_pow(base, -exponent))
        return base**n
    if isinstance(base, acb) or isinstance(exponent, acb):
        return (acb(ball(exponent)) * acb(ball(base)).log()).exp()
    sign = _sign(base)
    if sign < 0:
        raise Undefined("a power of a negative number")
    if sign == 0:
        if _sign(exponent) <= 0:
            raise Undefined("a power of 0")
        return fmpq(0)
    if _exact(exponent):
        return ball(base) ** arb(exponent) if exponent != fmpq(1, 2) else ball(base).sqrt()
    return (exponent * ball(base).log()).exp()


def _log(value):
    if isinstance(value, acb):
        return value.log()
    if _sign(value) <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    return fmpq(0) if _exact(value) and value == 1 else ball(value).log()


def _exp(value):
    if _exact(value) and value == 0:
        return fmpq(1)
    if not isinstance(value, acb) and ball(value).abs_lower() > 2**60:
        raise Unsettled  # beyond what is worth a ball
    return (value if isinstance(value, acb) else ball(value)).exp()


def _inside(value, low, high):
    if not isinstance(value, acb) and (_sign(value - low) < 0 or _sign(high - value) < 0):
        raise Undefined(f"an argument outside [{low}, {high}]")


def _factorial(n):
    if _integer(n) < 0:
        raise Undefined("the factorial of a negative number")
    if n.p > 1000:
        raise Unsettled
    return fmpq(fmpz.fac_ui(int(n.p)))


def _binomial(n, k):
    n, k = _integer(n), _integer(k)
    if n < 0:
        raise Unsettled
    return fmpq(fmpz.bin_uiui(n, k)) if k >= 0 else fmpq(0)


def _gamma(value):
    if _exact(value) and value.q == 1 and value <= 0:
        raise Undefined("a pole of gamma")
    return ball(value).gamma()


def _tan(value):
    if _exact(value) and value == 0:
        return value
    return ball(value).sin() / ball(value).cos()


def _largest(values):
    best = values[0]
    for value in values[1:]:
        if _exact(best) and _exact(value):
            best = max(best, value)
        else:
            best = ball(best).max(ball(value))
    return best


def _plain(name):
    return lambda value: getattr(ball(value), name)()


def _acosh(value):
    _inside(value, 1, value + 1)
    return ball(value).acosh()


def _ranged(name):
    def function(value):
        _inside(value, -1, 1)
        return getattr(ball(value), name)()

    return function


_FUNCTIONS = {
    "exp": _exp, "log": _log, "abs": abs, "sign": lambda v: fmpq(_sign(v)),
    "heaviside": lambda v: fmpq(_sign(v) + 1, 2),
    "max": lambda *v: _largest(v), "min": lambda *v: -_largest([-value for value in v]),
    "sin": _plain("sin"), "cos": _plain("cos"), "tan": _tan,
    "cot": lambda v: 1 / _tan(v) if _sign(v) else _inverse(v),
    "asin": _ranged("asin"), "acos": _ranged("acos"), "atan": _plain("atan"), "sinh": _plain("sinh"),
    "cosh": _plain("cosh"), "tanh": _plain("tanh"), "asinh": _plain("asinh"), "acosh": _acosh,
    "atanh": _ranged("atanh"), "gamma": _gamma, "factorial": _factorial, "binomial": _binomial,
    "erf": _plain("erf"), "delta": lambda i, j: fmpq(int(_sign(i - j) == 0)),
}  # fmt: skip


def _unsettled():
    raise Unsettled


def _floor(value, up):
    if _exact(value):
        return fmpq(value.ceil() if up else value.floor())
    whole = (value.ceil() if up else value.floor()).unique_fmpz()
    return fmpq(whole) if whole is not None else _unsettled()


_FUNCTIONS |= {"floor": lambda v: _floor(v, False), "ceiling": lambda v: _floor(v, True)}


def holds(where, at):
    """Whether a condition holds at a point."""
    operation, *parts = where
    if operation in ("true", "false"):
        return operation == "true"
    if operation == "not":
        return not holds(parts[0], at)
    if operation in ("and", "or"):
        return (all if operation == "and" else any)(holds(part, at) for part in parts)
    sign = _sign(value(parts[0], at) - value(parts[1], at))
    return {
        "lt": sign < 0,
        "le": sign <= 0,
        "gt": sign > 0,
        "ge": sign >= 0,
        "eq": sign == 0,
        "ne": sign != 0,
    }[operation]


def value(tree, at):
    """Return the value of a tree at a point: a rational number or a ball."""
    operation, *parts = tree
    if operation == NUMBER:
        return parts[0]
    if operation in (SYMBOL, BOUND):
        if tree not in at:
            raise Outside(f"no domain for {parts[0]}")
        return at[tree]
    if operation == "add":
        total = fmpq(0)
        for part in parts:
            total = total + value(part, at)
        return total
    if operation == "mul":
        total = fmpq(1)
        for part in parts:
            total = total * value(part, at)
        return total
    if operation == "pow":
        return _pow(value(parts[0], at), value(parts[1], at))
    if operation == "pi":
        return arb.pi()
    if operation == "entry":
        return at.entry(parts[0], *(_integer(value(index, at)) for index in parts[1:]))
    if operation == "piecewise":
        for branch, where in parts:
            if holds(where, at):
                return value(branch, at)
        raise Undefined("no branch of a Piecewise holds")
    if operation in ("sum", "product"):
        return _over(tree, at)
    if operation == "integral":
        return _integral(tree, at)
    if operation == "limit":
        return _limit(tree, at)
    if operation in ("oo", "-oo"):
        return arb.pos_inf() if operation == "oo" else arb.neg_inf()
    if operation == "undefined":
        raise Undefined("it is nowhere defined")
    if operation == "abs" and at.analytic is not None:  # under an integral
        return acb(value(parts[0], at)).real_abs(analytic=at.analytic)
    if operation in _FUNCTIONS:
        return _FUNCTIONS[operation](*(value(part, at) for part in parts))
    raise Outside(operation)


def _over(tree, at):
    operation, body, k, first, last = tree
    if first[0] in ("oo", "-oo") or last[0] in ("oo", "-oo"):
        raise Outside(f"an infinite {operation}")
    first, last = _integer(value(first, at)), _integer(value(last, at))
    if abs(last - first) > LONGEST:
        raise Unsettled
    reverse = last < first - 1  # by Karr's convention such a sum changes sign, and such a product turns over
    if reverse:
        first, last = last + 1, first - 1
    total = fmpq(int(operation == "product"))
    for i in range(first, last + 1):
        term = value(body, at.but(k, fmpq(i)))
        total = total + term if operation == "sum" else total * term
    return total if not reverse else -total if operation == "sum" else _inverse(total)


def _limit(tree, at):
    """Return a ball around the values close to the place, as wide as they still move there.

    It is no proved enclosure: it is right for limits that are approached as fast as 1/x or x.
    """
    _, body, x, to, side = tree
    if side == "+-" and to[0] not in ("oo", "-oo"):
        left, right = (_limit((*tree[:4], one), at) for one in "-+")
        if not equal(left, right):
            raise Undefined("the limits from both sides differ")
        return right
    if to[0] in ("oo", "-oo"):
        places = [fmpq(2) ** n * (1 if to[0] == "oo" else -1) for n in (50, 54)]
    else:
        middle = value(to, at)
        places = [middle + fmpq(1, 2**n) * (-1 if side == "-" else 1) for n in (50, 54)]
    early, late = (ball(value(body, at.but(x, place))) for place in places)
    if abs(late) > 2**40 and abs(late) > 2 * abs(early):
        return arb.pos_inf() if late > 0 else arb.neg_inf()
    return late + arb(0, (2 * abs(late - early)).upper())


_ANALYTIC = {
    "abs",
    NUMBER,
    SYMBOL,
    BOUND,
    "add",
    "mul",
    "pow",
    "pi",
    "exp",
    "log",
    "sin",
    "cos",
    "sinh",
    "cosh",
    "entry",
}


def _integral(tree, at):
    _, body, x, first, last = tree
    if any(node[0] not in _ANALYTIC and terms.contains(node, x) for node in terms.nodes(body)):
        raise Outside("an integral of a function that is not analytic, or of another integral")
    ends = [
        arb(FAR if end[0] == "oo" else -FAR) if end[0] in ("oo", "-oo") else ball(value(end, at))
        for end in (first, last)
    ]

    def integrand(z, analytic):
        there = at.but(x, z)
        there.analytic = analytic
        return acb(value(body, there))

    goal = arb(2) ** -50
    result = acb.integral(
        integrand, acb(ends[0]), acb(ends[1]), rel_tol=goal, abs_tol=goal, eval_limit=EVALUATIONS
    )
    if not result.is_finite():
        raise Unsettled
    return result.real + (arb(0, arb(2) ** -60) if "oo" in (first[0][-2:], last[0][-2:]) else 0)


# --- points ---------------------------------------------------------------------------------------


class Point(dict):
    """Values of the symbols, and entries of the indexed ones, which are drawn when they are asked for."""

    def __init__(self, values, entries, seed, reader):
        super().__init__(values)
        self.reader = reader
        self.entries, self.seed, self.drawn, self.analytic = entries, seed, {}, None

    def entry(self, base, *indices):
        if base not in self.entries:
            raise Outside(f"no domain for the entries of {base}")
        if (base, indices) not in self.drawn:
            dice = random.Random(f"{self.seed} {base} {indices}")
            self.drawn[base, indices] = draw(self.entries[base], self, dice)
        return self.drawn[base, indices]

    def but(self, name, here):
        """Return the same point where one bound variable has a value."""
        other = Point(self, self.entries, self.seed, self.reader)
        other.drawn, other.analytic = self.drawn, self.analytic
        other[name] = here
        return other

    def __str__(self):
        values = [f"{key[1]} = {here}" for key, here in self.items() if key[0] == SYMBOL]
        return ", ".join(
            values + [f"{base}[{', '.join(map(str, i))}] = {v}" for (base, i), v in self.drawn.items()]
        )


_LINE = [
    fmpq(p, q)
    for p, q in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-3, 1), (1, 1024), (-40, 1), (40, 1))
]
_RAY = [fmpq(p, q) for p, q in ((1, 1), (1, 2), (2, 1), (1, 1024), (1, 3), (3, 1), (40, 1), (7, 5))]
_SHARES = [fmpq(p, q) for p, q in ((1, 2), (1, 4), (3, 4), (1, 1024), (1023, 1024), (1, 3), (2, 5))]


def draw(space, at, dice):
    """Return a value of a set, drawn: a corner as often as not, never an end that is not in it."""
    corner = dice.random() < 0.5
    if isinstance(space, sp.FiniteSet):
        return value(at.reader.read(dice.choice(sorted(space.args, key=str))), at)
    if isinstance(space, sp.Union):
        return draw(dice.choice(sorted(space.args, key=str)), at, dice)
    if isinstance(space, sp.Complement):
        for _ in range(50):
            here = draw(space.args[0], at, dice)
            if not _in(space.args[1], here, at):
                return here
        raise Unsettled
    if space == sp.S.Naturals or space == sp.S.Naturals0:
        low = int(space == sp.S.Naturals)
        most = 12 if at.entries else 300  # entries make every point another one
        return fmpq(dice.choice(SIZES) if corner else dice.randint(low, most))
    if space == sp.S.Integers:
        return fmpq(dice.randint(-7, 7) if corner else dice.randint(-150, 150))
    if isinstance(space, sp.Range):
        first, stop = (at.reader.read(end) for end in (space.start, space.stop))
        low = _integer(value(first, at))
        high = low + dice.choice((0, 1, 2, 6, 20)) if stop[0] == "oo" else _integer(value(stop, at)) - 1
        if high < low:
            raise Unsettled  # an empty range, at this point
        return fmpq(dice.choice((low, high)) if corner else dice.randint(low, high))
    if space == sp.S.Reals:
        return dice.choice(_LINE) if corner else fmpq(dice.randint(-900, 900), dice.choice((1, 7, 64, 300)))
    if isinstance(space, sp.Interval):
        low, high = (at.reader.read(end) for end in (space.start, space.end))
        if low[0] == "-oo" and high[0] == "oo":
            return draw(sp.S.Reals, at, dice)
        away = dice.choice(_RAY) if corner else fmpq(dice.randint(1, 900), dice.choice((1, 7, 64, 300)))
        if low[0] == "-oo":
            high = value(high, at)
            return high if corner and not space.right_open and dice.random() < 0.3 else _near(high - away)
        low = value(low, at)
        if corner and not space.left_open and dice.random() < 0.3:
            return low
        if high[0] == "oo":
            return _near(low + away)
        high = value(high, at)
        if _sign(high - low) <= 0:
            raise Unsettled  # an empty interval, at this point
        if corner and not space.right_open and dice.random() < 0.3:
            return high
        share = dice.choice(_SHARES) if corner else fmpq(dice.randint(1, 999), 1000)
        return _near(low + (high - low) * share)
    raise Outside(f"the domain {space}")


def _near(here):
    """Return a point inside an open interval as a rational number, so that it has no error."""
    return here if _exact(here) else fmpq(*_ratio(here))


def _ratio(here):
    mantissa, exponent = here.mid().man_exp()
    return (mantissa * 2 ** int(exponent), 1) if exponent >= 0 else (mantissa, fmpz(2) ** int(-exponent))


def _in(space, here, at):
    if isinstance(space, sp.FiniteSet):
        return any(_sign(value(at.reader.read(point), at) - here) == 0 for point in space.args)
    raise Outside(f"the domain without {space}")


def _order(domain):
    """Return the symbols so that each comes after those that its domain names."""
    names, placed = dict(domain), []
    while names:
        ready = [s for s, space in names.items() if not ((space.free_symbols & set(names)) - {s})]
        if not ready:
            raise Outside("domains that depend on each other")
        placed += sorted(ready, key=str)
        names = {s: space for s, space in names.items() if s not in ready}
    return placed


def points(domain, entries, seed, most=4000):
    """Yield distinct points of a domain, drawn in an order that depends on the seed alone."""
    order, seen, reader = _order(domain), set(), terms.Reader(domain)
    for number_ in range(most):
        dice = random.Random(f"{seed} {number_}")
        at = Point({}, entries, f"{seed} {number_}", reader)
        try:
            for symbol in order:
                at[(SYMBOL, symbol)] = draw(domain[symbol], at, dice)
        except Unsettled:
            continue
        key = tuple(map(str, at.values()))
        if entries or key not in seen:
            seen.add(key)
            yield at


# --- generic functions ----------------------------------------------------------------------------

_X = (BOUND, "x")
_BELL = ("exp", neg(power(_X, number(2))))
_WIDE = {
    False: [
        add(("sin", _X), mul(number(1, 5), power(_X, number(2)))),
        add(("exp", mul(number(1, 3), _X)), neg(_X)),
    ],
    True: [("exp", mul(number(1, 3), _X)), add(ONE, power(_X, number(2)))],
}
_FALLING = {
    False: [mul(_BELL, add(number(2), _X)), mul(_BELL, add(_X, power(_X, number(3))))],
    True: [_BELL, mul(_BELL, add(number(2), _X, power(_X, number(2))))],
}


def concrete(tree, choice, falling):
    """Return the tree with every generic function replaced by a smooth one; `choice` says which."""
    tree = terms.rebuilt(tree, lambda part: concrete(part, choice, falling))
    if tree[0] != "call":
        return tree
    (name, is_positive), orders, *arguments = tree[1:]
    stock = (_FALLING if falling else _WIDE)[is_positive]
    shift = sum(map(ord, name)) + choice
    places = [(BOUND, f"x{i}") for i in range(len(arguments))]
    one = [terms.replace(stock[(shift + i) % 2], {_X: place}) for i, place in enumerate(places)]
    body = one[0] if len(one) == 1 else mul(*one) if is_positive else add(mul(*one), one[0])
    for place, order in zip(places, orders, strict=True):
        for _ in range(order):
            body = terms.derivative(body, place)
    return terms.replace(body, dict(zip(places, arguments, strict=True)))


# --- attack ---------------------------------------------------------------------------------------


def _scale(tree, at):
    """Return the size of the largest summand of a tree, against which a value near 0 is measured."""
    summands = tree[1:] if tree[0] == "add" else [tree]
    sizes = [ball(value(term, at)) for term in summands]
    return max((abs(size).mid() for size in sizes), default=arb(0))


def _fine(here, tree, at):
    if _exact(here):
        return True
    if here in (arb.pos_inf(), arb.neg_inf()):
        return True
    if not here.is_finite():
        return False
    if here.rel_accuracy_bits() > BITS:
        return True
    scale = max(_scale(tree, at), arb(1) / 2**20)
    return bool(here.contains(0)) and bool(here.rad() < scale * arb(2) ** -BITS)


def compare(left, right, at, judge):
    """Return True, False or None for not settled: what `judge` says of the two balls, at rising precision."""
    for precision in PRECISIONS:
        ctx.prec = precision
        try:
            lhs, rhs = value(left, at), value(right, at)
            if any(isinstance(side, acb) for side in (lhs, rhs)):
                return None
            verdict = judge(lhs, rhs)
            if verdict is False or (verdict is True and _fine(lhs, left, at) and _fine(rhs, right, at)):
                return verdict
        except Unsettled:
            pass
        finally:
            at.drawn = {key: here for key, here in at.drawn.items() if _exact(here)}
    return None


def equal(lhs, rhs):
    if _exact(lhs) and _exact(rhs):
        return lhs == rhs
    infinite = [arb.pos_inf(), arb.neg_inf()]
    if ball(lhs) in infinite or ball(rhs) in infinite:
        return bool(ball(lhs) == ball(rhs))
    return bool(ball(lhs).overlaps(ball(rhs)))


def above(lhs, rhs):
    return _sign(lhs - rhs) > 0


def not_below(lhs, rhs):
    difference = lhs - rhs
    return difference >= 0 if _exact(difference) else not difference < 0


JUDGES = {"identical": equal, "positive": above, "nonnegative": not_below}


def _belongs(here, space, at):
    """Whether a value lies in an interval, or in a union of such."""
    if isinstance(space, sp.Union):
        return any(_belongs(here, part, at) for part in space.args)
    if isinstance(space, sp.FiniteSet):
        return _in(space, here, at)
    if not isinstance(space, sp.Interval):
        return True
    for end, turn, is_open in ((space.start, 1, space.left_open), (space.end, -1, space.right_open)):
        if not end.is_infinite:
            sign = _sign(here - value(at.reader.read(end), at)) * turn
            if sign < 0 or (sign == 0 and is_open):
                return False
    return True


@dataclass(frozen=True)
class Target:
    """What is attacked: (left, right) pairs of trees on a domain, and the judge of their values.

    The trees in `also` have to be defined. With `best`, a tree and the symbol whose best value it is, that
    value has to lie in the domain, and points with that value say nothing.
    """

    pairs: list
    domain: dict
    entries: dict
    judge: object
    seed: str
    also: tuple = ()
    best: tuple | None = None


@dataclass
class Fight:
    """How an attack ended: points that counted, whether there are no others, where it refutes or doubts."""

    points: int = 0
    everywhere: bool = False
    refuted: str = ""
    doubt: str = ""


def attack(target, enough=POINTS):
    """Attack a target at `enough` points that count, or as many as there are; `Outside` if none can be."""
    trees = [tree for pair in target.pairs for tree in pair]
    for pair in target.pairs:
        if {"oo", "-oo"} & {tree[0] for tree in pair} and not any(map(_has_limit, pair)):
            return Fight(refuted="every point, as infinity is no number")
    parts = [node for tree in trees for node in terms.nodes(tree)]
    generic = any(node[0] == "call" for node in parts)
    falling = any(node[0] == "integral" and {"oo", "-oo"} & {node[3][0], node[4][0]} for node in parts)
    versions = [
        [tuple(concrete(tree, choice, falling) for tree in pair) for pair in target.pairs]
        for choice in range(1 + generic)
    ]
    sets = target.domain.values()
    finite = not (target.entries or generic) and all(isinstance(s, sp.FiniteSet | sp.Range) for s in sets)
    fight, seen, tried = Fight(), set(), 0
    for tried, at in enumerate(points(target.domain, target.entries, target.seed), start=1):
        try:
            verdict = _judged(target, versions[tried % len(versions)], at)
        except Undefined as reason:
            verdict, at = False, f"{at} ({reason})"
        if verdict is False:
            fight.refuted = str(at) or "every point"
            return fight
        if verdict is None and target.judge is above:
            fight.doubt = fight.doubt or f"the sides cannot be told apart at {at}"
        if verdict and str(at) not in seen:
            seen.add(str(at))
            fight.points += 1
        if fight.points >= enough or tried >= 4 * enough:
            return fight
    fight.everywhere = finite and fight.points == tried
    return fight


def _judged(target, pairs, at):
    """Return True, False or None (nothing is said) for a point; raise `Undefined` if a side is."""
    for tree in target.also:
        try:
            value(tree, at)
        except (Unsettled, Outside):
            pass
    if target.best is not None:
        best, variable = target.best
        try:
            if not _belongs(value(best, at), target.domain[variable], at):
                raise Undefined("the minimiser is not in the domain")
        except Unsettled:
            return None
        if compare(best, (SYMBOL, variable), at, equal) is not False:
            return ""
    verdicts = [compare(left, right, at, target.judge) for left, right in pairs]
    return False if False in verdicts else None if None in verdicts else True


def _has_limit(tree):
    return any(node[0] == "limit" for node in terms.nodes(tree))
