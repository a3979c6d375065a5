"""How the book sets its formulas: terms and factors in the order in which the field writes them.

`tex` gives the TeX of an expression, `text` a line of plain text. In a notebook, importing this module is
enough: every expression is shown so. The second half says in words what a verdict has shown.
"""

import re
import sys

from ._extra import needs_extra

with needs_extra():
    import sympy as sp
    from sympy.core.function import AppliedUndef
    from sympy.printing.latex import LatexPrinter
    from sympy.printing.precedence import PRECEDENCE
    from sympy.printing.str import StrPrinter

#: Printed names of what SymPy does not have; each is one quantity, without a relation or a sum in it.
NAMES = {
    "E": r"\operatorname{E}",
    "R": r"R",
    "tolerance": "T",
    "lam": r"\lambda",
}
#: An input comes behind the factor that it is multiplied by, as in (y - a) x.
_INPUTS = ("x",)
_FIRST = {"y": "f"}  # a label stands right before a score: y f
_TALL = re.compile(r"\\(frac|sum|prod|int|begin|lim|sqrt)")
#: How wide a display may be, in widths of a letter M, before it is broken.
WIDTH = 38
WIDTH_BESIDE_A_REASON = 26
WIDTH_IN_LINE = 20


def _is_input(factor):
    return (factor.is_Symbol or isinstance(factor, sp.Indexed)) and str(factor)[:1] in _INPUTS


def _is_simple(factor):
    base = factor.base if factor.is_Pow else factor
    return base.is_Symbol or base.is_number or isinstance(base, sp.Indexed)


def _is_negative(term):
    return term.as_coeff_Mul()[0].is_negative


def _letter(expr):
    name = str(getattr(getattr(expr, "base", expr), "label", getattr(expr, "name", expr)))
    return _FIRST.get(name[:1], name[:1]) + ("" if name[:1] in _FIRST else "~") + name


def _term_key(term):
    """Order terms: without a minus, numbers, higher powers, shorter, by letters."""
    symbols = sorted(map(_letter, term.free_symbols - term.atoms(sp.Indexed)))
    powers = term.as_powers_dict() if term.is_Mul or term.is_Pow else {term: sp.S.One}
    degree = sum(p for b, p in powers.items() if _is_simple(b) and not b.is_number and p.is_Integer)
    if any(isinstance(b, sp.exp) and not _is_negative(b.args[0]) for b in powers):
        degree = sp.oo
    return (
        bool(_is_negative(term)),
        not term.is_number,
        -degree,
        sp.count_ops(term),
        symbols,
        sp.default_sort_key(term),
    )


def _ordered(expr):
    """Return the terms of a sum in order; the number of a polynomial of several terms comes last."""
    terms = sorted(expr.args, key=_term_key)
    numbers = [term for term in terms if term.is_number]
    others = [term for term in terms if not term.is_number]
    degrees = [-_term_key(term)[2] for term in others]
    polynomial = expr.is_polynomial(*expr.free_symbols) and len(others) > 1 and max(degrees) > 1
    return others + numbers if polynomial else terms


def _signed_key(expr):
    """Order an expression and its opposite: the first letter without a minus decides."""
    first = min(expr.args, key=_term_key)
    return _is_negative(first), sorted(map(_letter, first.free_symbols - first.atoms(sp.Indexed)))


def _factor_key(factor, others=()):
    """Order factors: numbers, symbols, what was defined, sums in brackets, functions, big operators.

    A function comes before a sum that contains it, as in s(z) (1 - s(z)).
    """
    base = factor.base if factor.is_Pow else factor
    if factor.is_number:
        rank = 0
    elif base.is_Symbol or isinstance(base, sp.Indexed):
        rank = 2 if hasattr(base, "definition") else 1
    elif isinstance(base, AppliedUndef) and any(other.is_Add and other.has(base) for other in others):
        rank = 2
    elif isinstance(factor, sp.exp):
        rank = 4
    elif base.is_Add or base.is_Pow:
        rank = 3
    elif isinstance(base, sp.Sum | sp.Product | sp.Integral | sp.Limit):
        rank = 7
    else:
        rank = 6 if isinstance(base, sp.log) else 5
    return rank, _letter(base), sp.default_sort_key(factor)


def _varies_by_its_argument(call, variables):
    """Whether a derivative is that of a function, as f'(x): x does not stand in its definition too."""
    own = getattr(getattr(call.func, "definition", None), "free_symbols", set())
    return isinstance(call, AppliedUndef) and call.args == tuple(variables) and not own & set(variables)


def _takes_indices(call):
    """Whether a defined function is one of indices, as p(k) = exp(z[k])/S, and so is written as p_k."""
    definition = getattr(call.func, "definition", None)
    indices = set().union(*(e.indices for e in definition.expr.atoms(sp.Indexed))) if definition else ()
    return bool(definition) and all(variable in indices for variable in definition.variables)


class Printer(LatexPrinter):
    """SymPy's TeX printer with the orders, brackets and names of the book."""

    def _brackets(self, tex, left="(", right=")"):
        return rf"\left{left}{tex}\right{right}" if _TALL.search(tex) else f"{left}{tex}{right}"

    def _add_parens(self, s):
        return self._brackets(s)

    def _add_parens_lspace(self, s):
        return self._brackets(s)

    def _in_brackets(self, expr):
        return self._brackets(self._print(expr))

    def _print_Add(self, expr, order=None):
        tex = ""
        for term in _ordered(expr):
            if _is_negative(term):
                tex += " - " if tex else "-"
                term = -term
            elif tex:
                tex += " + "
            tex += self._in_brackets(term) if term.is_Add or term.is_Piecewise else self._print(term)
        return tex

    def _print_Mul(self, expr):
        coefficient, rest = expr.as_coeff_Mul()
        if coefficient.is_negative:
            inner = -expr
            return "-" + (self._in_brackets(inner) if inner.is_Add else self._print(inner))
        top, bottom = sp.fraction(expr, exact=True)
        if bottom == 1:
            return self._print_factors(sp.Mul.make_args(top))
        above, behind = [], []
        for factor in sp.Mul.make_args(top):
            base = factor.base if factor.is_Pow else factor
            big = isinstance(base, sp.Sum | sp.Product | sp.Integral | sp.Derivative | sp.Piecewise)
            big |= isinstance(base, sp.log | AppliedUndef) and (bottom.is_Symbol or bottom.is_Integer)
            (behind if big else above).append(factor)
        if bottom.is_Integer and not all(map(_is_simple, above)):
            behind += [factor for factor in above if not factor.is_number]
            above = [factor for factor in above if factor.is_number]
        fraction = rf"\frac{{{self._print_factors(above or [sp.S.One])}}}{{{self._print(bottom)}}}"
        if not behind:
            return fraction
        inner = self._print_factors(behind)
        return f"{fraction} {self._brackets(inner) if len(behind) == 1 and behind[0].is_Add else inner}"

    def _print_factors(self, factors):
        factors = [f for f in factors if f != 1 or len(factors) == 1]
        factors = sorted(factors, key=lambda f: _factor_key(f, factors))
        terms = [sp.Mul.make_args(term) for f in factors if f.is_Add for term in f.args]
        inputs = [f for f in factors if _is_input(f) and not any(f in term for term in terms)]
        behind = sum(_factor_key(f, factors)[0] < 4 for f in factors if f not in inputs)
        factors = [f for f in factors if f not in inputs]
        factors[behind:behind] = inputs
        printed = []
        for number, factor in enumerate(factors):
            inside = factor.is_Add or factor.is_Piecewise
            big = isinstance(factor, sp.Sum | sp.Product | sp.Integral | sp.Limit | sp.Derivative)
            if inside and len(factors) > 1 or big and number < len(factors) - 1:
                tex = self._in_brackets(factor)
            else:
                tex = self._print(factor)
            if printed and re.match(r"\d|\\frac\{\d", tex) and re.search(r"\d$", printed[-1]):
                tex = r"\cdot " + tex
            printed.append(tex)
        return r" \, ".join(printed) if any("log" in tex for tex in printed[:-1]) else " ".join(printed)

    def _print_Pow(self, expr):
        if (
            expr.base.is_Function
            and not isinstance(expr.base, sp.exp)
            and expr.exp.is_Integer
            and expr.exp > 0
        ):
            named = isinstance(expr.base, AppliedUndef)
            base = self._print(expr.base) if named else self._in_brackets(expr.base)
            return f"{base}^{{{self._print(expr.exp)}}}"
        return super()._print_Pow(expr)

    def _print_log(self, expr, exp=None):
        (argument,) = expr.args
        plain = (
            argument.is_Symbol
            or argument.is_Integer
            or isinstance(argument, sp.Indexed | sp.Product | AppliedUndef)
        )
        tex = rf"\log {self._print(argument)}" if plain else rf"\log{self._in_brackets(argument)}"
        return tex if exp is None else f"{self._brackets(tex)}^{{{exp}}}"

    def _print_Function(self, expr, exp=None):
        name = self._hprint_Function(expr.func.__name__)
        arguments = ", ".join(map(self._print, expr.args))
        tex = f"{name}_{{{arguments}}}" if _takes_indices(expr) else name + self._brackets(arguments)
        return tex if exp is None else f"{self._brackets(tex)}^{{{exp}}}"

    _print_tanh = _print_sinh = _print_cosh = _print_Function

    def _hprint_Function(self, func):
        known = {"tanh": r"\tanh", "sinh": r"\sinh", "cosh": r"\cosh"}
        return NAMES.get(func) or known.get(func) or self._print_Symbol(sp.Symbol(func))

    def _print_Symbol(self, expr, style="plain"):
        return NAMES.get(expr.name) or super()._print_Symbol(expr).replace(r"\phi", r"\varphi")

    def _print_Indexed(self, expr, exp=None):
        indices = ", ".join(map(self._print, expr.indices))
        tex = f"{self._print(expr.base.label)}_{{{indices}}}"
        return tex if exp is None else f"{tex}^{{{exp}}}"

    def _print_Max(self, expr, exp=None):
        name = r"\max" if isinstance(expr, sp.Max) else r"\min"
        tex = name + self._brackets(", ".join(map(self._print, sorted(expr.args, key=_term_key))))
        return tex if exp is None else f"{self._brackets(tex)}^{{{exp}}}"

    _print_Min = _print_Max

    def _print_Abs(self, expr, exp=None):
        inner = expr.args[0]
        tex = self._print(min(inner, sp.expand(-inner), key=_signed_key) if inner.is_Add else inner)
        tex = rf"\left\lvert {tex} \right\rvert" if _TALL.search(tex) else rf"\lvert {tex} \rvert"
        return tex if exp is None else f"{tex}^{{{exp}}}"

    def _print_sign(self, expr, exp=None):
        tex = r"\operatorname{sign}" + self._in_brackets(expr.args[0])
        return tex if exp is None else f"{self._brackets(tex)}^{{{exp}}}"

    def _print_Sum(self, expr):
        return self._print_big(r"\sum", expr)

    def _print_Product(self, expr):
        return self._print_big(r"\prod", expr)

    def _print_big(self, operator, expr):
        signs = "".join(
            f"{operator}_{{{self._print(index)}={self._print(a)}}}^{{{self._print(b)}}} "
            for index, a, b in expr.limits
        )
        inner = self._print(expr.function)
        return signs + (self._brackets(inner, "[", "]") if expr.function.is_Add else inner)

    def _print_Derivative(self, expr):
        function = expr.expr
        ((x, order), *others) = expr.variable_count
        if _varies_by_its_argument(function, (x,)) and not others and order < 4:
            return self._primed(function, order) + self._brackets(self._print(x))
        return super()._print_Derivative(expr)

    def _print_Subs(self, expr):
        inner = expr.expr
        if isinstance(inner, sp.Derivative) and _varies_by_its_argument(inner.expr, expr.variables):
            return self._primed(inner.expr, inner.derivative_count) + self._in_brackets(expr.point[0])
        return super()._print_Subs(expr)

    def _primed(self, function, order):
        name = self._hprint_Function(function.func.__name__)
        return (f"{{{name}}}" if "^" in name else name) + "'" * int(order)

    def _print_Piecewise(self, expr):
        rows = [
            f"{self._print(value)} & "
            + (r"\text{otherwise}" if condition == sp.true else rf"\text{{if }} {self._print(condition)}")
            for value, condition in expr.args
        ]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


class _TextPrinter(StrPrinter):
    def _print_Add(self, expr, order=None):
        line = ""
        for term in _ordered(expr):
            sign = "-" if _is_negative(term) else "+"
            line += f" {sign} " if line else sign.strip("+")
            line += self.parenthesize(-term if _is_negative(term) else term, PRECEDENCE["Add"])
        return line

    def _print_Dummy(self, expr):
        return expr.name


def tex(expr):
    """Return the TeX of an expression, a matrix or a relation.

    Examples
    --------
    >>> from lossutils.proof import define
    >>> y, f = sp.symbols("y f", real=True)
    >>> tex(y - f), tex(sp.Max(0, 1 - y * f))
    ('y - f', '\\\\max(0, 1 - y f)')
    >>> k, z = sp.Symbol("k", integer=True), sp.IndexedBase("z", real=True)
    >>> tex(define("p", lambda k: sp.exp(z[k]))(k))
    'p_{k}'
    >>> tex(y * (1 - y) / 2)
    '\\\\frac{1}{2} y (1 - y)'
    >>> s = sp.Function("s")(f)
    >>> tex(s * (1 - s)), tex((1 - s) ** 2 / 2), tex(s.diff(f).subs(f, 2 * y))
    ('s(f) (1 - s(f))', '\\\\frac{1}{2} (1 - s(f))^{2}', "s'(2 y)")
    """
    return Printer().doprint(expr)


def text(expr):
    """Return an expression as a line of plain text."""
    return _TextPrinter().doprint(expr)


def width(formula):
    """Return about how wide a formula is, in widths of a letter M."""
    size = re.compile(r"[_^]\{([^{}]*)\}")
    fraction = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
    before = None
    while before != formula:
        before = formula
        formula = fraction.sub(lambda m: max(m.groups(), key=len), formula)
        if before == formula:
            formula = size.sub(lambda m: m[1][: -(-len(m[1]) * 2 // 3)], formula, count=1)
    formula = re.sub(
        r"\\(left|right|displaystyle|begin|end|\w?text|operatorname)\b|[{}&]|\\[,;]", "", formula
    )
    formula = re.sub(r"\\[A-Za-z]+", "M", re.sub(r"\\(log|max|min|exp|sign)", "MM", formula))
    relations = len(re.findall(r" [-+=<>M] ", formula))
    return 0.55 * len(formula.replace(" ", "")) + 0.9 * relations


# ---- what a verdict says

_RELATIONS = {sp.Gt: (">", ">"), sp.Ge: (r"\geq", ">="), sp.Lt: ("<", "<"), sp.Le: (r"\leq", "<=")}


class _Tex:
    """Pieces of a sentence as TeX between dollars."""

    show = staticmethod(tex)
    le, dots, element = r"\leq", r"\dots", r"\in"

    @staticmethod
    def formula(inner):
        return f"${inner}$"


class _Text:
    """Pieces of a sentence as plain text."""

    show = staticmethod(text)
    le, dots, element = "<=", "...", "in"

    @staticmethod
    def formula(inner):
        return inner


def _listed(parts):
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _first_seen(claim):
    """Return a key that sorts symbols by their first place in a claim."""
    order = {}
    for side in claim.sides:
        for node in sp.preorder_traversal(side):
            for symbol in (getattr(node, "base", None), node) if isinstance(node, sp.Indexed) else (node,):
                order.setdefault(symbol, len(order))
    return lambda symbol: order.get(symbol, len(order))


def _range_of_entries(base, claim, way):
    """Return an indexed symbol with its first and last index, as x_1, ..., x_n, or with its own indices."""
    entries = sorted((e for side in claim.sides for e in _all_indexed(side) if e.base == base), key=str)
    limits = {
        (index, a, b)
        for side in claim.sides
        for big in _all_sums(side)
        for index, a, b in getattr(big, "limits", ())
    }
    ranges = [
        (a, b) for index, a, b in sorted(limits, key=str) if any(e.indices == (index,) for e in entries)
    ]
    first = [(a, b) for a, b in ranges if not any(end == a - 1 for _, end in ranges)]
    if first:
        a, b = first[0]
        for _ in ranges:  # one sum may go on where another ends
            b = next((end for start, end in ranges if start == b + 1), b)
        return f"{way.show(base[a])}, {way.dots}, {way.show(base[b])}"
    return ", ".join(dict.fromkeys(way.show(entry) for entry in entries))


def _with_definitions(expr):
    """Yield an expression and, one by one, what its names stand for."""
    seen, waiting = set(), [expr]
    while waiting:
        yield (current := waiting.pop())
        for name, definition in _definitions_in(current):
            if name not in seen:
                seen.add(name)
                waiting.append(definition)


def _definitions_in(expr):
    for node in sp.preorder_traversal(expr):
        if isinstance(node, AppliedUndef) and hasattr(node.func, "definition"):
            yield node.func, node.func.definition.expr
        elif hasattr(node, "definition") and isinstance(node, sp.Symbol):
            yield node, node.definition


def _all_indexed(side):
    return [e for part in _with_definitions(side) for e in part.atoms(sp.Indexed)]


def _all_sums(side):
    return [e for part in _with_definitions(side) for e in part.atoms(sp.Sum, sp.Product)]


def _condition(symbol, ends, claim, way):
    """Return a condition on one symbol, or None if it only says that the symbol is real."""
    indexed = isinstance(symbol, sp.IndexedBase)
    name = _range_of_entries(symbol, claim, way) if indexed else way.show(symbol)
    if ends == sp.S.Reals:
        return None
    if ends == sp.S.Naturals or ends == sp.S.Naturals0:
        first = "1, 2" if ends == sp.S.Naturals else "0, 1"
        return way.formula(f"{name} = {first}, {way.dots}")
    if ends == sp.S.Integers:
        return f"integer {way.formula(name)}"
    if isinstance(ends, sp.FiniteSet):
        return way.formula(f"{name} = {way.show(ends.args[0])}")
    if isinstance(ends, sp.Range):
        a, b = ends.start, ends.stop if ends.stop == sp.oo else ends.stop - 1
        end = f"{way.dots}" if b == sp.oo else f"{way.dots}, {way.show(b)}"
        return way.formula(f"{name} = {way.show(a)}, {end}")
    if isinstance(ends, sp.Union):
        return f"nonzero {way.formula(name)}"
    a, b = ends.inf, ends.sup
    if indexed and "," in name:
        inner = f"({way.show(a)}, {way.show(b)})"
        whole = {
            (0, sp.oo): f"{name} > 0"
            if ends.left_open
            else f"{name} {way.le.replace('l', 'g').replace('<', '>')} 0"
        }
        return way.formula(whole.get((a, b), f"{name} {way.element} {inner}"))
    left, right = "<" if ends.left_open else way.le, "<" if ends.right_open else way.le
    ge = {"<": ">", "<=": ">=", r"\leq": r"\geq"}
    if b == sp.oo:
        return way.formula(f"{name} {ge[left]} {way.show(a)}")
    if a == -sp.oo:
        return way.formula(f"{name} {right} {way.show(b)}")
    return way.formula(f"{way.show(a)} {left} {name} {right} {way.show(b)}")


_WHOLE = (sp.S.Naturals, sp.S.Naturals0)


def _conditions(claim, way):
    """Return the conditions under which a claim holds, as one phrase."""
    seen = _first_seen(claim)
    symbols = sorted(
        (s for s in claim.domain if s != claim.variable),
        key=lambda s: (claim.domain[s] not in _WHOLE, seen(s)),
    )
    found = [(_condition(s, claim.domain[s], claim, way), s) for s in symbols]
    fixed = [condition for condition, s in found if isinstance(claim.domain[s], sp.FiniteSet)]
    parts = [condition for condition, _ in found if condition and condition not in fixed]
    real = [
        way.formula(_range_of_entries(s, claim, way) if isinstance(s, sp.IndexedBase) else way.show(s))
        for condition, s in found
        if not condition
    ]
    generic = {
        n.func for side in claim.sides for n in side.atoms(AppliedUndef) if not hasattr(n.func, "definition")
    }
    functions = [
        way.formula(Printer()._hprint_Function(g.__name__) if way is _Tex else g.__name__)
        for g in sorted(generic, key=lambda g: g.__name__)
    ]
    if real:
        parts.append(f"real {_listed(real)}")
    if functions:
        parts.append(
            f"smooth real functions {_listed(functions)}"
            if functions[1:]
            else f"every smooth real function {functions[0]}"
        )
    if not fixed:
        return f"For all {_listed(parts)}" if parts else ""
    return f"For {_listed(fixed)}" + (f" and all {_listed(parts)}" if parts else "")


def _definitions(claims, way):
    """Return the definitions of all names in the claims, as formulas."""
    found = {}
    for claim, part in ((c, part) for c in claims for side in c.sides for part in _with_definitions(side)):
        for node in sp.preorder_traversal(part):
            if isinstance(node, AppliedUndef) and hasattr(node.func, "definition"):
                variables, body = node.func.definition.args
                found.setdefault(node.func, (node.func(*variables), body))
            elif isinstance(node, sp.Symbol) and hasattr(node, "definition") and node not in claim.domain:
                found.setdefault(node, (node, node.definition))
    return [way.formula(f"{way.show(name)} = {way.show(body)}") for name, body in found.values()]


def _statement_as_text(claim):
    if claim.kind == "agreement":
        return claim.sentence(text)
    if claim.kind == "minimiser":
        best, risk = claim.sides
        where = (
            _condition(claim.variable, claim.domain[claim.variable], claim, _Text) or f"real {claim.variable}"
        )
        return f"the only minimiser of {text(risk)} over {where} is {text(best)}"
    if claim.kind == "identical":
        first, *rest = map(text, claim.sides)
        reasons = [f" ({reason})" for reason in claim.reasons] or [""] * len(rest)
        return first + "".join(f" = {side}{reason}" for side, reason in zip(rest, reasons, strict=True))
    (left, right), relation = _as_written(claim)
    return f"{text(left)} {_RELATIONS[relation][1]} {text(right)}"


def _as_written(claim):
    relation = claim.written or (sp.Gt if claim.kind == "positive" else sp.Ge)
    larger, smaller = claim.sides
    return ((larger, smaller) if relation in (sp.Gt, sp.Ge) else (smaller, larger)), relation


def _groups(claims, way):
    """Yield (conditions, claims) for neighbours that hold under the same conditions."""
    group, shared = [], None
    for claim in claims:
        conditions = "" if claim.kind == "agreement" else _conditions(claim, way)
        if group and conditions != shared:
            yield shared, group
            group = []
        group.append(claim)
        shared = conditions
    yield shared, group


def verdict_as_text(claims):
    """Return what has been shown as plain text."""
    sentences = []
    for conditions, group in _groups(claims, _Text):
        statements = "; ".join(map(_statement_as_text, group))
        sentences.append(f"{conditions}: {statements}" if conditions else statements)
    mathematical = [claim for claim in claims if claim.kind != "agreement"]
    where = _definitions(mathematical, _Text)
    return "; ".join(sentences) + (f", where {_listed(where)}" if where else "")


def _broken(expr, room):
    """Return the TeX of an expression in lines that fit, broken between terms."""
    whole = tex(expr)
    if width(whole) <= room or not expr.is_Add:
        return [whole]
    lines = [""]
    for term in _ordered(expr):
        piece = tex(term)
        piece = piece if piece.startswith("-") or not any(lines) else f"+ {piece}"
        if lines[-1] and width(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


def _display(left, relation, right):
    """Return a displayed relation, broken at the relation and then between terms where it is long."""
    head, tail = tex(left), tex(right)
    if width(head) + width(tail) + 2 <= WIDTH_IN_LINE and not _TALL.search(head + tail):
        return f"${head} {relation} {tail}$."
    if width(head) + width(tail) + 2 <= WIDTH:
        return f"$$\n{head} {relation} {tail}\n$$"
    head, *more = _broken(left, WIDTH)
    rows = [head, *(rf"\quad {line}" for line in more)] if width(head) > 8 or more else []
    first, *more = _broken(right, WIDTH - (3 if rows else width(head) + 3))
    start = rf"\quad {relation} {first}" if rows else rf"{head} {relation} {first}"
    rows += [start, *(rf"\qquad {line}" for line in more)]
    return "$$\n\\begin{aligned}\n&" + " \\\\\n&".join(rows) + "\n\\end{aligned}\n$$"


def _chain(claim):
    """Return a chain of equalities as a table: a side in each line, and the reason beside it."""
    first, *sides = claim.sides
    rows = [(tex(first), "")]
    for side, reason in zip(sides, claim.reasons or [""] * len(sides), strict=True):
        head, *more = _broken(side, WIDTH_BESIDE_A_REASON)
        rows.append((rf"{{}} = {head}", reason))
        rows += [(rf"\quad {line}", "") for line in more]
    lines = [rf"| $\displaystyle {formula}$ | {reason} |" for formula, reason in rows]
    return "\n".join(["| | |", "|---|---|", *(line.replace("|\\", "\\") for line in lines)])


def _statement_as_markdown(claim):
    if claim.kind == "agreement":
        return claim.sentence(lambda expr: rf"$\displaystyle {tex(expr)}$") + "."
    if claim.kind == "minimiser":
        best, risk = claim.sides
        where = (
            _condition(claim.variable, claim.domain[claim.variable], claim, _Tex)
            or f"real ${tex(claim.variable)}$"
        )
        risk, best = (rf"$\displaystyle {tex(side)}$" for side in (risk, best))
        return f"the only minimiser of {risk} over {where} is {best}."
    if claim.kind == "identical":
        if len(claim.sides) > 2 or claim.reasons:
            return _chain(claim)
        return _display(claim.sides[0], "=", claim.sides[1])
    (left, right), relation = _as_written(claim)
    return _display(left, _RELATIONS[relation][0], right)


def verdict_as_markdown(claims):
    """Return what has been shown as Markdown with TeX."""
    blocks = []
    for conditions, group in _groups(claims, _Tex):
        head = f"✓ {conditions}:" if conditions else "✓"
        for claim in group:
            statement = _statement_as_markdown(claim)
            if statement.startswith(("$$", "|")):
                blocks += [head, statement] if head else [statement]
            else:
                blocks.append(f"{head} {statement}".strip())
            head = ""
    where = _definitions([claim for claim in claims if claim.kind != "agreement"], _Tex)
    if where:
        blocks.append(f"where {_listed(where)}.")
    return "\n\n".join(blocks)


def _use_in_notebooks():
    """Let Jupyter show every expression in the book's notation."""
    if "IPython" not in sys.modules or not (shell := sys.modules["IPython"].get_ipython()):
        return
    latex = shell.display_formatter.formatters["text/latex"]
    for kind in (sp.Basic, sp.MatrixBase):
        latex.for_type(kind, lambda expr: rf"$\displaystyle {tex(expr)}$")


_use_in_notebooks()
