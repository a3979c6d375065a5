"""What the loss explorer shows: its form, and its formulas as JavaScript.

No formula is typed here. The expressions are those that the formula sheet defines, shows and compares
with `lossutils`; the build prints them as functions of a script.
"""

import json
from pathlib import Path

import jinja2
import nbformat
import sympy as sp
from sympy.codegen.cfunctions import log1p
from sympy.core.relational import Relational

from lossutils import LOSSES, _domains, plotting

HERE = Path(__file__).parent
SHEET = HERE.parents[1] / "book" / "choosing" / "formulas.ipynb"

#: Of each loss: its name on the page, its chapter, its colour (a number of the book's cycle) and its dash.
SHOWN = {
    "squared": ("squared", "regression/squared", 4, []),
    "absolute": ("absolute", "regression/absolute", 0, [8, 4]),
    "huber": ("Huber", "regression/squared", 5, []),
    "pinball": ("pinball", "regression/absolute", 1, [8, 4]),
    "zero_one_tolerance": ("zero-one with tolerance", "foundations/zero_one", 2, [8, 4]),
    "zero_one": ("zero-one", "foundations/zero_one", None, []),
    "perceptron": ("perceptron", "margin/perceptron", 0, []),
    "hinge": ("hinge", "margin/hinge", 1, []),
    "exponential": ("exponential", "margin/exponential", 3, []),
    "logistic": ("logistic", "margin/logistic", 2, []),
    "binary_cross_entropy": ("cross-entropy", "probability/bernoulli_mle", 2, []),
    "binary_cross_entropy_with_logits": (
        "cross-entropy of a logit",
        "probability/log_loss_is_cross_entropy",
        4,
        [3, 6],
    ),
    "sigmoid_squared_error": ("squared error of a sigmoid", "probability/sigmoid_gradients", 3, [8, 4]),
}
#: What is drawn at first; for probabilities too, as far as it takes them.
CHOSEN = {"zero_one", "hinge", "logistic", "squared", "binary_cross_entropy"}
#: By domain: the variable, and the two labels for each kind of prediction that the loss takes.
_SIGNED, _BINARY = (1, -1), (1, 0)
DOMAINS = {
    _domains.RESIDUAL: ("f", {"score": _SIGNED, "probability": _BINARY}),
    _domains.MARGIN: ("f", {"score": _SIGNED}),
    _domains.LOGIT: ("z", {"score": _BINARY}),
    _domains.PROBABILITY: ("p", {"probability": _BINARY}),
}
#: By its name in `lossutils`: symbol of the sheet, letter on the page, and least, largest and step.
PARAMETERS = {
    "delta": ("delta", "δ", 0.1, 3, 0.05),
    "tau": ("tau", "τ", 0.01, 0.99, 0.01),
    "tolerance": ("T", "T", 0.1, 3, 0.05),
}


def sheet():
    """Return the names that the formula sheet defines; its comparisons are the business of the tests."""
    names = {}
    for cell in nbformat.read(SHEET, as_version=4).cells:
        if cell.cell_type == "code" and "check" not in cell.metadata.get("tags", []):
            exec(compile(cell.source, str(SHEET), "exec"), names)
    return names


def expressions(names):
    """Return the value and the gradient of every loss of one prediction, in its label and prediction."""
    nothing = sp.Integer(0)
    pairs = {
        "squared": names["squared"],
        "absolute": names["absolute"],
        "huber": (names["huber"], names["huber_grad"]),
        "pinball": (names["pinball"], names["pinball_grad"]),
        "zero_one_tolerance": (names["tolerant"], nothing),
        "zero_one": (names["zero_one"], nothing),
        "perceptron": names["perceptron"],
        "hinge": names["hinge"],
        "exponential": names["exponential"],
        "logistic": names["logistic"],
        "binary_cross_entropy": names["binary"],
        "binary_cross_entropy_with_logits": names["logits"],
        "sigmoid_squared_error": names["through"],
    }
    written_out = {
        names["r"]: names["y"] - names["f"],  # the residual
        names["a"]: 1 / (1 + sp.exp(-names["z"])),  # the output of the sigmoid
    }
    return {name: [expr.subs(written_out) for expr in pair[:2]] for name, pair in pairs.items()}


def ends(expressions, x):
    """Return the places where a branch of the expressions ends: between them, all are smooth."""
    edges = set()
    for expression in expressions:
        edges |= {part.args[0] for part in expression.atoms(sp.Abs, sp.sign)}
        edges |= {part.args[0] - part.args[1] for part in expression.atoms(sp.Max)}
        edges |= {part.lhs - part.rhs for part in expression.atoms(Relational)}
    places = {place for edge in edges if edge.has(x) for place in sp.solve(edge, x)}
    return sorted(places, key=sp.default_sort_key)


def without_overflow(expression):
    """Return the expression with log(1 + exp(u)) in the form that the comparison chapter proves equal."""
    u = sp.Wild("u")
    return expression.replace(sp.log(1 + sp.exp(u)), sp.Max(u, 0) + log1p(sp.exp(-sp.Abs(u))))


def formulas():
    """Return what the page computes: by loss and kind of prediction, for both labels, expressions.

    An entry holds the variable, the symbol of the parameter (or None) and, for each label, the label,
    value, gradient and ends of branches.
    """
    names = sheet()
    result = {}
    for name, pair in expressions(names).items():
        variable, kinds = DOMAINS[LOSSES[name].domain]
        x = names[variable]
        symbols = [names[PARAMETERS[key][0]] for key in LOSSES[name].parameters]
        for kind, labels in kinds.items():
            cases = []
            for label in labels:
                case = [expression.subs(names["y"], label) for expression in pair]
                cases.append((label, *map(without_overflow, case), ends(case, x)))
            result[name, kind] = (x, symbols[0] if symbols else None, cases)
    return result


def _javascript(expression):
    return " ".join(sp.jscode(expression, user_functions={"log1p": "Math.log1p"}).split())


def script():
    """Return the script that defines `lossFormulas`."""
    lines = ["/* Written by the build, from the formula sheet of the book. */", "var lossFormulas = {};"]
    lines += [f"lossFormulas[{json.dumps(name)}] = {{}};" for name in SHOWN]
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
    losses = [
        {
            "name": name,
            "title": title,
            "chapter": chapter,
            "kinds": list(DOMAINS[LOSSES[name].domain][1]),
            "color": plotting.FAINT if color is None else plotting.CYCLE[color],
            "dash": dash,
            "chosen": name in CHOSEN,
            "parameter": next(iter(LOSSES[name].parameters), ""),
        }
        for name, (title, chapter, color, dash) in SHOWN.items()
    ]
    parameters = [
        {"name": key, "letter": letter, "min": low, "max": high, "step": step, "value": value, "loss": loss}
        for loss in LOSSES.values()
        for key, value in loss.parameters.items()
        for _, letter, low, high, step in [PARAMETERS[key]]
    ]
    template = jinja2.Template((HERE / "explorer.html").read_text(encoding="utf-8"), autoescape=True)
    return template.render(losses=losses, parameters=parameters)
