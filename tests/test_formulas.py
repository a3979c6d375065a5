"""The explorer's formulas: those of the formula sheet, for both labels, and as exact as the package."""

import json
import math

import numpy as np
import pytest
import sympy as sp
from py_mini_racer import MiniRacer

from lossutils import LOSSES, plotting
from lossutils.check import agrees
from tests.support.kinks import kinks
from website.explorer import loss_formulas

BOOK = loss_formulas.BOOK
SCORES = [-745.5, -37.0, -5.0, -1.5, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.3, 0.5, 1.0, 1.5, 5.0, 37.0, 745.5]
PROBABILITIES = [1e-300, 1e-9, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 2.0**-53]
SHOWN = loss_formulas.shown()
VALUES = {"delta": [0.1, 1.5, 3.0], "tau": [0.01, 0.25, 0.75], "tolerance": [0.1, 0.5, 2.0]}
VALUES |= {"c": [2.0], "epsilon": [0.1, 2.0], "gamma": [0.25, 2.0]}


@pytest.fixture(scope="module")
def formulas():
    return loss_formulas.formulas()


def test_every_loss_of_one_prediction_is_there_and_has_its_chapter(formulas):
    single = {name for name, loss in LOSSES.items() if not loss.domain.rows}
    assert {name for name, _ in formulas} == set(SHOWN) == single
    for chapter, _ in SHOWN.values():
        assert (BOOK / f"{chapter}.ipynb").exists()


def test_no_two_losses_of_a_kind_look_alike(formulas):
    for kind in ("score", "probability"):
        looks = [str(plotting.LOOKS[name]) for name, of_kind in formulas if of_kind == kind]
        assert len(looks) == len(set(looks)) > 1


def with_label(function, label, keywords):
    """Return the function for one label; it takes the names of the symbols."""

    def called(**given):
        given = {keywords[symbol]: value for symbol, value in given.items()}
        return function(label, given.pop("x"), **given)

    return called


@pytest.mark.parametrize("name", SHOWN)
def test_value_and_gradient_are_those_of_the_package(formulas, name):
    loss = LOSSES[name]
    keyword = next(iter(loss.parameters), None)
    for kind in ("score", "probability"):
        if (name, kind) not in formulas:
            continue
        x, symbol, cases = formulas[name, kind]
        grids = {str(x): SCORES if kind == "score" else PROBABILITIES}
        for parameter in VALUES.get(keyword, [None]):
            fixed = {} if keyword is None else {str(symbol): parameter}
            for label, value, gradient, _ in cases:
                for expression, function in ((value, loss.value), (gradient, loss.grad)):
                    called = with_label(function, label, {str(x): "x", str(symbol): keyword})
                    assert agrees(expression, called, of_largest_term=True, **grids, **fixed)


@pytest.fixture(scope="module")
def javascript():
    with MiniRacer() as context:
        context.eval(loss_formulas.script())
        yield context


@pytest.mark.parametrize("name", SHOWN)
def test_the_script_computes_what_the_package_computes(javascript, formulas, name):
    loss = LOSSES[name]
    keyword = next(iter(loss.parameters), None)
    for kind, points in (("score", SCORES), ("probability", [0.0, *PROBABILITIES, 1.0])):
        if (name, kind) not in formulas:
            continue
        for parameter in VALUES.get(keyword, [None]):
            given = {} if keyword is None else {keyword: parameter}
            for number, (label, *_) in enumerate(formulas[name, kind][2]):
                for which, function in (("value", loss.value), ("gradient", loss.grad)):
                    call = f"lossFormulas.{name}.{kind}[{number}].{which}(x, {json.dumps(parameter)})"
                    got = [*map(float, javascript.eval(f"{points}.map(x => {call}).join()").split(","))]
                    expected = function(label, np.array(points), **given)
                    # A slope near 0 may be the difference of two numbers near 1.
                    assert got == pytest.approx(expected, rel=1e-13, abs=1e-15), (kind, label, which)


@pytest.mark.parametrize("name", SHOWN)
def test_all_kinks_are_among_the_ends(formulas, name):
    for (loss, _), (_, symbol, cases) in formulas.items():
        if loss == name:
            values = [] if symbol is None else [(symbol, *LOSSES[name].parameters.values())]
            for label, _, _, ends in cases:
                places = [float(end.subs(values)) for end in ends]
                assert set(kinks(LOSSES[name], label)) <= set(places)


def test_the_log_of_a_sum_does_not_overflow():
    u = sp.Symbol("u", real=True)
    stable = loss_formulas.without_overflow(sp.log(1 + sp.exp(u)), u)
    softplus = sp.lambdify(u, stable, "math")
    assert (softplus(800.0), softplus(-800.0)) == (800.0, 0.0)
    assert softplus(1.0) == pytest.approx(math.log(1 + math.e), rel=1e-15)


def test_the_script_holds_the_conventions_at_a_kink():
    script = loss_formulas.script()
    assert "value: function (f) { return Math.max(0, 1 - f); }" in script
    assert "gradient: function (f) { return ((f <= 1) ? ( -1 ) : ( 0 )); }" in script
    assert "return ((f < 1) ? ( -tau ) : ((f > 1) ? ( 1 - tau ) : ( 0 ))); }" in script


def test_the_form_has_a_box_for_every_loss_and_a_slider_for_every_parameter():
    form = loss_formulas.form()
    assert form.count('type="checkbox"') == len(SHOWN)
    for parameter in {name for loss in LOSSES.values() for name in loss.parameters}:
        assert f'name="{parameter}"' in form
