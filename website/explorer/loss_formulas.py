"""What the loss explorer shows: its form, and its formulas as JavaScript.

No formula is typed here. The expressions are those that the chapters define and the formula sheet compares
with `lossutils`; the build prints them as functions of a script.
"""

import json
import unicodedata
from pathlib import Path

import jinja2
import sympy as sp
from sympy.codegen.cfunctions import log1p
from sympy.core.relational import Relational

from lossutils import LOSSES, domains, plotting
from lossutils.chapters import derivative, expressions, symbols
from lossutils.notation import NAMES

HERE = Path(__file__).parent
BOOK = HERE.parents[1] / "book"

#: What is drawn at first; for probabilities too, as far as it takes them.
CHOSEN = {"zero_one", "hinge", "logistic", "squared", "binary_cross_entropy"}
#: By domain: the two labels for each kind of prediction that the loss takes.
_SIGNED, _BINARY = (1, -1), (1, 0)
DOMAINS = {
    domains.RESIDUAL: {"score": _SIGNED, "probability": _BINARY},
    domains.MARGIN: {"score": _SIGNED},
    domains.LOGIT: {"score": _BINARY},
    domains.PROBABILITY: {"probability": _BINARY},
}
#: Least, largest and step of a slider, by what the parameter may be.
RANGES = {domains.POSITIVE: (0.1, 3, 0.05), domains.LEVEL: (0.01, 0.99, 0.01)}


def shown():
    """Return the chapter and the expression of every loss of one prediction and at most one parameter."""
    return {
        name: (path.relative_to(BOOK).with_suffix("").as_posix(), expression)
        for name, (path, expression) in expressions(BOOK).items()
        if LOSSES[name].domain in DOMAINS and len(LOSSES[name].parameters) <= 1
    }


def letter(parameter):
    """Return the letter of the book's notation for a parameter, or the Greek one that it is called by."""
    try:
        return NAMES.get(parameter) or unicodedata.lookup(f"GREEK SMALL LETTER {parameter}")
    except KeyError:
        return parameter


def branches(expression):
    """Return the expression with each choice among the arguments of its maxima and minima."""
    bend = next(iter(expression.atoms(sp.Max, sp.Min)), None)
    if bend is None:
        return {expression}
    return {branch for argument in bend.args for branch in branches(expression.subs(bend, argument))}


def ends(cases, x):
    """Return the places where a branch of the expressions ends: between them, all are smooth."""
    edges = set()
    for expression in cases:
        edges |= {part.args[0] for part in expression.atoms(sp.Abs, sp.sign)}
        edges |= {part.args[0] - part.args[1] for part in expression.atoms(sp.Max, sp.Min)}
        edges |= {part.lhs - part.rhs for part in expression.atoms(Relational)}
    edges = {branch for edge in edges for branch in branches(edge)}
    places = {place for edge in edges if edge.has(x) for place in sp.solve(edge, x)}
    return sorted(places, key=sp.default_sort_key)


def without_overflow(expression, x):
    """Return the expression in a form in which no exponential of a large number meets another one.

    log(1 + exp(u)) gets the form that the comparison chapter proves equal. A quotient of sums of exp(x) is
    written with exp(-x) where x is positive.
    """
    u, e = sp.Wild("u"), sp.Dummy(positive=True)
    quotient = sp.factor(expression.subs(sp.exp(x), e))
    if quotient.has(x) or not sp.denom(quotient).has(sp.Add):
        far = sp.Abs(u) + log1p(sp.exp(-2 * sp.Abs(u))) - sp.log(2)
        return expression.replace(sp.log(sp.cosh(u)), far).replace(
            sp.log(1 + sp.exp(u)), sp.Max(u, 0) + log1p(sp.exp(-sp.Abs(u)))
        )
    below, above = quotient.subs(e, sp.exp(x)), sp.factor(quotient.subs(e, 1 / e)).subs(e, sp.exp(-x))
    return sp.Piecewise((below, x < 0), (above, True))


def formulas():
    """Return what the page computes: by loss and kind of prediction, for both labels, expressions.

    An entry holds the variable, the symbol of the parameter (or None) and, for each label, the label,
    value, gradient and ends of branches.
    """
    result = {}
    for name, (_, expression) in shown().items():
        loss, own = LOSSES[name], symbols(name)
        y, x = (own[key] for key in loss.domain.arguments)
        parameter = next((own[key] for key in loss.parameters), None)
        for kind, labels in DOMAINS[loss.domain].items():
            cases = []
            for label in labels:
                value = expression.subs(y, label)
                case = value, derivative(value, x)  # in this order, or a factor that cancels leaves 0/0
                cases.append((label, *(without_overflow(part, x) for part in case), ends(case, x)))
            result[name, kind] = (x, parameter, cases)
    return result


def _javascript(expression):
    return " ".join(sp.jscode(expression, user_functions={"log1p": "Math.log1p"}).split())


def script():
    """Return the script that defines `lossFormulas`."""
    lines = ["/* Written by the build, from the chapters of the book. */", "var lossFormulas = {};"]
    lines += [f"lossFormulas[{json.dumps(name)}] = {{}};" for name in shown()]
    for (name, kind), (x, parameter, cases) in formulas().items():
        arguments = str(x) if parameter is None else f"{x}, {parameter}"
        lines.append(f"lossFormulas.{name}.{kind} = [")
        for label, value, gradient, places in cases:
            lines += [
                f"  {{ label: {label},",
                f"    value: function ({arguments}) {{ return {_javascript(value)}; }},",
                f"    gradient: function ({arguments}) {{ return {_javascript(gradient)}; }},",
                f"    ends: function ({arguments}) {{ return [{', '.join(map(_javascript, places))}]; }} }},",
            ]
        lines.append("];")
    return "\n".join(lines) + "\n"


def form():
    """Return the page's form and drawings, as HTML."""
    chapters = {name: chapter for name, (chapter, _) in shown().items()}
    losses = [
        {
            "name": name,
            "title": LOSSES[name].title,
            "chapter": chapters[name],
            "kinds": list(DOMAINS[LOSSES[name].domain]),
            "color": plotting.LOOKS[name][0],
            "dash": plotting.LOOKS[name][1],
            "chosen": name in CHOSEN,
            "parameter": next(iter(LOSSES[name].parameters), ""),
        }
        for name in chapters
    ]
    parameters = {}
    for name in chapters:
        for key, value in LOSSES[name].parameters.items():
            low, high, step = RANGES[LOSSES[name].value.parameters[key]]
            slider = {"letter": letter(key), "min": low, "max": high, "step": step, "value": value}
            parameters.setdefault(key, slider | {"losses": []})["losses"].append(name)
    template = jinja2.Template((HERE / "explorer.html").read_text(encoding="utf-8"), autoescape=True)
    return template.render(losses=losses, parameters=parameters)
