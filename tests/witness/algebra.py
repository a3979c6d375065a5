"""Proof by Z3 over normal forms: both sides become fractions of polynomials in atoms (FLINT), and Z3 decides.

Atoms are symbols, entries, and what algebra cannot open: exp of one term, log of one irreducible polynomial,
a sum of one product, a generic function. Equal arguments give equal atoms; exp(a + b) and log(a b) are taken
apart; what Z3 is told of an atom holds for every real argument: exp(a) >= 1 + a, log(a) <= a - 1, monotony,
and the like. So "unsatisfiable" is a proof, and anything else is none. Whole numbers are taken as real ones,
which makes a domain larger, never smaller.

Every denominator, logarithm and root is shown to be defined on the whole domain before it is used.
"""

import sympy as sp
import z3
from flint import arb, ctx, fmpq, fmpz, fmpz_mpoly_ctx

from tests.witness import terms
from tests.witness.terms import BOUND, NUMBER, ONE, SYMBOL, ZERO, Outside, add, mul, neg, number, sub

ATOMS = 48
RING = fmpz_mpoly_ctx.get([f"v{i}" for i in range(ATOMS)], "degrevlex")
GENERATORS = RING.gens()
CASES = 64
WORK = 400_000  # of one question, in Z3's own unit, so that the answer does not depend on the machine
PATIENCE = 20_000  # milliseconds, for the rare question in which Z3 does not count its work
UNROLLED = 12
DEPTH = 3


class Unknown(Exception):
    """What could not be shown here."""


class _Finer(Exception):
    """An atom needs a root: begin again with a finer one."""


class Fraction:
    """A fraction of two polynomials with integer coefficients, in lowest terms."""

    def __init__(self, num, den=None):
        den = RING.constant(1) if den is None else den
        common = num.gcd(den) if not num.is_zero() else den
        num, den = num // common, den // common
        if den.leading_coefficient() < 0:
            num, den = -num, -den
        self.num, self.den = num, den

    def __add__(self, other):
        return Fraction(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other):
        return Fraction(self.num * other.den - other.num * self.den, self.den * other.den)

    def __mul__(self, other):
        return Fraction(self.num * other.num, self.den * other.den)

    def inverse(self):
        return Fraction(self.den, self.num)

    def __pow__(self, n):
        base = self if n >= 0 else self.inverse()
        return Fraction(base.num ** abs(n), base.den ** abs(n))

    @property
    def constant(self):
        """Return the rational number that it is, or None."""
        if self.num.is_constant() and self.den.is_constant():
            return fmpq(_constant(self.num), _constant(self.den))
        return None

    @property
    def key(self):
        return str(self.num), str(self.den)

    @property
    def atoms(self):
        return _used(self.num) | _used(self.den)


def _constant(polynomial):
    return fmpz(0) if polynomial.is_zero() else polynomial.leading_coefficient()


def _used(polynomial):
    return {i for i, degree in enumerate(polynomial.degrees()) if degree > 0}


def _standard(body):
    """Return an index whose name depends on the indices inside a body alone, so that equal sums are equal."""
    inner = [node[1] for node in terms.nodes(body) if node[0] == BOUND and isinstance(node[1], float)]
    return (BOUND, 1 + max(inner, default=0.0))


def constant(value, below=1):
    value = fmpq(value, below)
    return Fraction(RING.constant(value.p), RING.constant(value.q))


def _enclosure(number_):
    """Return rational numbers a little below and above an Arb ball."""
    scale = 2**60
    low, high = (
        (number_.lower() * scale).floor().unique_fmpz(),
        (number_.upper() * scale).ceil().unique_fmpz(),
    )
    return z3.Q(int(low), scale), z3.Q(int(high), scale)


class Algebra:
    """Normal forms on one domain, under assumptions."""

    def __init__(self, domain, entries, assumed, scale):
        self.domain, self.entries, self.scale = domain, entries, scale
        self.atoms, self.variables, self.bound, self.facts = {}, [], [], []
        self.exponentials, self.logarithms, self.roots, self.argument = {}, {}, {}, {}
        self.given, self.values, self.asked = [], {}, {}
        self.reader = terms.Reader(domain)
        for symbol in domain:
            self.given.append(self.within(self.atom((SYMBOL, symbol)), domain[symbol]))
        for where in assumed:
            self.given.append(self.relation(where))

    # --- Z3 ---

    def polynomial(self, p):
        key = str(p)
        if key not in self.values:
            total = z3.RealVal(0)
            for monomial, coefficient in p.terms():
                product = z3.RealVal(int(coefficient))
                for i, degree in enumerate(monomial):
                    for _ in range(int(degree)):
                        product = product * self.variables[i]
                total = total + product
            self.values[key] = z3.simplify(total)
        return self.values[key]

    def value(self, form):
        """Return a Z3 term for the value of a fraction, where it has one."""
        if form.den.is_constant():
            return self.polynomial(form.num) / z3.RealVal(int(_constant(form.den)))
        key = ("value", *form.key)
        if key not in self.values:
            name = z3.Real(f"a{len(self.values)}")
            below = self.polynomial(form.den)
            self.fact(z3.Implies(below != 0, name * below == self.polynomial(form.num)))
            self.values[key] = name
        return self.values[key]

    def sign(self, form):
        """Return a Z3 term with the sign of a fraction whose denominator does not vanish."""
        if form.den.is_constant():
            return self.polynomial(form.num)
        return self.polynomial(form.num) * self.polynomial(form.den)

    def fact(self, formula):
        self.facts.append(formula)

    def proves(self, goal, work=WORK):
        """Whether the goal follows from the domain, the assumptions and the facts about the atoms."""
        if z3.is_true(z3.simplify(goal)):
            return True
        key = (goal.sexpr(), len(self.facts))
        if key not in self.asked:
            self.asked[key] = self._decide(goal, work)
        return self.asked[key]

    def _decide(self, goal, work):
        for facts in ([], self.facts, self.facts + self._comparisons()):
            for solver in (z3.SolverFor("QF_NRA"), z3.SimpleSolver()):
                solver.set("rlimit", work)
                solver.set("timeout", PATIENCE)
                solver.add(*self.given, *facts, z3.Not(goal))
                try:
                    answer = solver.check()
                except z3.Z3Exception:
                    continue
                if answer == z3.unsat:
                    return True
                if answer == z3.sat:
                    break  # more facts are needed
            if not self.facts:
                break
        return False

    def require(self, goal, what):
        if not self.proves(goal):
            raise Unknown(what)

    def _comparisons(self):
        """Return what monotony says of each pair of exponentials and logarithms."""
        found = []
        powers = [(v, a) for v, a in self.exponentials.values()]
        logs = list(self.logarithms.values())
        for i, (v, a) in enumerate(powers):
            found += [z3.And((v > w) == (a > b), (v == w) == (a == b)) for w, b in powers[:i]]
            for p, log in logs:
                found += [(p > v) == (log > a), (p * v > 1) == (log + a > 0)]
                found += [(p > q * v) == (log > other + a) for q, other in logs if q is not p]
        for i, (p, log) in enumerate(logs):
            for q, other in logs[:i]:
                found += [
                    (p > q) == (log > other),
                    (p == q) == (log == other),
                    (p * q > 1) == (log + other > 0),
                ]
        return found

    # --- domains and conditions ---

    def within(self, form, space):
        """Return the Z3 formula that a value lies in a set, or in a real set around it."""
        here = self.value(form)
        if space == sp.S.Reals or space == sp.S.Integers:
            return z3.BoolVal(True)
        if space == sp.S.Naturals or space == sp.S.Naturals0:
            return here >= int(space == sp.S.Naturals)
        if isinstance(space, sp.Range):
            low, stop = self.reader.read(space.start), self.reader.read(space.stop)
            above = here >= self.value(self.form(low))
            return above if stop[0] == "oo" else z3.And(above, here <= self.value(self.form(stop)) - 1)
        if isinstance(space, sp.FiniteSet):
            return z3.Or(*(here == self.value(self.form(self.reader.read(point))) for point in space.args))
        if isinstance(space, sp.Union):
            return z3.Or(*(self.within(form, part) for part in space.args))
        if isinstance(space, sp.Complement):
            return z3.And(self.within(form, space.args[0]), z3.Not(self.exactly(form, space.args[1])))
        if isinstance(space, sp.Interval):
            low, high = self.reader.read(space.start), self.reader.read(space.end)
            bounds = []
            if low[0] != "-oo":
                low = self.value(self.form(low))
                bounds.append(here > low if space.left_open else here >= low)
            if high[0] != "oo":
                high = self.value(self.form(high))
                bounds.append(here < high if space.right_open else here <= high)
            return z3.And(*bounds)
        raise Unknown(f"the domain {space}")

    def exactly(self, form, space):
        if isinstance(space, sp.FiniteSet):
            return self.within(form, space)
        raise Unknown(f"the domain without {space}")

    def relation(self, where):
        operation, *parts = where
        if operation in ("true", "false"):
            return z3.BoolVal(operation == "true")
        if operation == "not":
            return z3.Not(self.relation(parts[0]))
        if operation in ("and", "or"):
            return (z3.And if operation == "and" else z3.Or)(*map(self.relation, parts))
        sign = self.sign(self.form(sub(*parts)))
        return {
            "lt": sign < 0, "le": sign <= 0, "gt": sign > 0,
            "ge": sign >= 0, "eq": sign == 0, "ne": sign != 0,
        }[operation]  # fmt: skip

    # --- atoms ---

    def atom(self, key, bound=frozenset()):
        if key not in self.atoms:
            if len(self.variables) == ATOMS:
                raise Unknown("too many atoms")
            self.atoms[key] = len(self.variables)
            self.variables.append(z3.Real(f"v{len(self.variables)}"))
            self.bound.append(bound | {key} if key[0] == BOUND else bound)
        return Fraction(GENERATORS[self.atoms[key]])

    def new(self, key):
        return key not in self.atoms

    def depends(self, *forms):
        return frozenset().union(*(self.bound[i] for form in forms for i in form.atoms))

    def variable(self, form):
        return self.polynomial(form.num)

    def exponential(self, exponent):
        """Return exp of a form."""
        result, pieces = constant(1), []
        for monomial, coefficient in exponent.num.terms():
            piece = Fraction(RING.from_dict({tuple(map(int, monomial)): 1}), exponent.den)
            content = piece.den.primitive()[0]
            base = Fraction(piece.num, piece.den // RING.constant(content))
            pieces.append((base, fmpq(coefficient, content)))
        for base, times in pieces:
            result = result * self._one_exponential(base, times)
        return result

    def _one_exponential(self, base, times):
        known = self.logarithms.get(base.key)
        below = self.scale.get(base.key, 1)
        if known is not None and times.q == 1 and below == 1:
            return self.argument[base.key] ** int(times.p)
        if (times * below).q != 1:
            self.scale[base.key] = below * int((times * below).q)
            raise _Finer
        key = ("exp", base.key)
        first = self.new(key)
        form = self.atom(key, self.depends(base))
        if first:
            v = self.variable(form)
            a, whole = self.value(base), z3.Product([v] * below)
            self.exponentials[form.key] = whole, a
            self.roots[form.key] = base, below
            self.fact(v > 0)
            if base.constant is not None:
                ctx.prec = 128
                low, high = _enclosure((arb(base.constant) / below).exp())
                self.fact(z3.And(low < v, v < high))
            defined = self.polynomial(base.den) != 0
            self.fact(z3.Implies(defined, z3.And(whole >= 1 + a, whole * (1 - a) <= 1)))
            self.fact(z3.Implies(z3.And(defined, a != 0), z3.And(whole > 1 + a, whole * (1 - a) < 1)))
            self.fact(z3.Implies(defined, z3.And((a > 0) == (v > 1), (a == 0) == (v == 1))))
            if known is not None:
                self.fact(whole == known[0])
        return form ** int(times * below)

    def logarithm(self, form, inside):
        """Return log of a form that is positive; `inside` has the ranges of its bound variables."""
        result = constant(0)
        for part, sign in ((form.num, 1), (form.den, -1)):
            leading, factors = part.factor()
            for prime, times in fmpz(abs(leading)).factor() if abs(leading) != 1 else []:
                result = result + self._one_logarithm(RING.constant(prime), inside) * constant(sign * times)
            for factor, times in factors:
                result = result + self._one_logarithm(factor, inside) * constant(sign * times)
        return result

    def _one_logarithm(self, p, inside):
        """Return log |p| of an irreducible polynomial that does not vanish."""
        form = Fraction(p)
        if form.key in self.roots:
            base, below = self.roots[form.key]
            return base * constant(1, below)
        z = self.polynomial(p)
        if p.is_constant():
            size = z
        elif self.proves(z3.Implies(inside, z > 0)):
            size = z
        elif self.proves(z3.Implies(inside, z < 0)):
            size, form = -z, Fraction(-p)
        else:
            raise Unknown(f"the sign of a factor under a logarithm: {self.written(form)}")
        key = ("log", form.key)
        first = self.new(key)
        log = self.atom(key, self.depends(form))
        if first:
            v = self.variable(log)
            self.logarithms[log.key] = size, v
            self.argument[log.key] = form
            if p.is_constant():
                ctx.prec = 128
                low, high = _enclosure(arb(_constant(p)).log())
                self.fact(z3.And(low < v, v < high))
            self.fact(z3.Implies(size > 0, z3.And(v <= size - 1, v * size >= size - 1)))
            self.fact(z3.Implies(z3.And(size > 0, size != 1), z3.And(v < size - 1, v * size > size - 1)))
            self.fact(z3.Implies(size > 0, z3.And((size > 1) == (v > 0), (size == 1) == (v == 0))))
        return log

    def written(self, form):
        names = {f"v{i}": str(key) for key, i in self.atoms.items()}
        return f"{form.num}/{form.den} where { ({n: k for n, k in names.items() if n in str(form.key)}) }"

    # --- normal forms ---

    def form(self, tree, inside=None):
        """Return the normal form of a tree, all of whose parts are shown to be defined."""
        inside = z3.BoolVal(True) if inside is None else inside
        operation, *parts = tree
        if operation == NUMBER:
            return Fraction(RING.constant(parts[0].p), RING.constant(parts[0].q))
        if operation == SYMBOL:
            if parts[0] not in self.domain:
                raise Unknown(f"no domain for {parts[0]}")
            return self.atom(tree)
        if operation == BOUND:
            return self.atom(tree)
        if operation in ("add", "mul"):
            result = constant(operation == "mul")
            for part in parts:
                form = self.form(part, inside)
                result = result + form if operation == "add" else result * form
            return result
        method = getattr(self, f"_{operation}", None)
        if method is None:
            raise Unknown(f"{operation} is nothing that this knows")
        return method(tree, inside)

    def _pow(self, tree, inside):
        _, base, exponent = tree
        below, above = self.form(base, inside), self.form(exponent, inside)
        n = above.constant
        if n is not None and n.q == 1 and abs(n) < 60:
            if n < 0:
                if below.num.is_zero():
                    raise Unknown("division by 0")
                self.require(z3.Implies(inside, self.polynomial(below.num) != 0), f"{base} is not 0")
            return below ** int(n.p)
        if below.num.is_zero() or self.proves(z3.Implies(inside, self.sign(below) > 0)) is False:
            if n is not None and n > 0:
                return self._root(below, n, inside)
            raise Unknown("a power of what may not be positive")
        return self.exponential(above * self.logarithm(below, inside))

    def _root(self, base, exponent, inside):
        self.require(z3.Implies(inside, self.sign(base) >= 0), "what is under a root is not negative")
        key = ("root", base.key, int(exponent.q))
        first = self.new(key)
        root = self.atom(key, self.depends(base))
        if first:
            v = self.variable(root)
            self.fact(v >= 0)
            here = self.value(base)
            self.fact(z3.Implies(here >= 0, z3.Product([v] * int(exponent.q)) == here))
        return root ** int(exponent.p)

    def _exp(self, tree, inside):
        return self.exponential(self.form(tree[1], inside))

    def _log(self, tree, inside):
        form = self.form(tree[1], inside)
        if form.num.is_zero():
            raise Unknown("the logarithm of 0")
        self.require(z3.Implies(inside, self.sign(form) > 0), "what is under a logarithm is positive")
        return self.logarithm(form, inside)

    def _sinh(self, tree, inside):
        up = self._exp(tree, inside)
        return (up - up.inverse()) * constant(1, 2)

    def _cosh(self, tree, inside):
        up = self._exp(tree, inside)
        return (up + up.inverse()) * constant(1, 2)

    def _tanh(self, tree, inside):
        up = self._exp(tree, inside) ** 2
        return (up - constant(1)) * (up + constant(1)).inverse()

    def _pi(self, tree, inside):
        first = self.new(("pi",))
        form = self.atom(("pi",))
        if first:
            ctx.prec = 128
            low, high = _enclosure(arb.pi())
            self.fact(z3.And(low < self.variable(form), self.variable(form) < high))
        return form

    def _entry(self, tree, inside):
        _, base, *indices = tree
        forms = [self.form(index, inside) for index in indices]
        if base not in self.entries:
            raise Unknown(f"no domain for the entries of {base}")
        key = ("entry", str(base), *(form.key for form in forms))
        first = self.new(key)
        form = self.atom(key, self.depends(*forms))
        if first:
            self.fact(self.within(form, self.entries[base]))
        return form

    def _call(self, tree, inside):
        _, (name, is_positive), orders, *arguments = tree
        forms = [self.form(argument, inside) for argument in arguments]
        key = ("call", name, orders, *(form.key for form in forms))
        first = self.new(key)
        form = self.atom(key, self.depends(*forms))
        if first and is_positive and not any(orders):
            self.fact(self.variable(form) > 0)
        return form

    def _opaque(self, operation):
        def known(tree, inside):
            forms = [self.form(part, inside) for part in tree[1:]]
            key = (operation, *(form.key for form in forms))
            first = self.new(key)
            form = self.atom(key, self.depends(*forms))
            if first:
                v, values = self.variable(form), [self.value(f) for f in forms]
                if operation == "abs":
                    self.fact(v == z3.If(values[0] >= 0, values[0], -values[0]))
                elif operation == "sign":
                    self.fact(v == z3.If(values[0] > 0, 1, z3.If(values[0] < 0, -1, 0)))
                else:
                    best = values[0]
                    for other in values[1:]:
                        best = z3.If(best >= other if operation == "max" else best <= other, best, other)
                    self.fact(v == best)
            return form

        return known

    _abs = property(lambda self: self._opaque("abs"))
    _sign = property(lambda self: self._opaque("sign"))
    _max = property(lambda self: self._opaque("max"))
    _min = property(lambda self: self._opaque("min"))

    def _delta(self, tree, inside):
        forms = [self.form(part, inside) for part in tree[1:]]
        if (same := (forms[0] - forms[1]).constant) is not None:
            return constant(same == 0)
        keys = sorted(form.key for form in forms)
        first = self.new(("delta", *keys))
        form = self.atom(("delta", *keys), self.depends(*forms))
        if first:
            v, (i, j) = self.variable(form), map(self.value, forms)
            self.fact(v == z3.If(i == j, z3.RealVal(1), z3.RealVal(0)))
        return form

    # --- sums ---

    def _range(self, tree, inside):
        """Return the body with an index of a standard name, that index, and the ends of its range."""
        _, body, k, first, last = tree
        here = _standard(body)
        return terms.replace(body, {k: here}), here, self.form(first, inside), self.form(last, inside)

    def _parts(self, form, k):
        """Yield (free of k, with k) for the summands of a form, each a fraction."""
        outer, inner = RING.constant(1), RING.constant(1)
        leading, factors = form.den.factor()
        outer = outer * RING.constant(leading)
        for factor, times in factors:
            if k in self.depends(Fraction(factor)):
                inner = inner * factor**times
            else:
                outer = outer * factor**times
        grouped = {}
        for monomial, coefficient in form.num.terms():
            free, bound = [0] * ATOMS, [0] * ATOMS
            for i, degree in enumerate(monomial[: len(self.bound)]):
                (bound if k in self.bound[i] else free)[i] = int(degree)
            here = RING.from_dict({tuple(free): int(coefficient)})
            grouped[tuple(bound)] = grouped.get(tuple(bound), RING.constant(0)) + here
        for bound, free in grouped.items():
            yield Fraction(free, outer), Fraction(RING.from_dict({bound: 1}), inner)

    def _sum(self, tree, inside):
        if "oo" in (tree[3][0][-2:], tree[4][0][-2:]):
            raise Unknown("an infinite sum")
        if (picked := self._picked(*tree[1:])) is not None:
            return self.form(picked, inside)
        body, k, first, last = self._range(tree, inside)
        here, low, high = self.value(self.atom(k)), self.value(first), self.value(last)
        within = z3.And(inside, low <= here, here <= high)
        if not self.proves(z3.Implies(inside, high >= low - 1)):
            # By Karr's convention a sum over a reversed range is minus the sum over what lies between.
            within = z3.Or(within, z3.And(inside, high < here, here < low))
        form, total = self.form(body, within), constant(0)
        for free, bound in self._parts(form, k):
            total = total + free * self._one_sum(bound, k, first, last, within, inside)
        return total

    def _picked(self, body, k, first, last):
        """Return a sum without a Kronecker delta d of its index: f(d) = f(0) + (f(1) - f(0)) d."""
        for delta in terms.nodes(body):
            if delta[0] != "delta" or k not in delta[1:]:
                continue
            other = delta[1] if delta[2] == k else delta[2]
            if other == k or not self._whole(other):
                continue
            low, high = self.form(sub(other, first)), self.form(sub(last, other))
            if not (self.proves(self.sign(low) >= 0) and self.proves(self.sign(high) >= 0)):
                raise Unknown("whether an index lies in the range of a sum")
            without, with_it = terms.replace(body, {delta: ZERO}), terms.replace(body, {delta: ONE})
            return add(("sum", without, k, first, last), terms.replace(sub(with_it, without), {k: other}))
        return None

    def _whole(self, tree):
        """Whether a tree is a symbol that stands for whole numbers only."""
        space = self.domain.get(tree[1]) if tree[0] == SYMBOL else None
        return isinstance(space, sp.Range) or space in (sp.S.Naturals, sp.S.Naturals0, sp.S.Integers)

    def _one_sum(self, bound, k, first, last, within, inside):
        if k not in self.depends(bound):
            return bound * (last - first + constant(1))
        key = ("sum", bound.key, first.key, last.key)
        new = self.new(key)
        form = self.atom(key, self.depends(bound, first, last) - {k})
        if new:
            v, sign = self.variable(form), self.sign(bound)
            some = z3.And(inside, self.value(last) >= self.value(first))
            none = z3.And(inside, self.value(last) == self.value(first) - 1)
            if self.proves(z3.Implies(within, sign > 0)):
                self.fact(z3.Implies(some, v > 0))
                self.fact(z3.Implies(none, v == 0))
            elif self.proves(z3.Implies(within, sign >= 0)):
                self.fact(z3.Implies(z3.Or(some, none), v >= 0))
        return form

    def _product(self, tree, inside):
        _, body, k, first, last = tree
        return self.exponential(self._sum(("sum", ("log", body), k, first, last), inside))

    def _integral(self, tree, inside):
        _, body, x, first, last = tree
        k = _standard(body)
        body = terms.replace(body, {x: k})
        here = self.value(self.atom(k))
        ends, within = [], inside
        for end in (first, last):
            ends.append(None if end[0] in ("oo", "-oo") else self.form(end, inside))
        if first[0] != "-oo" or last[0] != "oo":
            if None not in ends:
                low, high = map(self.value, ends)
                self.require(z3.Implies(inside, low <= high), "an integral runs upwards")
                within = z3.And(inside, low <= here, here <= high)
            elif ends[0] is not None:
                within = z3.And(inside, self.value(ends[0]) <= here)
            elif ends[1] is not None:
                within = z3.And(inside, here <= self.value(ends[1]))
        form, total = self.form(body, within), constant(0)
        for free, bound in self._parts(form, k):
            generic = any(key[0] == "call" and self.atoms[key] in bound.atoms for key in self.atoms)
            if None in ends and not generic:
                raise Unknown("an integral to infinity of a function that is not generic")
            if k not in self.depends(bound):
                total = total + free * bound * (ends[1] - ends[0])
                continue
            keys = [tree[i][0] if end is None else end.key for i, end in zip((3, 4), ends, strict=True)]
            first_time = self.new(key := ("integral", bound.key, *keys))
            integral = self.atom(key, self.depends(bound, *(end for end in ends if end is not None)) - {k})
            if first_time and self.proves(z3.Implies(within, self.sign(bound) >= 0)):
                self.fact(z3.Implies(inside, self.variable(integral) >= 0))
            total = total + free * integral
        return total

    # --- signs ---

    def signed(self, form, strict):
        """Whether a fraction is positive (or not negative) on the domain, as a whole or factor by factor."""
        if form.num.is_zero():
            return not strict
        if form.constant is not None:
            return form.constant > 0
        leading, factors = form.num.factor()
        below, under = form.den.factor()
        sign = 1 if leading > 0 else -1
        sign = sign if below > 0 else -sign
        factors = [*factors, *((p, times) for p, times in under)]
        if len(factors) > 1 or factors[0][1] > 1:
            for p, times in factors:
                z = self.polynomial(p)
                if times % 2 == 0:
                    if strict and not self.proves(z != 0):
                        break
                elif self.proves(z > 0 if strict else z >= 0):
                    continue
                elif self.proves(z < 0 if strict else z <= 0):
                    sign = -sign
                else:
                    break
            else:
                if sign > 0:
                    return True
        z = self.sign(form)
        return self.proves(z > 0 if strict else z >= 0, 4 * WORK)


# --- cases ----------------------------------------------------------------------------------------

_SPLIT = ("abs", "sign", "heaviside", "max", "min", "piecewise", "delta")


def _first_split(tree):
    for part in terms.children(tree):
        if (found := _first_split(part)) is not None:
            return found
    free = tree[0] in _SPLIT and not any(node[0] == BOUND for node in terms.nodes(tree))
    return tree if free else None


def _branches(tree):
    """Yield (condition, value) for a tree that is one of several, on all of the line."""
    operation, *parts = tree
    if operation == "piecewise":
        before = []
        for value, where in parts:
            yield ("and", where, *(("not", earlier) for earlier in before)), value
            before.append(where)
        yield ("and", *(("not", earlier) for earlier in before)), ("undefined",)
    elif operation == "delta":
        yield ("eq", *parts), ONE
        yield ("ne", *parts), ZERO
    elif operation in ("max", "min"):
        relation = "ge" if operation == "max" else "le"
        for i, here in enumerate(parts):
            others = [
                (relation if j > i else "gt" if operation == "max" else "lt", here, o)
                for j, o in enumerate(parts)
                if j != i
            ]
            yield ("and", *others), here
    else:
        (u,) = parts
        low, middle, high = {
            "abs": (neg(u), None, u),
            "sign": (number(-1), ZERO, ONE),
            "heaviside": (ZERO, number(1, 2), ONE),
        }[operation]
        yield ("gt" if middle else "ge", u, ZERO), high
        yield ("lt", u, ZERO), low
        if middle:
            yield ("eq", u, ZERO), middle


def _unrolled(tree):
    """Return the tree with short sums and products over given numbers written out."""
    tree = terms.rebuilt(tree, _unrolled)
    if tree[0] in ("sum", "product") and tree[3][0] == tree[4][0] == NUMBER:
        first, last = tree[3][1], tree[4][1]
        if first.q == last.q == 1 and first - 1 <= last <= first + UNROLLED:
            each = [
                terms.replace(tree[1], {tree[2]: number(i)}) for i in range(int(first.p), int(last.p) + 1)
            ]
            return (add if tree[0] == "sum" else mul)(*each)
    return tree


class Question:
    """Trees on a domain, of which an algebra is asked; kinks and finite sets are taken case by case."""

    def __init__(self, domain, entries):
        self.domain, self.entries = domain, entries

    def holds(self, trees, decide):
        """Whether decide(algebra, trees) is true in every case; raise `Unknown` if it cannot be shown."""
        finite = [s for s, space in self.domain.items() if isinstance(space, sp.FiniteSet)]
        self.left = CASES
        return self._cases(tuple(map(_unrolled, trees)), [], finite, decide)

    def _algebra(self, assumed, work):
        scale = {}
        for _ in range(12):
            try:
                return work(Algebra(self.domain, self.entries, assumed, scale))
            except _Finer:
                continue
        raise Unknown("too many roots")

    def _cases(self, trees, assumed, finite, decide):
        self.left -= 1
        if self.left < 0:
            raise Unknown("too many cases")
        if finite:
            symbol, *rest = finite
            points = [terms.Reader(self.domain).read(point) for point in self.domain[symbol].args]
            tree = (SYMBOL, symbol)
            return all(
                self._cases(
                    tuple(terms.replace(t, {tree: point}) for t in trees),
                    [*assumed, ("eq", tree, point)],
                    rest,
                    decide,
                )
                for point in points
            )
        node = next((found for found in map(_first_split, trees) if found is not None), None)
        if node is None:
            if any(part[0] == "undefined" for tree in trees for part in terms.nodes(tree)):
                raise Unknown("it is not defined everywhere")
            return self._algebra(assumed, lambda algebra: decide(algebra, trees))
        for where, value in _branches(node):
            here = [*assumed, where]
            if self._algebra(here, lambda algebra: algebra.proves(z3.BoolVal(False))):
                continue
            new = {node: value}
            cases = tuple(terms.replace(tree, new) for tree in trees)
            if where[0] == "eq":
                for known, other in (where[1:], where[:0:-1]):
                    if known[0] == SYMBOL and not terms.contains(other, known):
                        cases = tuple(terms.replace(tree, {known: other}) for tree in cases)
                        break
            if not self._cases(cases, here, [], decide):
                return False
        return True


# --- claims ---------------------------------------------------------------------------------------


def _same(algebra, trees):
    left, right, *_ = [algebra.form(tree) for tree in trees]
    difference = left - right
    return difference.num.is_zero() or algebra.proves(algebra.polynomial(difference.num) == 0, 4 * WORK)


def _above(strict):
    def decide(algebra, trees):
        difference, *_ = [algebra.form(tree) for tree in (sub(*trees[:2]), *trees[2:])]
        return algebra.signed(difference, strict)

    return decide


def _defined(algebra, trees):
    return all([algebra.form(tree) is not None for tree in trees])


class Prover:
    """Proves claims on one domain; `also` are trees that have to be defined for a claim to say anything."""

    def __init__(self, domain, entries, also=()):
        self.domain, self.entries, self.also = domain, entries, also

    def _asks(self, trees, decide, domain=None):
        return Question(domain or self.domain, self.entries).holds((*trees, *self.also), decide)

    def identical(self, left, right):
        return self._asks((left, right), _same)

    def above(self, left, right, strict, depth=DEPTH):
        """Whether left > right (or >=): by the sign of the gap, part by part, or as it rises from an end."""
        gap = sub(left, right)
        return (
            self._sign(gap, strict)
            or self._each(gap, strict)
            or (depth > 0 and self._rises(gap, strict, depth))
        )

    def _sign(self, gap, strict):
        try:
            return self._asks((gap, ZERO), _above(strict))
        except Unknown:
            return False

    def _each(self, gap, strict):
        """Whether the parts of a product or a sum have the sign; a help where there are sums."""
        if not any(node[0] == "sum" for node in terms.nodes(gap)):
            return False
        operation, *parts = gap
        if operation == "pow" and parts[1][0] == NUMBER and not strict:
            exponent = parts[1][1]
            if exponent.q == 1 and exponent > 0 and exponent.p % 2 == 0:
                return self._is_defined(parts[0])
        if operation in ("mul", "add") and len(parts) > 1:
            some = [self._sign(part, True) or self._each(part, True) for part in parts]
            if operation == "mul" and strict or all(some):
                return all(some)
            rest = [
                known or self._sign(part, False) or self._each(part, False)
                for part, known in zip(parts, some, strict=True)
            ]
            return all(rest) and (not strict or any(some))
        if operation == "sum":
            body, k, first, last = parts
            if "oo" in (first[0][-2:], last[0][-2:]) or contains_bound(first) or contains_bound(last):
                return False
            # One summand, at any index, whether or not it is in the range.
            index = sp.Dummy("k")
            one = Prover({**self.domain, index: sp.S.Reals}, self.entries, self.also)
            here = (SYMBOL, index)
            long_enough = sub(last, sub(first, ZERO if strict else ONE))
            return self._sign(long_enough, False) and one.above(
                terms.replace(body, {k: here}), ZERO, strict, 0
            )
        return False

    def _is_defined(self, tree):
        try:
            return self._asks((tree,), _defined)
        except Unknown:
            return False

    def _rises(self, gap, strict, depth):
        if any(node[0] in _SPLIT for node in terms.nodes(gap)):
            return False
        for symbol, space in sorted(self.domain.items(), key=str):
            x = (SYMBOL, symbol)
            if not isinstance(space, sp.Interval) or not terms.contains(gap, x):
                continue
            for end, turn, is_open in ((space.start, 1, space.left_open), (space.end, -1, space.right_open)):
                if not end.is_infinite and self._rises_from(gap, x, end, turn, strict, is_open, depth):
                    return True
        return False

    def _rises_from(self, gap, x, end, turn, strict, is_open, depth):
        """Whether a gap has the sign at one end, and its slope, away from there, on the whole interval."""
        space, reader = self.domain[x[1]], terms.Reader(self.domain)
        left, right = space.left_open and turn < 0, space.right_open and turn > 0
        closed = {**self.domain, x[1]: sp.Interval(space.start, space.end, left, right)}
        there = {s: other for s, other in self.domain.items() if s != x[1]}
        try:
            slope = mul(number(turn), terms.derivative(gap, x))
            return (
                self._asks((gap, slope), _defined, closed)
                and Prover(there, self.entries).above(
                    terms.replace(gap, {x: reader.read(end)}), ZERO, strict and not is_open, 1
                )
                and self.above(slope, ZERO, strict and is_open, depth - 1)
            )
        except (Unknown, Outside):
            return False

    def only_minimiser(self, best, risk, variable):
        """Whether a smooth risk is strictly convex on its interval, and stationary at a point inside."""
        x, space, reader = (SYMBOL, variable), self.domain[variable], terms.Reader(self.domain)
        if not isinstance(space, sp.Interval) or terms.contains(best, x):
            return False
        if any(node[0] in _SPLIT for node in terms.nodes(risk)):
            return False
        slope = terms.derivative(risk, x)
        there = Prover(
            {symbol: other for symbol, other in self.domain.items() if symbol != variable}, self.entries
        )
        for end, sign in ((space.start, 1), (space.end, -1)):
            gap = mul(number(sign), sub(best, reader.read(end)))
            if not end.is_infinite and not there.above(gap, ZERO, True, 0):
                return False
        return (
            self._asks((risk, slope), _defined)
            and there.identical(terms.replace(slope, {x: best}), ZERO)
            and self.above(terms.derivative(slope, x), ZERO, True, 1)
        )


def contains_bound(tree):
    return any(node[0] == BOUND for node in terms.nodes(tree))
