"""The formula in the docstring of every public function is what the function computes."""

import inspect
import itertools
import re

import numpy as np
import pytest

from lossutils import margin, probability, regression, risk
from tests.support.typed import Formula

FORMULA = re.compile(r"\.\. math::\s*(.*?)(?:\n\n|\Z)", re.DOTALL)
MODULES = (margin, probability, regression, risk)
FUNCTIONS = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and name[0] != "_"
}
ROWS = [np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.1, 0.3])]
SCORES = [np.array([0.4, -1.3, 2.0]), np.array([-0.7, 0.2, 0.1])]
REALS, CHANCES, SOFT = [-2.3, -0.6, 0.4, 1.7], [0.15, 0.8], [0.0, 0.3, 1.0]
#: What the letters of a formula are called in Python.
LETTERS = {"lam": "lambda", "tolerance": "T", "penalty": "Omega", "losses": "ell", "sample_weight": "w"}


def typed(function):
    return [" ".join(text.split()) for text in FORMULA.findall(inspect.getdoc(function) or "")]


def points(name):
    """Yield arguments of a function, by name, at which its formula is compared."""
    arguments = list(inspect.signature(FUNCTIONS[name]).parameters)
    rows = (
        "softmax" in name or "logsumexp" in name or name in ("entropy", "kl_divergence") or "penalty" in name
    )
    rows |= name.startswith("cross_entropy")
    values = {
        "y": ROWS if rows else [-1.0, 1.0] if FUNCTIONS[name].__module__.endswith("margin") else SOFT,
        "f": REALS,
        "z": SCORES if rows else REALS,
        "p": ROWS if rows else CHANCES,
        "q": ROWS[::-1],
        "w": SCORES,
        "delta": [0.5, 2.0],
        "tau": [0.2, 0.7],
        "c": [0.5, 2.0],
        "gamma": [0.5, 2.0],
        "epsilon": [0.5, 2.0],
        "tolerance": [0.5, 2.0],
        "losses": SCORES,
        "sample_weight": ROWS,
        "penalty": [0.7],
        "lam": [0.3],
        "labels": [2],
        "n_classes": [3],
    }
    if FUNCTIONS[name].__module__.endswith("regression"):
        values["y"] = [-1.1, 0.9]
    if name.startswith("bernoulli"):
        values["y"] = [0.0, 1.0]
    for combination in itertools.product(*(values[argument] for argument in arguments)):
        yield dict(zip(arguments, combination, strict=True))


def computed(tex, given):
    """Return the value of a typed formula."""
    values = {LETTERS.get(name, name): value for name, value in given.items()}
    values |= {"label": given.get("labels"), "k": np.arange(given.get("n_classes", 0))}
    if r"\text{ for }" in tex:
        tex = (
            r"\begin{cases}" + tex.replace(r", \qquad", r"\\").replace(r"\text{ for }", "&") + r"\end{cases}"
        )
    tex, *more = re.split(r",? *\\qquad *(?=[^ ]+ = )", tex)
    for name, body in (definition.split(" = ", 1) for definition in more):
        values["slope" if "'" in name else name] = Formula(body, values).value()
    return Formula(_right_side(tex), values).value()


def _right_side(tex):
    """Return what stands behind the last equality outside brackets."""
    places = [0, *(equal.end() for equal in re.finditer(" = ", tex))]
    return tex[max(p for p in places if sum(map(tex[:p].count, "([{")) == sum(map(tex[:p].count, ")]}"))) :]


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if typed(function)])
def test_the_formula_is_what_the_function_computes(name):
    (tex,) = typed(FUNCTIONS[name])
    for given in points(name):
        expected = FUNCTIONS[name](**given)
        np.testing.assert_allclose(computed(tex, given) + 0 * expected, expected, rtol=1e-12, atol=1e-14)


def test_every_public_function_has_a_formula():
    assert [name for name, function in FUNCTIONS.items() if len(typed(function)) != 1] == []


SIGNS = [
    (name, m.start())
    for name in FUNCTIONS
    for tex in typed(FUNCTIONS[name])
    for m in re.finditer(r"[-+]", tex)
]


@pytest.mark.parametrize("name, place", SIGNS)
def test_a_flipped_sign_would_be_noticed(name, place):
    (tex,) = typed(FUNCTIONS[name])
    flipped = tex[:place] + {"+": "-", "-": ""}[tex[place]] + tex[place + 1 :]
    with np.errstate(all="ignore"):
        same = []
        for given in points(name):
            try:
                expected = FUNCTIONS[name](**given)
                same.append(
                    np.allclose(computed(flipped, given) + 0 * expected, expected, rtol=1e-12, atol=1e-14)
                )
            except (AssertionError, KeyError, ZeroDivisionError):
                return
    assert not all(same)
